#!/bin/bash
# One of four members is lost: its flows move, spread over the three others, and no other flow does.
# kernels: 6.12
# timeout: 300
. "$(dirname "$0")/lib.sh"
topo_lag 4
make_bond bond0 balance-xor --hash-seed 1
state_soon() { check_soon "$1" 5 shows "$2"; }
state_soon "four share" '[.members[].buckets] == [64, 64, 64, 64]'
moves=$(show .moves)
flows="$(frame 020000000001 020000000002 0800)$(ipv4 0a000001 0a000002 11)[10000:2] 1389 0000000000000000"
# send NAME: one frame of each of 1000 flows.
send() {
	tally "$1" p0 p1 p2 p3
	on_host nbflow send bond0 1000 1 0 "$flows" >"$TMP/sent"
	tally_end "$1"
	check_eq "$1: all arrived" 1000 "$(tallied "$1" '[.frames[]] | add')"
}
send before
ip -n "$PEER" link set p1 down
state_soon "eth1 carries nothing" '.members[1] | .buckets == 0 and .role == "none" and .reason == "no_carrier"'
send after
moved before after >"$TMP/moved"
check_eq "flows on p1 after" 0 "$(tallied after .frames.p1)"
check_eq "moved from members that are well" 0 "$(grep -cv ' p1 ' "$TMP/moved")"
check_le "flows moved of 1000" "$(wc -l <"$TMP/moved")" 255
check_eq "all of the lost member's moved" "$(tallied before .frames.p1)" "$(wc -l <"$TMP/moved")"
for port in p0 p2 p3; do
	check_ge "of these to $port" "$(grep -c " $port\$" "$TMP/moved")" 60
done
check_eq "buckets" "[85,85,86]" "$(show '[.members[].buckets | select(. > 0)] | sort' | jq -c)"
check_eq "buckets moved" 64 $(($(show .moves) - moves))
check_eq "the event" "eth1 64 no_carrier" "$(history_of '[.[] | select(.event == "buckets")] | last | "\(.old_member) \(.buckets) \(.reason)"')"
check_eq "the state" degraded "$(show .state)"
