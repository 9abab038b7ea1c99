#!/bin/bash
# Two ends that would choose different links, for want of one speed: this one goes along with its partner after a while.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_cards
speed_link 0 1000
peer_bonding lag "p0 p1" lacp_rate fast ad_select stable
peer_addresses lag
make_bond bond0 802.3ad --ad-select bandwidth
check_soon "the faster link is tried" 10 shows '.members[1].lacp.selected == "selected"'
check_soon "the one that the partner chose is used" 20 shows '.carrier and .members[0].role == "active"'
check_eq "the other one says why not" "none speed_mismatch" "$(show '"\(.members[1].role) \(.members[1].reason)"')"
check_traffic "agreed"
sleep 6
check "it lasts" shows '.carrier and .members[0].role == "active"'
