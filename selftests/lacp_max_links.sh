#!/bin/bash
# max_links: a better member that returns takes the place of one that carries all when the partner collects there, and not before: the bond has carrier and
# loses nothing of what it sends. So with the in-tree driver at the other end, which takes a while, and with netbond that has the same limit.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
carries() { shows ".carrier and .lacp.distributing == 1 and any(.members[]; .name == \"$1\" and .role == \"active\")"; }
# returns WHAT: the better link is lost, the other one carries all, and the better one comes back.
returns() {
	local seq downs
	check_soon "$1: the better one carries all" 12 carries eth0
	ip -n "$PEER" link set p0 down
	check_soon "$1: the other one does" 8 carries eth1
	pause 1
	seq=$(show .event_seq) downs=$(on_host cat /sys/class/net/bond0/carrier_down_count)
	flow "$1" "$HOST" "$PEER" 10.0.0.2 500 16
	ip -n "$PEER" link set p0 up
	check_soon "$1: the better one is back" 12 carries eth0
	pause 0.5
	flow_end "$1"
	check_eq "$1: lost from the host" 0 "$(lost "$1")"
	check_ge "$1: sent" "$(flowed "$1" .received)" 500
	check_eq "$1: the bond never lost its carrier" "$downs" "$(on_host cat /sys/class/net/bond0/carrier_down_count)"
	check_eq "$1: nor all that it can send by" 0 "$(history_of "map(select(.seq > $seq and .event == \"state\" and .state == \"failed\")) | length")"
	check_eq "$1: one place was taken" '["eth1"]' "$(history_of "map(select(.seq > $seq and .vote == \"lacp\" and .value == \"no\" and .reason == \"standby_max_links\") | .member) | tojson")"
}
topo_lacp 2
peer_bonding lag "p0 p1" lacp_rate fast
peer_addresses lag
make_bond bond0 802.3ad --max-links 1 --ad-actor-sys-prio 1
returns in-tree

ip -n "$PEER" link del lag
on_peer bondctl add lag --mode 802.3ad --max-links 1 --member p0 --member p1 >/dev/null || die "no netbond at the far end"
peer_addresses lag
ip -n "$PEER" link set lag up
returns netbond
