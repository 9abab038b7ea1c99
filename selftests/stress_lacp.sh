#!/bin/bash
# Two bonds in 802.3ad face each other; members, links, options and modes change on both, each goes down and up, under a flood of data,
# Markers and forged LACPDUs: nothing breaks, no memory is lost, the LAG is whole in the end.
# kernels: 6.12 uml
# timeout: 300
# processors: 2
. "$(dirname "$0")/lib.sh"
setup_ns HOST PEER
for i in 0 1 2; do
	ip -n "$HOST" link add "eth$i" type veth peer name "eth$i" netns "$PEER" || die "no pair"
done
on_peer bondctl add lag --mode 802.3ad --fast-join on --coupled-control off || die "no far bond"
for i in 0 1 2; do ip -n "$PEER" link set "eth$i" master lag; done
ips "$PEER" <<-END
	address add 10.0.0.2/24 dev lag
	address add 10.0.0.3/24 dev lag
	link set lag up
END
make_bond bond0 802.3ad --fast-join on --arp-interval 20 --arp-ip-target 10.0.0.2,10.0.0.3
distributing() { shows ".state == \"ok\" and .lacp.distributing == $1"; }
check_soon "the LAG forms" 10 distributing 3
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

members() {
	on_host bondctl member del bond0 eth2
	on_host bondctl member add bond0 eth2 --actor-port-prio $((RANDOM % 300))
	ip -n "$PEER" link set eth1 nomaster
	ip -n "$PEER" link set eth1 master lag
}
links() {
	ip -n "$HOST" link set eth0 down
	ip -n "$PEER" link set eth1 down
	ip -n "$HOST" link set eth0 up
	ip -n "$PEER" link set lag down
	ip -n "$PEER" link set eth1 up
	ip -n "$PEER" link set lag up
	ip -n "$HOST" link set bond0 down
	ip -n "$HOST" link set bond0 up
}
settings() {
	on_host bondctl set bond0 --lacp-rate slow --max-links 2 --ad-select count
	on_host bondctl set bond0 --coupled-control off --ad-user-port-key 7 --lacp-fallback all --lacp-fallback-timeout 100
	on_peer bondctl set lag --ad-actor-system 02:00:00:00:00:07 --lacp-active off
	on_host bondctl set bond0 --mode balance-xor
	on_host bondctl set bond0 --mode 802.3ad --lacp-rate fast --fast-join on
	on_host bondctl set bond0 --mode active-backup
	on_host bondctl set bond0 --mode 802.3ad --fast-join on
	on_peer bondctl set lag --ad-actor-system '' --lacp-active on
}
looks() {
	on_host bondctl show --details
	on_host bondctl buckets bond0
	ip -n "$HOST" link set bond0 address "02:00:00:00:00:0$((RANDOM % 10))"
	on_host bondctl history bond0
}
# forged: an LACPDU of another system, a Marker, and one of no known subtype, over and over.
slow=0180c200000202000000000a8809
forged() {
	local one=ffff02000000000b000f00ff0001 two=ffff02000000000a000f00ff0001
	on_peer nbwire send eth0 "${slow}01010114${one}3f000000""0214${two}3f0000000310$(printf '%0112d' 0)" 200 1
	on_peer nbwire send eth1 "${slow}0201011000010200000000""0a00000001$(printf '%0190d' 0)" 200 1
	on_peer nbwire send eth2 "${slow}0b01$(printf '%0216d' 0)" 50 1
}
# round MS: all at once.
round() {
	flow up "$HOST" "$PEER" 10.0.0.2 1500 8
	flow down "$PEER" "$HOST" 10.0.0.1 1500 8
	all_for "$1" members links settings looks forged
	# The end of a flow is told to its receiver by a datagram.
	on_host bondctl set bond0 --max-links 0
	wait_for 20 distributing 3 && wait_for 10 on_host ping -c1 -W1 10.0.0.2
	flow_end up
	flow_end down
}
stress 3000 8000
echo "arrived $(flowed up .received) and $(flowed down .received)"
check_soon "all are well in the end" 20 distributing 3
check_soon "packets pass" 10 on_host ping -c1 -W1 10.0.0.2
check_ge "Markers came" "$(show '[.members[].lacp.counters.marker_rx] | add')" 1
