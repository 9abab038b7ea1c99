#!/bin/bash
# Another task holds RTNL, so no notifier runs: a member that loses carrier is passed over at once all the same.
# timeout: 300
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
modprobe dummy numdummies=$((300000 / per100 + 100)) &
loading=$!
sleep 0.3
begun=$(now_ms)
(ip link set lo mtu 65000; now_ms >"$TMP/rtnl") &
waiting=$!
cable n0 off
check "the other carries all" shows '.members[1].buckets == 256'
check_soon "eth0 carries nothing" 1 shows '.members[0].role == "none"'
check "a reader gets its answer" on_host bondctl buckets bond0
answered=$(now_ms)
wait $waiting
held=$(($(<"$TMP/rtnl") - begun))
echo "RTNL was held for $held ms more, the readers had their answers after $((answered - begun)) ms"
flow_end up
wait $loading
((held >= 1500)) || skip "RTNL was held for $held ms only"
check_le "lost" "$(lost up)" 1
check_le "the readers did not wait for RTNL, ms" $((answered - begun)) $((held - 300))
