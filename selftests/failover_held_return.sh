#!/bin/bash
# A link that downdelay holds returns while another task holds RTNL, and so has no queues yet: packets go on by the member that stood in for it.
# timeout: 300
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
# A loading dummy module makes all its devices under one RTNL lock.
topo_hub
rmmod dummy 2>/dev/null
modprobe -n --first-time dummy 2>/dev/null || skip "no dummy module to hold RTNL with"
make_bond bond0 active-backup --downdelay 60000
check_soon "both are usable" 5 state_is ok
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
choose eth0
defer rmmod dummy

held() { shows '.members[0].votes[] | select(.vote == "carrier") | .reason == "downdelay"'; }
carrier_is() { [[ $(on_host cat /sys/class/net/eth0/carrier) == "$1" ]]; }
cable n0 off
check_soon "the link is held" 5 held
# Until linkwatch has taken its queues away.
sleep 2
flow up "$HOST" "$PEER" 10.0.0.2 1000
sleep 0.7
modprobe dummy numdummies=400 &
loading=$!
wait_for 20 test -e /sys/class/net/dummy0 || die "no dummy appears"
begun=$(now_ms)
cable n0 on
wait $loading
rtnl=$(($(now_ms) - begun))
check_soon "it is over" 5 state_is ok
flow_end up
echo "RTNL was held for $rtnl ms"
check_ge "RTNL was held, ms" "$rtnl" 500
check_le "lost" "$(lost up)" 2
check_eq "no other choice" eth0 "$(show .active_member)"
