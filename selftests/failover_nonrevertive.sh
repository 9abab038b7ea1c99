#!/bin/bash
# Without primary and prio nothing moves back: a returned member waits.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 active-backup
check_soon "the first is active" 5 active_is eth0
check_soon "all are usable" 5 state_is ok
begun=$(now_ms)
ip -n "$SW" link set sw0 down
check_soon "the second takes over" 5 active_is eth1
ip -n "$SW" link set sw0 up
check_soon "the first is back" 5 shows '.members[0].usable'
sleep 1
check_eq "the second stays active" eth1 "$(show .active_member)"
check_eq "the first is a backup" "backup backup" "$(show '.members[0] | "\(.role) \(.reason)"')"
check_eq "the bond is well" ok "$(show .state)"
check_eq "one failover" 1 "$(show .failovers)"
read -r back moved idle <<<"$(show '[.members[].since_ms] | join(" ")')"
took=$(($(now_ms) - begun))
check_eq "links lost, of each" "1 0 0" "$(show '[.members[].link_failures] | join(" ")')"
check_le "the second is active since the first was lost, ms" "$moved" $took
check_le "the first is a backup since it returned, ms" "$back" $((moved - 1))
check_ge "the third for longer, ms" "$idle" $((moved + 1))
