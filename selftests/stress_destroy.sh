#!/bin/bash
# Bonds are made and destroyed under traffic, by rtnetlink, by netlink and with their namespace, in every mode that there is.
# kernels: 6.12 6.1
# timeout: 240
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2

destroy() {
	on_host bondctl add bond0 --mode active-backup --arp-interval 5 --arp-ip-target 10.0.0.2 --member eth0,eth1
	ip -n "$HOST" address add 10.0.0.1/24 dev bond0
	ip -n "$HOST" link set bond0 up
	ip netns exec "$HOST" nbstream send 10.0.0.2 5999 2000 0.5 &
	on_host ping -q -c2 -i0.05 -W1 10.0.0.2
	on_host bondctl del bond0
	ip -n "$HOST" link add bond0 type netbond
	ip -n "$HOST" link set eth1 master bond0
	ip -n "$HOST" address add 10.0.0.1/24 dev bond0
	ip -n "$HOST" link set bond0 up
	ip netns exec "$HOST" nbstream send 10.0.0.2 5999 2000 0.2 &
	sleep 0.1
	ip -n "$HOST" link del bond0
	wait
}
with_namespace() {
	local space=stress-$RANDOM$RANDOM
	ip netns add "$space"
	ip -n "$space" link add eth0 type veth peer name eth1
	ip netns exec "$space" bondctl add bond0 --mode active-backup --member eth0
	ip -n "$space" link set eth1 up
	ip -n "$space" link set bond0 up
	ip netns del "$space"
}
round() {
	local flood
	ip netns exec "$PEER" nbwire send eth0 "ff:ff:ff:ff:ff:ff 02:00:00:00:00:77 0800 00010203" 100000000 1 &
	flood=$!
	all_for "$1" destroy with_namespace
	kill "$flood"
}
stress 3000 8000
ip -n "$HOST" link del bond0 2>/dev/null
make_bond bond0 active-backup
check_soon "a new one works" 10 on_host ping -c1 -W1 10.0.0.2
