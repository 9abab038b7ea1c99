#!/bin/bash
# What stands below the members, a driver that offloads a bond or a switch's, is told of each whether it has a link and whether it sends.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
trace=/sys/kernel/tracing
mountpoint -q $trace || mount -t tracefs tracefs $trace || skip "no tracefs"
echo 'p:nb/told netdev_lower_state_changed member=lower_dev->name:string info=+0(lower_state_info):u8' >$trace/kprobe_events || skip "no kprobes with names"
echo 1 >$trace/events/nb/told/enable
untrace() { echo 0 >$trace/events/nb/told/enable && echo '-:nb/told' >$trace/kprobe_events; }
defer untrace
# told: the last word of each member: link_up is 1 of it, tx_enabled 2.
told() { sed -nE 's/.* member="([^"]*)" info=([0-9]+).*/\1 \2/p' $trace/trace | awk '{last[$1] = $2} END {for (m in last) print m "=" last[m]}' | sort | paste -sd' '; }
tells() { [[ $(told) == "$1" ]]; }
check_told() { check_soon "$1: told $2" 5 tells "$2"; }

make_bond bond0 active-backup --primary eth0
check_soon "all are usable" 5 state_is ok
check_told "the active one sends" "eth0=3 eth1=1"
ip -n "$SW" link set sw0 down
check_told "it is lost" "eth0=0 eth1=3"
ip -n "$SW" link set sw0 up
check_told "it is back" "eth0=3 eth1=1"
check "the other one leaves" on_host bondctl member del bond0 eth1
echo >$trace/trace
check "and returns" on_host bondctl member add bond0 eth1
check_told "each is told of" "eth0=3 eth1=1"
check "all are to send" on_host bondctl set bond0 --mode balance-xor
check_told "all send" "eth0=3 eth1=3"
ip -n "$SW" link set sw1 down
check_told "but one without a link" "eth0=3 eth1=0"
