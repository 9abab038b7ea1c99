#!/bin/bash
# updelay: a returned link waits, to the millisecond; a flap begins the wait anew; with nothing else usable it is used at once.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --primary eth0
check_soon "both are usable" 8 state_is ok
check_soon "the primary is active" 5 active_is eth0
on_host bondctl set bond0 --updelay 6000
ip -n "$SW" link set sw0 down
check_soon "the other takes over" 5 active_is eth1
ip -n "$SW" link set sw0 up
check_soon "it waits and says so" 5 shows '.members[0] | .reason == "updelay" and .usable == false'
check "it tells how long yet" shows '.members[0].votes[0].remaining_ms | . > 0 and . <= 6000'
sleep 0.3
ip -n "$SW" link set sw0 down
ip -n "$SW" link set sw0 up
again=$(now_ms)
check_soon "the primary is used in the end" 20 active_is eth0
check_ge "a flap begins the wait anew, ms" $(($(now_ms) - again)) 5990
waited=$(history_of '[.[] | select(.member == "eth0" and .event == "vote" and .vote == "carrier") | .time_ns] | (last - .[-2]) / 1000000 | floor')
check_ge "from the first loss to use, ms" "$waited" 6290

ip -n "$SW" link set sw1 down
check_soon "eth1 is gone" 5 shows '.members[1].usable == false'
on_host bondctl set bond0 --updelay 60000
ip -n "$SW" link set sw0 down
check_soon "nothing is left" 5 state_is failed
check_eq "the bond has no carrier" false "$(show .carrier)"
ip -n "$SW" link set sw0 up
check_soon "with nothing else, the delay is ignored" 5 active_is eth0
check_soon "and packets pass" 5 on_host ping -c1 -W1 10.0.0.2
