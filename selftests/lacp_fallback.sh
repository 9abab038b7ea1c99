#!/bin/bash
# lacp_fallback: without a partner one member, or all, carry traffic after lacp_fallback_timeout; a partner that appears ends that.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
# A far end that does not know LACP: for one link a switch, for several a static aggregate.
switch() {
	ips "$PEER" <<-END
		link add lag type bridge mcast_snooping 0 forward_delay 0
		link set p0 master lag up
		link set p1 master lag up
		link set lag up
	END
}
static() { peer_bonding lag "p0 p1" mode balance-xor; }

# In fallback the vote of LACP is yes, and says why.
fallen='any(.votes[]; .vote == "lacp" and .value == "yes" and .reason == "lacp_fallback")'
begin() { if [[ $1 == single ]]; then switch; else static; fi; }
for how in single all; do
	begin $how
	peer_addresses lag
	make_bond bond0 802.3ad --lacp-fallback $how --lacp-fallback-timeout 1500
	start=$(now_ms)
	sleep 0.8
	check "$how: not before its time" shows '.carrier | not'
	check_soon "$how: then there is carrier" 5 shows .carrier
	# A member without a partner waits 2 s before it attaches, as any.
	check_le "$how: ms" $(($(now_ms) - start)) 4500
	check_soon "$how: members that carry traffic" 3 \
		shows "[.members[] | select(.role == \"active\" and $fallen)] | length == $([[ $how == all ]] && echo 2 || echo 1)"
	check_traffic "$how"
	sleep 2
	check "$how: it lasts" shows .carrier
	ip -n "$PEER" link del lag
	peer_bonding lag "p0 p1" lacp_rate fast
	peer_addresses lag
	lacp_form "$how, a partner appears"
	check_eq "$how: no fallback any more" 0 "$(show "[.members[] | select($fallen)] | length")"
	check_traffic "$how, with a partner"
	ip -n "$PEER" link del lag
	begin $how
	peer_addresses lag
	check_soon "$how: the partner is gone, and after a while missed no more" 15 shows ".carrier and any(.members[]; $fallen)"
	check "$how: none, live" on_host bondctl set bond0 --lacp-fallback none
	check_soon "$how: and there is no carrier" 3 shows '.carrier | not'
	ip -n "$HOST" link del bond0
	ip -n "$PEER" link del lag
done
