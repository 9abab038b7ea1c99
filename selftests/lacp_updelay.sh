#!/bin/bash
# updelay in 802.3ad: a link that is better than none does not wait for it, any other does.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
peer_bonding lag "p0 p1" lacp_rate fast
make_bond bond0 802.3ad --updelay 30000
check_soon "the first link is used at once" 10 shows '.carrier and ([.members[] | select(.role == "active")] | length == 1)'
check_eq "the other one waits" updelay "$(show '.members[] | select(.role == "none") | .reason')"
ip -n "$PEER" link set p0 down
ip -n "$PEER" link set p1 down
check_soon "all links are lost" 5 shows '.carrier | not'
ip -n "$PEER" link set p1 up
check_soon "one that comes back is used at once" 10 shows '.carrier and .members[1].role == "active"'
