#!/bin/bash
# A member returns: flows go back to it in their pauses, no more than its share, and in order; those that never pause after move_timeout, or never.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 4
make_bond bond0 balance-xor --move-idle 1000 --move-timeout 0
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
own() { shows ".members[1].buckets == $1"; }
fall() {
	ip -n "$PEER" link set p1 down
	check_soon "eth1 is lost" 5 own 0
}
rise() {
	ip -n "$PEER" link set p1 up
	check_soon "eth1 is back" 5 shows '.members[1].role == "active"'
}
# Flows that come so often that none of them pauses for a second; the sender stays on one processor, so that packets keep their order.
busy() { flow "$1" "$HOST" "$PEER" 10.0.0.2 800 40; }
# A sender that stood still let its flows pause: then nothing can be said.
steady() {
	local late
	late=$(jq '.late_us_max / 1000 | floor' "$TMP/$1.sent")
	((late < 700)) || skip "the sender of $1 stood still for $late ms"
}
planned() { on_host bondctl buckets bond0 --json | jq '[.[0].buckets[] | select(.next == "eth1")] | length'; }

# event_ms FILTER: when the last such event was, by the kernel's clock.
event_ms() { history_of "[.[] | select($1)] | last | .time_ns / 1000000 | floor"; }

check_soon "four share" 5 shows '[.members[].buckets] == [64, 64, 64, 64]'
fall
busy never
sleep 0.3
moves=$(show .moves)
rise
tally before p0 p1 p2 p3
sleep 2.5
tally_end before
held=$(planned)
back=$(($(show .moves) - moves))
tally waiting p0 p1 p2 p3
sleep 1.5
tally_end waiting
ended=$(date +%s%3N)
flow_end never
steady never
check_ge "buckets of flows that do not pause wait" "$held" 4
check_eq "the others went back, no more than eth1's share" $((64 - held)) $back
check_eq "no flow moves without a pause when move_timeout is 0" "" "$(moved before waiting)"
check_soon "they move when the flows pause" 8 own 64
# By the kernel's clock, for this script may be slow: the sender goes on for 300 ms, a pause is seen up to half of it late.
moved=$(event_ms '.event == "buckets"')
check_ge "not before the pause, ms" $((moved - ended)) 1000
check_le "and soon, ms" $((moved - ended)) 2600
check_eq "moved back in all" 64 $(($(show .moves) - moves))
check_eq "the event" 64 "$(history_of '[.[] | select(.event == "buckets")] | last | .buckets')"

fall
on_host bondctl set bond0 --move-timeout 4000
busy timeout
sleep 0.3
rise
check_soon "they move after move_timeout without a pause" 8 own 64
back=$(event_ms '.event == "vote" and .member == "eth1" and .value == "yes"')
moved=$(event_ms '.event == "buckets"')
check_ge "not before, ms" $((moved - back)) 3990
check_le "and not long after, ms" $((moved - back)) 5000
sleep 0.3
flow_end timeout
steady timeout

on_host bondctl set bond0 --move-idle 60000 --move-timeout 0
fall
rise
sleep 0.5
check_eq "a pause of a minute is not over yet" 64 "$(planned)"
on_host bondctl set bond0 --move-timeout 10
check_soon "a time that is up moves them, however long the pause" 3 own 64
for name in never timeout; do
	check_eq "$name: lost, duplicated, out of order" "0 0 0" "$(flowed $name '"\(.lost) \(.duplicated) \(.flow_reordered)"')"
done
