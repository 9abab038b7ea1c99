#!/bin/bash
# Another task holds RTNL for seconds: a pulled cable costs at most one packet all the same, and bondctl show still answers.
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

# hold NUMBER: pulls a cable while so many devices are made; leaves held and answered, in ms from then on.
hold() {
	local begun loading waiting
	choose eth0
	flow up "$HOST" "$PEER" 10.0.0.2 1000
	sleep 0.7
	modprobe dummy numdummies="$1" &
	loading=$!
	# The first device is there: from now on RTNL is held until the last one is.
	wait_for 20 test -e /sys/class/net/dummy0 || die "no dummy appears"
	begun=$(now_ms)
	(ip link set lo mtu 65000; now_ms >"$TMP/rtnl") &
	waiting=$!
	cable n0 off
	check "a reader gets its answer" active_is eth1
	answered=$(($(now_ms) - begun))
	wait $waiting
	held=$(($(<"$TMP/rtnl") - begun))
	echo "RTNL was held for $held ms more, the reader had its answer after $answered ms"
	flow_end up
	wait $loading
	echo "lost: $(lost up)"
}
number=$((250000 / per100 + 100))
hold $number
# Again if the machine has become faster since it was measured, or slower in telling the card of the cut: one that waits for RTNL loses each time.
for ((i = 0; (held < 2000 || $(lost up) > 1) && i < 3; i++)); do
	rmmod dummy
	cable n0 on
	check_soon "both are usable" 10 shows 'all(.members[]; .usable)'
	((held >= 2000)) || number=$((number * 2))
	hold $number
done
check_ge "RTNL was held, ms" "$held" 2000
check_le "lost, at best" "$(lost up)" 1
check_le "the reader did not wait for RTNL, ms" "$answered" $((held - 500))
