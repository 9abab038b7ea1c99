#!/bin/bash
# A link passes nothing in one direction while both ends show carrier: within two timeouts it is out of use, it is said why, traffic goes on.
# timeout: 400
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_mid 2
lacp_begin
check_traffic "first"

# left_after MS: for how many of them eth0 had not worked when it was left, rounded down.
left_after() { history_of "[.[] | select(.event == \"buckets\" and .old_member == \"eth0\")] | last | .gap_ns / 1e6 / $1 | floor"; }

# The reason may become another between the two questions.
explained() {
	# shellcheck disable=SC2016
	jq -e --arg why "$(show '.members[0].reason')" '[.. | strings] | index($why)' <<<"$(on_host bondctl explain bond0 --json)" >/dev/null
}

# one_way DIRECTION MS REASON...: within which time it is out of use, and why.
one_way() {
	local way=$1 most=$2 start
	shift 2
	start=$(now_ms)
	mid_break 0 "$way"
	check_soon "$way: eth0 is out of use" 15 shows '.members[0] | .role == "none" and (.usable | not)'
	took=$(($(now_ms) - start))
	echo "$way: $took ms, $(show '.members[0].reason')"
	check_ge "$way: not before a timeout, ms" $took 1900
	check_le "$way: ms" $took "$most"
	check_soon "$way: it is said why" 8 reason_is eth0 "$@"
	# From the last LACPDU heard to the end of the short timeout.
	[[ $way == to_peer ]] || check_eq "$way: the gap was measured, s" 3 "$(left_after 1000)"
	check_soon "$way: explain names it" 5 explained
	check "$way: the carrier stays" shows '.carrier and .state == "degraded" and ([.members[] | select(.role == "active")] | length == 1)'
	check_soon "$way: the far end leaves it, too" 10 far_clear p0 32
	check_traffic "$way: meanwhile"
	mid_mend 0
	lacp_form "$way: mended" 15
	check_traffic "$way: mended"
}
one_way to_host 5000 lacp_expired lacp_lost
# The far end takes nothing in any more when it has heard nothing for 3 s, and says so; it gives up 3 s later.
one_way to_peer 5000 lacp_not_collecting lacp_partner_defaulted lacp_partner_mismatch lacp_not_in_sync lacp_expired lacp_lost
one_way both 5000 lacp_expired lacp_lost

# With max_links the far end says after its timeout of 3 s that it takes nothing in on the one link in use. The other one is ready, and used a round trip later.
carries() { shows ".carrier and ([.members[] | select(.role == \"active\") | .name] == [\"$1\"])"; }
check "max_links" on_host bondctl set bond0 --max-links 1
check_soon "max_links: eth0 carries all" 10 carries eth0
pause 1
seq=$(show .event_seq) start=$((${EPOCHREALTIME/[.,]/} / 1000))
mid_break 0 to_peer
check_soon "max_links: eth1 carries all" 15 carries eth1
read -r left used < <(history_of "map(select(.seq > $seq and .vote == \"lacp\")) |
	[map(select(.member == \"eth0\" and .value == \"no\")), map(select(.member == \"eth1\" and .value == \"yes\")) | .[0].time_ns / 1e6 | floor] |
	join(\" \")")
echo "max_links: eth0 left after $((left - start)) ms, eth1 used $((used - left)) ms later"
check_ge "max_links: not before a timeout, ms" $((left - start)) 1900
check_le "max_links: the timeout, ms" $((left - start)) 4500
check_le "max_links: a round trip, ms" $((used - left)) 1500
check_traffic "max_links: meanwhile"
pause 5
check "max_links: that stays" carries eth1
mid_mend 0
check_soon "max_links: mended, eth0 carries all" 10 carries eth0
