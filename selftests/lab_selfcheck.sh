#!/bin/bash
# The laboratory itself: a bridge forwards, a silent break drops both ways, traffic is counted. No netbond needed.
# module: own
# kernels: 6.12 uml
. "$(dirname "$0")/lib.sh"
topo_switch 2
ip -n "$HOST" address add 10.0.0.1/24 dev eth0
ip -n "$HOST" link set eth0 up
check_soon "the far host answers" 3 on_host ping -c1 -W1 10.0.0.2
check "IPv6 too" on_host ping -c1 -W2 -I eth0 ff02::1
silent_break sw0
check "carrier stays" on_host grep -qx 1 /sys/class/net/eth0/carrier
check_fails "nothing comes through" on_host ping -c1 -W1 10.0.0.2
silent_mend sw0
check_soon "mended" 3 on_host ping -c1 -W1 10.0.0.2
