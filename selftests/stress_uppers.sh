#!/bin/bash
# VLAN devices, addresses, MTU, modes, links and cards come and go on a bond that is being asked for its tables, under floods of ARP, ND and data:
# nothing breaks, no memory is lost, packets pass at the end.
# timeout: 240
# kernels: debug
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 active-backup
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

vlans() {
	ip -n "$HOST" link add link bond0 name vlan7 up type vlan id 7
	ip -n "$HOST" link add link vlan7 name vlan8 up type vlan id 8
	ip -n "$HOST" address add 10.7.0.1/24 dev vlan7
	ip -n "$HOST" link del vlan7
}
device() {
	ip -n "$HOST" link set bond0 address "02:00:00:00:00:0$((RANDOM % 10))"
	ip -n "$HOST" link set bond0 mtu $((1300 + RANDOM % 200))
	ip -n "$HOST" link set bond0 down
	ip -n "$HOST" link set bond0 up
	# A member has the MTU of the bond.
	! ip -n "$HOST" link set eth0 mtu 1500
}
modes() {
	local mode
	for mode in balance-rr balance-xor broadcast 802.3ad balance-tlb balance-alb active-backup; do on_host bondctl set bond0 --mode $mode; done
}
# In whatever mode that finds it.
links() {
	ip -n "$SW" link set sw0 down
	ip -n "$HOST" link set eth1 down
	ip -n "$SW" link set sw0 up
	ip -n "$SW" link set sw1 down
	ip -n "$HOST" link set eth1 up
	ip -n "$SW" link set sw1 up
}
# The far end goes, and with it the member.
cards() {
	ip -n "$SW" link del sw2
	ip -n "$SW" link add sw2 type veth peer name eth2 netns "$HOST"
	ip -n "$SW" link set sw2 master br0 up
	ip -n "$HOST" link set eth2 master bond0
}
# Not every mode has them.
tables() {
	on_host bondctl buckets bond0
	on_host bondctl clients bond0
	true
}
looks() {
	on_host bondctl show --details
	tables
	on_host bondctl history bond0
	ip -n "$HOST" -s -d link show
}
# round MS: all at once.
round() {
	local floods=()
	ip netns exec "$PEER" nbwire send eth0 "$(arp_frame ffffffffffff 020000000077 1 020000000077 10.0.0.77 000000000000 10.0.0.1)" 100000000 1 &
	floods+=($!)
	ip netns exec "$PEER" nbwire send eth0 "$(nd_frame 3333ff000001 020000000077 fd00::77 ff02::1:ff00:1 87 00000000 fd00::1 0101020000000077)" 100000000 1 &
	floods+=($!)
	flow up "$HOST" "$PEER" 10.0.0.2 1000
	flow down "$PEER" "$HOST" 10.0.0.1 1000
	all_for "$1" vlans device modes links cards looks
	flow_drop up
	flow_drop down
	kill "${floods[@]}"
}
stress 3000 8000
on_host bondctl set bond0 --mode active-backup
ip -n "$HOST" link set bond0 mtu 1500
ip -n "$HOST" link set bond0 up
check_soon "packets pass" 10 on_host ping -c1 -W1 10.0.0.2
check_soon "all are well in the end" 10 state_is ok
check_eq "all members are there" "eth0 eth1 eth2" "$(show '[.members[].name] | sort | join(" ")')"
