#!/bin/bash
# The laboratory itself: pulling the cable of a virtio card takes its carrier, and only its.
# module: own
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_hub
carrier() { on_host grep -qx "$2" "/sys/class/net/$1/carrier"; }
ip -n "$HOST" address add 10.0.0.1/24 dev eth0
ip -n "$HOST" link set eth0 up
ip -n "$HOST" link set eth1 up
check_soon "the far host answers" 3 on_host ping -c1 -W1 10.0.0.2
cable n0 off
check_soon "carrier goes" 2 carrier eth0 0
check "the other stays" carrier eth1 1
cable n0 on
check_soon "carrier returns" 2 carrier eth0 1
check_soon "the far host answers again" 3 on_host ping -c1 -W1 10.0.0.2
