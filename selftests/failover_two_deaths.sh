#!/bin/bash
# Two of three members die within a second: the kernel tells of the second death up to a second late, the packets must not wait for it.
# timeout: 200
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
rate=1000
(($(nproc) == 1)) || rate=2000
topo_switch 3
make_bond bond0 active-backup
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

flow up "$HOST" "$PEER" 10.0.0.2 $rate
sleep 0.7
ip -n "$SW" link set sw0 down
ip -n "$SW" link set sw1 down
check_soon "the third takes over" 5 active_is eth2
flow_end up
check_le "lost, one a death" "$(lost up)" 2
check_eq "failovers" 2 "$(show .failovers)"
