#!/bin/bash
# The active member is set down by hand: nothing is lost, and the reason says what happened.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
flow up "$HOST" "$PEER" 10.0.0.2 1000
sleep 0.7
ip -n "$HOST" link set eth0 down
check_eq "the other is active" eth1 "$(show .active_member)"
check_eq "the reason" admin_down "$(show '.members[] | select(.name == "eth0") | .reason')"
check_eq "its reason in the history" admin_down "$(history_of '[.[] | select(.event == "active")] | last | .reason')"
flow_end up
check_le "lost" "$(lost up)" 1
ip -n "$HOST" link set eth0 up
check_soon "it is usable again" 5 shows '.members[0].usable'
check_eq "and waits" eth1 "$(show .active_member)"
