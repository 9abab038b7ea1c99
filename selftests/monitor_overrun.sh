#!/bin/bash
# A monitor whose socket overflowed says that events were lost and how every bond is now, also one that is gone, and goes on from there.
# kernels: 6.12
# timeout: 180
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup
check_soon "all are usable" 5 state_is ok
ip -n "$HOST" link add gone type netbond
# Not by on_host: the monitor itself is to be stopped.
ip netns exec "$HOST" bondctl monitor --json >"$TMP/events" 2>"$TMP/err" &
monitor=$!
hears() {
	on_host bondctl set gone --miimon "$((RANDOM % 1000 + 1))"
	grep -q '"gone"' "$TMP/events"
}
check_soon "the monitor hears" 10 hears

kill -STOP "$monitor"
for ((i = 0; i < 100; i++)); do printf 'link set eth0 %s\n' nomaster "master bond0"; done >"$TMP/batch"
# What sockets of generic netlink had no room for.
# shellcheck disable=SC2016
dropped() { on_host awk '$2 == 16 {sum += $9} END {print +sum}' /proc/net/netlink; }
for ((round = 0; round < 30 && ! $(dropped); round++)); do
	ip -n "$HOST" -batch "$TMP/batch" || die "no joining and leaving"
done
echo "$(dropped) events lost after $round rounds of 100, last number $(show .event_seq)"
check_ge "the socket overflows" "$(dropped)" 1
ip -n "$HOST" link del gone
ip -n "$SW" link set sw0 down
check_soon "a link is lost" 5 shows '.state == "degraded"'
sleep 0.5
was=$(show '"\(.event_seq) \(.state) \(.active_member)"')

kill -CONT "$monitor"
# heard PROGRAM: is it so of what the monitor printed, a list?
heard() { jq -se "$1" "$TMP/events"; }
check_soon "it tells of the loss" 10 heard 'any(.[]; .event == "events_lost" and .read_again == false)'
now='[.[] | select(.event == "resync" and .bond == "bond0" and .member == null)][-1]'
check_soon "and how the bond is" 5 heard "$now != null"
check_eq "that is the truth" "$was" "$(jq -sr "$now | \"\\(.seq) \\(.state) \\(.active_member)\"" "$TMP/events")"
check "and of its members" heard '[.[] | select(.event == "resync" and .bond == "bond0" and .member != null) | "\(.member) \(.votes.carrier)"] |
	unique == ["eth0 no", "eth1 yes"]'
check "and which is gone" heard 'any(.[]; .event == "resync" and .bond == "gone" and .exists == false)'
ip -n "$SW" link set sw0 up
check_soon "it goes on with events" 10 heard "$now.seq as \$seq | any(.[]; .event == \"state\" and .bond == \"bond0\" and .state == \"ok\" and .seq > \$seq)"
check_eq "and complains of nothing" "" "$(<"$TMP/err")"
kill "$monitor"
