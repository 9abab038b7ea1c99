#!/bin/bash
# Another task holds RTNL for seconds: a pulled cable costs at most one packet all the same, the network and who listens to events hear of it, and bondctl
# show still answers. Without traffic it is found, too, and where the address has to move, what comes to the old one is received meanwhile.
# timeout: 300
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
# A loading dummy module makes all its devices under one RTNL lock.
topo_hub
rmmod dummy 2>/dev/null
modprobe -n --first-time dummy 2>/dev/null || skip "no dummy module to hold RTNL with"
make_bond bond0 active-backup
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

defer rmmod dummy
begun=$(now_ms)
modprobe dummy numdummies=100
per100=$(($(now_ms) - begun + 1))
rmmod dummy

# hold NUMBER [COMMAND]: pulls a cable while so many devices are made, and does the command; leaves cut, in us, and held, in ms from about then on.
hold() {
	local loading waiting
	modprobe dummy numdummies="$1" &
	loading=$!
	# The first device is there: from now on RTNL is held until the last one is.
	wait_for 20 test -e /sys/class/net/dummy0 || die "no dummy appears"
	begun=$(now_ms) cut=${EPOCHREALTIME/./}
	(ip link set lo mtu 65000; now_ms >"$TMP/rtnl") &
	waiting=$!
	cable n0 off
	"${@:2}"
	wait $waiting
	held=$(($(<"$TMP/rtnl") - begun))
	wait $loading
}
# again: until the cable can be pulled once more.
again() {
	rmmod dummy
	cable n0 on
	check_soon "both are usable" 10 shows 'all(.members[]; .usable)'
	choose eth0
}
# reader: leaves answered and heard, in ms.
reader() {
	check "a reader gets its answer" active_is eth1
	answered=$(($(now_ms) - begun))
	wait_for 5 grep -q '"active"' "$TMP/events"
	heard=$(($(now_ms) - begun))
}
# busy NUMBER: while packets are sent.
busy() {
	flow up "$HOST" "$PEER" 10.0.0.2 1000
	watch garp "$PEER" eth0 --filter arp
	nsenter --net="/run/netns/$HOST" bondctl monitor --json >"$TMP/events" &
	monitor=$!
	sleep 0.7
	hold "$1" reader
	echo "RTNL was held for $held ms more, the reader had its answer after $answered ms, a listener after $heard ms"
	flow_end up
	watch_end garp
	kill $monitor
	wait $monitor 2>/dev/null
	echo "lost: $(lost up)"
}
# since_cut US: ms.
since_cut() { echo $((($1 - cut) / 1000)); }
number=$((250000 / per100 + 100))
choose eth0
busy $number
# Again if the machine has become faster since it was measured, or slower in telling the card of the cut: one that waits for RTNL loses each time.
for ((i = 0; (held < 2000 || $(lost up) > 1) && i < 3; i++)); do
	((held >= 2000)) || number=$((number * 2))
	again
	busy $number
done
check_ge "RTNL was held, ms" "$held" 2000
check_le "lost, at best" "$(lost up)" 1
check_le "the reader did not wait for RTNL, ms" "$answered" $((held - 500))
check_le "nor did a listener, ms" "$heard" $((held - 500))
announced=$(jq -s "map(select(.spa == \"10.0.0.1\" and .tpa == \"10.0.0.1\" and .timestamp_us > $cut).timestamp_us) | min" "$TMP/garp.wire")
check_le "nor the neighbours, ms" "$(since_cut "$announced")" $((held - 500))

# long BEFORE AFTER: holds once more, for a second at least; with more devices if the machine has become faster.
long() {
	local count=$((number * 2 / 3)) i
	for i in 1 2 3; do
		again
		"$1"
		hold $count
		"$2"
		((held < 1000)) || break
		count=$((count * 2))
	done
	check_ge "RTNL was held, ms" "$held" 1000
}
# Nobody sends, not even what a kernel does by itself, and nobody asks.
on_host sysctl -qw net.ipv6.conf.all.disable_ipv6=1
on_peer sysctl -qw net.ipv6.conf.all.disable_ipv6=1
quiet() {
	ip -n "$HOST" neigh flush dev bond0
	ip -n "$PEER" neigh flush dev eth0
	pause 1.5
}
long quiet true
moved=$(history_of '[.[] | select(.event == "active" and .member == "eth1")] | last | .time_ns / 1000 | floor')
check_le "an idle bond did not wait for it, ms" "$(since_cut "$moved")" $((held - 500))
check_ge "this one, ms" "$(since_cut "$moved")" 0

check "the address moves" on_host bondctl set bond0 --fail-over-mac active
come() {
	flow down "$PEER" "$HOST" 10.0.0.1 500
	pause 0.7
}
went() { flow_end down; }
long come went
check_eq "it moved" "$(mac "$HOST" eth1)" "$(mac "$HOST" bond0)"
check_le "what came meanwhile was not lost, but for the move" "$(lost down)" $((held / 10))
