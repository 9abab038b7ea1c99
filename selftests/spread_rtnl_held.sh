#!/bin/bash
# Another task holds RTNL, so no notifier runs: a member that loses carrier is passed over at once all the same.
# timeout: 300
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
# A loading dummy module makes all its devices under one RTNL lock.
topo_hub
rmmod dummy 2>/dev/null
modprobe -n --first-time dummy 2>/dev/null || skip "no dummy module to hold RTNL with"
make_bond bond0 balance-xor
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

begun=$(now_ms)
modprobe dummy numdummies=100
per100=$(($(now_ms) - begun + 1))
rmmod dummy
defer rmmod dummy

flow up "$HOST" "$PEER" 10.0.0.2 1000 16
sleep 0.7
modprobe dummy numdummies=$((400000 / per100 + 100)) &
loading=$!
sleep 0.3
begun=$(now_ms)
(ip link set lo mtu 65000; now_ms >"$TMP/rtnl") &
waiting=$!
cable n0 off
check "a reader gets its answer" on_host bondctl buckets bond0 --json
answered=$(now_ms)
check "the other carries all" shows '(.members[0].role == "none") and (.members[1].buckets == 256)'
wait $waiting
held=$(($(<"$TMP/rtnl") - begun))
echo "RTNL was held for $held ms more, the reader had its answer after $((answered - begun)) ms"
flow_end up
wait $loading
((held >= 2000)) || skip "RTNL was held for $held ms only"
# A card tells its driver of the cut a moment after the hub has dropped it, and the host may be busy. Waiting for RTNL would cost hundreds.
check_le "lost" "$(lost up)" 20
check_le "the reader did not wait for RTNL, ms" $((answered - begun)) $((held - 500))
