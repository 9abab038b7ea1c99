#!/bin/bash
# A switch that comes back forwards nothing for a while: what probes had found before its link was lost proves nothing, and the primary member waits until
# they are answered again.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --primary eth0 --arp-interval 200 --arp-ip-target 10.0.0.2
check_soon "every path answers" 10 state_is ok
check_soon "the primary is active" 5 active_is eth0
ip -n "$SW" link set sw0 down
check_soon "the other takes over" 5 active_is eth1
silent_break sw0
seq=$(show .event_seq)
ip -n "$SW" link set sw0 up
check_soon "the link is back, its path is not" 10 eval "vote_is eth0 carrier yes && vote_is eth0 probe no"
check_eq "it was never trusted" 0 "$(history_of "[.[] | select(.seq > $seq and .event == \"active\")] | length")"
silent_mend sw0
check_soon "with an answer it is active again" 10 active_is eth0
