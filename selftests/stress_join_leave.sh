#!/bin/bash
# Members join, leave, flap, are renamed and change address under a flood both ways: nothing breaks, no memory is lost, packets pass at the end.
# timeout: 240
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 active-backup --arp-interval 10 --arp-ip-target 10.0.0.2 --ns-ip6-target fd00::2
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

members() {
	on_host bondctl member del bond0 eth2
	on_host bondctl member add bond0 eth2
	ip -n "$HOST" link set eth2 nomaster
	ip -n "$HOST" link set eth2 master bond0
}
links() {
	ip -n "$SW" link set sw0 down
	ip -n "$SW" link set sw1 down
	ip -n "$SW" link set sw0 up
	ip -n "$HOST" link set eth1 down
	ip -n "$SW" link set sw1 up
	ip -n "$HOST" link set eth1 up
}
settings() {
	on_host bondctl set bond0 --arp-ip-target 10.0.0.3 --arp-interval 5
	on_host bondctl set bond0 --fail-over-mac active
	on_host bondctl set bond0 --active-slave eth0
	on_host bondctl set bond0 --arp-interval 0 --primary eth1 --updelay 20
	on_host bondctl set bond0 --fail-over-mac none --all-slaves-active 1
	on_host bondctl set bond0 --arp-ip-target 10.0.0.2,10.0.0.3 --arp-interval 10 --primary '' --updelay 0 --all-slaves-active 0
}
# A device that is up keeps its name on 6.1.
rename() { ip -n "$HOST" link set "$1" name "$2" || [[ $(uname -r) == 6.1.* ]]; }
names() {
	rename eth1 other1
	rename other1 eth1
	ip -n "$HOST" link set bond0 mtu 1400
	ip -n "$HOST" link set bond0 mtu 1500
	on_host bondctl show
	on_host bondctl history bond0
}
# round MS: all at once.
round() {
	flow up "$HOST" "$PEER" 10.0.0.2 1500
	flow down "$PEER" "$HOST" 10.0.0.1 1500
	all_for "$1" members links settings names
	flow_end up
	flow_end down
}
stress 3000 8000
# There the one that links set down for a moment may have been renamed once only.
if ip -n "$HOST" link show other1 >/dev/null 2>&1; then
	ip -n "$HOST" link set other1 down
	ip -n "$HOST" link set other1 name eth1
	ip -n "$HOST" link set eth1 up
fi
echo "arrived $(flowed up .received) and $(flowed down .received)"
on_host bondctl set bond0 --active-slave ''
check_soon "all are well in the end" 10 state_is ok
check_soon "packets pass" 10 on_host ping -c1 -W1 10.0.0.2
check_eq "all members are there" "eth0 eth1 eth2" "$(show '[.members[].name] | sort | join(" ")')"
