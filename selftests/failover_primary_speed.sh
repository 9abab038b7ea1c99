#!/bin/bash
# primary_reselect better: a faster primary does come back. The cards' speed is what ethtool sets.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_hub
need ethtool
on_host ethtool -s eth0 speed 1000 duplex full || skip "the speed of a card cannot be set"
defer card_anew 0
defer card_anew 1
on_host ethtool -s eth1 speed 10000 duplex full
make_bond bond0 active-backup --primary eth1 --primary-reselect better
check_soon "the primary is chosen" 5 active_is eth1
cable n1 off
check_soon "the other takes over" 5 active_is eth0
cable n1 on
check_soon "the faster primary comes back" 5 active_is eth1
on_host bondctl set bond0 --primary eth0
check_soon "a slower one is taken when it is named" 5 active_is eth0
cable n0 off
check_soon "the other takes over from it" 5 active_is eth1
cable n0 on
check_soon "it is usable" 5 shows '.members[0].usable'
pause 0.5
check_eq "and does not come back" eth1 "$(show .active_member)"
