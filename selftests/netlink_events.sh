#!/bin/bash
# Events come as they happen, numbered without holes from 1, and are kept; wait sees the same.
# kernels: 6.12 6.1
# timeout: 180
. "$(dirname "$0")/lib.sh"
topo_switch 2
on_host bondctl monitor --json >"$TMP/told" &
monitor=$!
(on_host bondctl wait nb0 ok --timeout 30 && now_ms >"$TMP/ok") &
waiter=$!
# told FILTER: such an event?
told() { jq -es "any($1)" "$TMP/told"; }
hears() { on_host bondctl add probe && on_host bondctl del probe && told '.bond == "probe"'; }
check_soon "the monitor listens" 10 hears
on_host bondctl add nb0 --mode active-backup --member eth0 || die "no bond"
check_fails "a bond that is down is not up" on_host bondctl wait nb0 up --timeout 0.3
ip -n "$HOST" link set nb0 up
wait "$waiter"
check "wait ended" test -s "$TMP/ok"
ip -n "$HOST" -d monitor link >"$TMP/links" &
links=$!
check_soon "so does who listens to rtnetlink" 5 eval "on_host cat /proc/net/netlink | grep -q ' $links '"
on_host bondctl set nb0 --miimon 77
on_host bondctl member add nb0 eth1
on_host bondctl member set nb0 eth1 --prio 3
check "up" on_host bondctl wait nb0 up --timeout 3
ip -n "$SW" link set sw0 down
check "degraded" on_host bondctl wait nb0 degraded --timeout 3
ip -n "$SW" link set sw0 up
check "ok" on_host bondctl wait nb0 ok --timeout 3
check_soon "rtnetlink tells of a setting" 3 grep -q 'nb0: .*event BONDING OPTION' "$TMP/links"
check_soon "and of a member's" 3 grep -q 'eth1[@:].*event BONDING OPTION' "$TMP/links"
on_host bondctl add whole --mode balance-xor
check_soon "and of a new bond's, which it had told of with the defaults" 3 grep -q 'whole: .*event BONDING OPTION' "$TMP/links"
on_host bondctl del whole
check_soon "and of a failover" 3 grep -q 'nb0: .*event BONDING FAILOVER' "$TMP/links"
kill "$links"
wait "$links" 2>/dev/null
on_host bondctl member del nb0 eth1
on_host bondctl history nb0 --json >"$TMP/history"
seq=$(json '.[0].event_seq' on_host bondctl show nb0 --json)
on_host bondctl del nb0
check_soon "the end is told" 3 told '.bond == "nb0" and .event == "deleted"'
kill "$monitor"
wait "$monitor" 2>/dev/null
check "a monitor that nobody reads ends, without another event" on_host timeout 5 bash -o pipefail -c 'bondctl monitor | true'
jq -c 'select(.bond == "nb0")' "$TMP/told" >"$TMP/events"
check_eq "numbered without holes" "" "$(jq -sc '[.[] | select(.bond == "nb0").seq] as $s | [range(1; ($s | length) + 1)] - $s | .[]' "$TMP/events")"
check_eq "each once" "$(jq -s 'length' "$TMP/events")" "$(jq -s 'map(.seq) | unique | length' "$TMP/events")"
check_eq "in order" "$(jq -sc 'map(.seq) | sort' "$TMP/events")" "$(jq -sc 'map(.seq)' "$TMP/events")"
check_eq "every kind of event" "[]" "$(jq -sc '["created", "configured", "member_added", "member_removed", "vote", "active", "state", "deleted"] -
	map(.event)' "$TMP/events")"
check "who joined" jq -es '[.[] | select(.event == "member_added").member] == ["eth0", "eth1"]' "$TMP/events"
check "the failover tells both" jq -es 'any(.event == "active" and .old_member != null and .member != null and .old_member != .member)' "$TMP/events"
check_eq "the last number" "$seq" "$(jq '.[-1].seq' "$TMP/history")"
check_eq "history is what was told" "$(jq -sc --argjson s "$seq" '[.[] | select(.seq <= $s) | [.seq, .event, .reason, .member]]' "$TMP/events")" \
	"$(jq -c '[.[] | [.seq, .event, .reason, .member]]' "$TMP/history")"
check_fails "waiting for what does not come ends" on_host bondctl wait nb0 up --timeout 0.2
on_host bondctl add nb0 --mode active-backup --member eth0
ip -n "$HOST" link set nb0 up
on_host bondctl wait nb0 ok --timeout 5
# What nobody hears of is seen when the time is over, too.
on_host bondctl wait nb1 ok --timeout 100 &
waiter=$!
sleep 1
if ip -n "$HOST" link set nb0 name nb1 2>/dev/null; then
	check_soon "who waits for a name hears of a bond that takes it" 5 eval "! kill -0 $waiter"
else
	echo "this kernel renames nothing that is up"
fi
