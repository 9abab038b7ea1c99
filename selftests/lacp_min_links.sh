#!/bin/bash
# min_links counts what carries traffic: neither a link that waits to join nor one on trial after its probes were lost makes the carrier come.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_mid 2
peer_bonding lag "p0 p1" lacp_rate fast
peer_addresses lag
ip -n "$PEER" link set p1 down
make_bond bond0 802.3ad --min-links 2
few() { shows '(.carrier | not) and .state == "failed" and .reason == "min_links" and .members[0].role == "active"'; }
check_soon "one link is too few" 10 few

# until_then WHAT SECONDS FILTER WAY...: nobody sees a carrier over one link until the filter holds; on the way eth1 is seen in each of these states.
until_then() {
	local what=$1 end=$(($(now_ms) + $2 * 1000)) filter=$3 seen='' look early=0
	shift 3
	while (($(now_ms) < end)); do
		look=$(show "if $filter then \"there\" elif .carrier then \"early\" else (.members[1] | \"\(.reason)/\(.lacp.mux)\") end")
		[[ $look != there ]] || break
		[[ $look != early ]] || early=$((early + 1))
		[[ $seen == *"$look "* ]] || seen+="$look "
		pause 0.1
	done
	echo "$what: seen ${seen:-nothing}"
	check_eq "$what" there "$look"
	check_eq "$what: carrier too early" 0 "$early"
	for look; do check "$what: seen on the way: $look" grep -q "$look" <<<"$seen"; done
}
both='.carrier and .lacp.distributing == 2 and ([.members[] | select(.role == "active")] | length == 2)'
ip -n "$PEER" link set p1 up
until_then "it has joined" 10 "$both" lacp_waiting/
# shellcheck disable=SC2016
check_eq "the carrier came with it" yes \
	"$(history_of '(map(.event == "vote" and .member == "eth1" and .vote == "lacp" and .value == "yes") | index(true)) as $joined |
		(map(.event == "state" and .state != "failed") | index(true)) as $up | if $up > $joined then "yes" else "no" end')"
check_traffic "two links"

check "probes" on_host bondctl set bond0 --fast-join on --arp-interval 300 --arp-missed-max 2 --arp-ip-target 10.0.0.2
check_soon "both paths are proven" 10 shows "$both and all(.members[]; any(.votes[]; .vote == \"probe\" and .value == \"yes\"))"
mid_break 1 to_peer data
check_soon "a path is lost: one link is too few" 10 few
check "it is kept out" reason_is eth1 lacp_held probe_no_reply
# After 5 s it is tried again: LACP joins it, and it carries nothing before a probe is answered.
until_then "it is tried in vain" 20 '.members[1].lacp.mux == "collecting_distributing" and .members[1].role != "active"' lacp_held/
until_then "it is kept out again" 10 '.members[1].reason == "lacp_held"'
check "one link is still too few" few
mid_mend 1
until_then "mended, tried and proven" 30 "$both" lacp_held/
check_traffic "two links again"
# Of LACP's votes on eth1: how long each "no" lasted, ms.
# shellcheck disable=SC2016
read -ra waits <<<"$(history_of '[.[] | select(.event == "vote" and .member == "eth1" and .vote == "lacp")] |
	reduce .[] as $vote ({}; if $vote.value == "yes" then .no as $no | del(.no) | .waits += [$vote.time_ns - ($no // $vote.time_ns)]
		else .no = (.no // $vote.time_ns) end) | .waits | map(. / 1e6 | floor) | join(" ")')"
echo "eth1 was out for ${waits[*]} ms"
check_ge "what is tried in vain is tried after twice the time, ms" "${waits[-1]}" 10000
check_le "and was tried earlier before, ms" "${waits[-2]}" 9000
check_ge "not at once, ms" "${waits[-2]}" 5000
