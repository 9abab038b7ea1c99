#!/bin/bash
# prio orders the members: the highest usable is active, a change counts at once, primary stands above it.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 active-backup
check_soon "the first is active" 5 active_is eth0
on_host bondctl member set bond0 eth2 --prio 20
check_soon "the highest prio takes over" 5 active_is eth2
on_host bondctl member set bond0 eth1 --prio 10
ip -n "$SW" link set sw2 down
check_soon "then the next" 5 active_is eth1
ip -n "$SW" link set sw1 down
check_soon "then the last" 5 active_is eth0
ip -n "$SW" link set sw1 up
check_soon "the second comes back" 5 active_is eth1
ip -n "$SW" link set sw2 up
check_soon "and the first" 5 active_is eth2
on_host bondctl member set bond0 eth0 --prio -5
check_eq "negative ones are kept" "-5" "$(show '.members[0].prio')"
on_host bondctl set bond0 --primary eth0
check_soon "primary stands above prio" 5 active_is eth0
on_host bondctl set bond0 --primary '' --primary-reselect failure
ip -n "$SW" link set sw0 down
check_soon "prio again" 5 active_is eth2
