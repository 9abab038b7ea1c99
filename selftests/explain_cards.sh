#!/bin/bash
# What is wrong with the speed of a link, explain names, and nothing else: on cards, which have one.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_cards
speed_link 0 1000
peer_bonding lag "p0 p1" lacp_rate fast ad_select bandwidth
make_bond bond0 802.3ad --ad-select bandwidth
fault speed_mismatch "1 Gbit/s beside 10 Gbit/s" eth0:speed_mismatch
speed_link 0 10000
on_host ethtool -s eth0 speed 10000 duplex half
cut_link 0
mend_link 0
check_soon "the other link carries all" 10 shows '.lacp.distributing == 1 and .members[1].role == "active"'
fault half_duplex_lacp "a link at half duplex, LACP" eth0:half_duplex
on_host bondctl set bond0 --mode active-backup
fault half_duplex "a link at half duplex, active-backup" eth0:half_duplex
