#!/bin/bash
# netbond with others: the in-tree bond over a netbond, a netbond in a VRF, a netbond as the port of a bridge with a guest behind it.
# kernels: 6.12
# timeout: 200
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2
check "a bond" on_host bondctl add bond0 --mode active-backup --member eth0,eth1
ip -n "$HOST" link set bond0 up

if modprobe bonding max_bonds=0 2>/dev/null && ip -n "$HOST" link add old0 type bond mode active-backup miimon 50; then
	ip -n "$HOST" link set bond0 down
	check "the in-tree bond takes a netbond" ip -n "$HOST" link set bond0 master old0
	ip -n "$HOST" address add 10.0.0.1/24 dev old0
	ip -n "$HOST" link set old0 up
	check_soon "packets pass through both" 10 on_host ping -c1 -W1 10.0.0.2
	ip -n "$SW" link set sw0 down
	check_soon "also after a failover" 10 on_host ping -c1 -W1 10.0.0.2
	ip -n "$SW" link set sw0 up
	ip -n "$HOST" link del old0
	ip -n "$HOST" link set bond0 up
else
	echo "no in-tree bonding here"
fi

if ip -n "$HOST" link add vrf0 type vrf table 77 2>/dev/null; then
	ip -n "$HOST" link set vrf0 up
	check "a VRF takes a netbond" ip -n "$HOST" link set bond0 master vrf0
	ip -n "$HOST" address add 10.0.0.1/24 dev bond0
	check_soon "packets pass in the VRF" 10 on_host ping -I vrf0 -c1 -W1 10.0.0.2
	on_host bondctl set bond0 --arp-interval 50 --arp-ip-target 10.0.0.2
	check_soon "probes find their route in the VRF" 5 state_is ok
	check "with an answer" vote_is eth0 probe yes
	on_host bondctl set bond0 --arp-interval 0 --arp-ip-target ''
	ip -n "$HOST" address del 10.0.0.1/24 dev bond0
	ip -n "$HOST" link set bond0 nomaster
	ip -n "$HOST" link del vrf0
else
	echo "no VRF here"
fi

setup_ns GUEST
ip -n "$HOST" link add virt0 type bridge forward_delay 0
ip -n "$HOST" link add tap0 type veth peer name eth0 netns "$GUEST"
ip -n "$HOST" link set virt0 up
ip -n "$HOST" link set tap0 master virt0 up
check "a bridge takes a netbond" ip -n "$HOST" link set bond0 master virt0
ip -n "$HOST" address add 10.0.0.1/24 dev virt0
ip -n "$GUEST" address add 10.0.0.50/24 dev eth0
ip -n "$GUEST" link set eth0 up
check_soon "the host's packets pass" 10 on_host ping -c1 -W1 10.0.0.2
check_soon "the guest's packets pass" 10 ip netns exec "$GUEST" ping -c1 -W1 10.0.0.2
flow up "$GUEST" "$PEER" 10.0.0.2 500
sleep 0.7
ip -n "$SW" link set sw0 down
check_soon "the other takes over" 5 active_is eth1
flow_end up
check_le "the guest loses" "$(lost up)" 1
check_soon "and is reached from afar" 10 on_peer ping -c1 -W1 10.0.0.50
