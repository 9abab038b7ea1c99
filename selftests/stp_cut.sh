#!/bin/bash
# The forwarding link of a bridge with spanning tree is cut: the blocking one takes over after 2 * forward_delay, and events tell each step.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_stp
make_stp eth0,eth1
stp_forms "before"
check_soon "the station answers" 5 on_host ping -c1 -W1 10.0.0.2
on_host bondctl monitor bond0 --json >"$TMP/events" &
monitor=$!
sleep 0.5
begin=$(now_ms)
ip -n "$SW" link set sw0 down
check_soon "traffic is back" 12 on_host ping -c1 -W1 10.0.0.2
took=$(($(now_ms) - begin))
echo "# the way is back $took ms after the cut (2 * forward_delay of the root is 4000 ms)"
check_le "back in 2 * forward_delay and a little, ms" "$took" 7000
check_ge "and no sooner than spanning tree allows, ms" "$took" 3500
check "the cut is seen" shows '.state == "degraded" and .active_member == "eth1" and .members[0].reason == "no_carrier"'
steps() { jq -rs 'map(select(.event == "stp" and .member == "eth1") | .stp.state) | join(" ")' "$TMP/events"; }
each_step() { [[ $(steps) == *"listening learning forwarding" ]]; }
check_soon "each step is told" 3 each_step
check "the lost carrier too" jq -es 'any(.event == "vote" and .member == "eth0" and .reason == "no_carrier")' "$TMP/events"
check "and the change of the active member" jq -es 'any(.event == "active" and .member == "eth1")' "$TMP/events"
check_eq "numbered without holes" true "$(jq -s 'map(.seq) == [range(1; length + 1)]' "$TMP/events")"
kill "$monitor"
wait "$monitor" 2>/dev/null
begin=$(now_ms)
ip -n "$SW" link set sw0 up
stp_forms "mended"
echo "# as before the cut $(($(now_ms) - begin)) ms after the cable was mended"
check_soon "the station answers" 5 on_host ping -c1 -W1 10.0.0.2
