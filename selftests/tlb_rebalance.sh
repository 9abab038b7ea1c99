#!/bin/bash
# Unequal flows: with tlb_dynamic_lb they move, in their pauses, from the busy member to the idle one until both are as busy, and then no more; the
# reason is told. Without it they never do.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 balance-tlb --hash-seed 1 --move-idle 10 --tlb-dynamic-lb 0
check_soon "both share" 5 shows '[.members[].buckets] == [128, 128]'
station=$(mac "$HOST" bond0 | tr -d :) peer=$(mac "$PEER" eth0 | tr -d :)
printf -v body %02600d 0
flow_of() { echo "$(frame "$peer" "$station" 0800)4500053c 00000000 40110000 0a000001 0a000002 9c40 $1 05280000 $body"; }

# Eight flows of eth0.
PEER=$SW tally where sw0 sw1
on_host nbflow send bond0 64 1 1000 "$(flow_of '[5000:2]')" >"$TMP/sent"
PEER=$SW tally_end where
mapfile -t ports < <(tallied where '[.flows[] | select(.at.sw0) | .id] | sort | .[:8][]' | while read -r id; do printf '%04x\n' $((5000 + id)); done)
check_eq "flows that eth0 carries" 8 ${#ports[@]}
templates=()
for port in "${ports[@]}"; do templates+=("$(flow_of "$port")"); done
# 40 a second each, 0.4 Mbit/s: 3.6 Mbit/s here, nothing there.
ip netns exec "$HOST" nbflow send bond0 1 12000 320 "${templates[@]}" >"$TMP/sent" &
sender=$!
# ways: how many of the eight go by each.
ways() {
	PEER=$SW tally ways sw0 sw1
	sleep "${1:-0.5}"
	PEER=$SW tally_end ways
	tallied ways '[.flows[] | select(.id >= 0 and .id < 8) | .at | keys | join("+")] | group_by(.) | map("\(.[0]) \(length)") | join(" ")'
}
loaded() { on_host bondctl buckets bond0 --json | jq '[.[0].buckets[] | select(.moved_reason == "load")] | length'; }
sleep 8
check_eq "off: no flow moves" "sw0 8" "$(ways)"
check_eq "off: no bucket" 0 "$(loaded)"
check "on" on_host bondctl set bond0 --tlb-dynamic-lb 1
evenly() { [[ $(ways 0.3) =~ ^sw0\ [345]\ sw1\ [345]$ ]]; }
check_soon "on: they share both members" 20 evenly
echo "on: $(ways)"
moved=$(loaded)
check_ge "on: buckets that moved by load" "$moved" 3
check_le "on: and no more" "$moved" 5
check_eq "on: the history tells" "eth1 $moved" "$(history_of '[.[] | select(.event == "buckets" and .reason == "load")] | "\(last.member) \(map(.buckets) | add)"')"
moves=$(show .moves)
sleep 8
kill "$sender"
wait "$sender" 2>/dev/null
check_eq "on: then it rests" "$moves" "$(show .moves)"
