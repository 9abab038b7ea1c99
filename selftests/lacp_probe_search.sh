#!/bin/bash
# A target that was away and is back costs no member its place, and one that is tried again is given time to find an address whose answers come home.
# timeout: 450
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_mid 3
# A hash that is no XOR: which link an answer takes says nothing of the next address.
on_peer bondctl add lag --mode 802.3ad --lacp-rate fast --xmit-hash-policy layer2 --member p0 --member p1 --member p2 || die "no far end"
ip -n "$PEER" link set lag up
peer_addresses lag
make_bond bond0 802.3ad --lacp-rate fast --arp-interval 100 --arp-missed-max 2 --arp-ip-target 10.0.0.2
proven() { shows "([.members[] | select(.role == \"active\" and any(.votes[]; .vote == \"probe\" and .value == \"yes\"))] | length) == $1"; }
# left SEQ: who was kept out since then.
left() { history_of "[.[] | select(.seq > $1 and .event == \"vote\" and .vote == \"lacp\" and .value == \"no\") | .member] | join(\" \")"; }
for seed in 1 2 3; do
	on_peer bondctl set lag --hash-seed "$seed"
	check_soon "$seed: all are proven" 20 proven 3
	seq=$(show .event_seq)
	for away in 0.6 0.7 0.8; do
		ip -n "$PEER" address del 10.0.0.2/24 dev lag
		pause "$away"
		ip -n "$PEER" address add 10.0.0.2/24 dev lag
		check_soon "$seed: away for $away s: all are proven again" 5 proven 3
	done
	check_eq "$seed: nobody is kept out for it" "" "$(left "$seq")"

	mid_break 0 both data
	check_soon "$seed: a deaf member is" 5 reason_is eth0 lacp_held
	# Until it was, the far end sent answers for the others to it. One that looks on for its address, and loses the last one beside it, is let in with it.
	check_soon "$seed: the others are proven" 40 shows '(.members[0] | .reason == "lacp_held" and .lacp.retry_ms > 2000) and
		all(.members[1, 2]; .role == "active" and any(.votes[]; .vote == "probe" and .value == "yes"))'
	read -r seq retry < <(show '"\(.event_seq) \(.members[0].lacp.retry_ms)"')
	# The far end's first, for it would go on to answer by a link that leads nowhere.
	printf 'link set q2 down\nlink set h2 down\n' | ips "$MID"
	check_soon "$seed: a link less" 5 shows '.members[2].role != "active"'
	mid_mend 0
	# It is tried again after 5 s, or, when that was before the others were ready, after some more.
	check_soon "$seed: mended, with a link less it is proven" $((15 + (retry > 5000 ? retry + 999 : 5000) / 1000)) \
		shows '.members[0].role == "active" and any(.members[0].votes[]; .vote == "probe" and .value == "yes")'
	# With its return answers come by another link, and the other one may look for its address anew.
	check_soon "$seed: so are two" 5 proven 2
	check_eq "$seed: in one trial" "" "$(left "$seq" | sed 's/eth2//')"
	ip -n "$MID" link set q2 up
	ip -n "$MID" link set h2 up
done
