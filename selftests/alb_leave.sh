#!/bin/bash
# A member leaves balance-alb: a neighbour that was taught its own address and that nobody remembers hears of another at once.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
alb_bond balance-alb
check_soon "both are usable" 10 state_is ok
left=eth$((1 - $(show '.active_member[3:]')))
# As after half an hour of TCP: each knows the other, and the bond heard neither ask.
ip -n "$HOST" neigh replace 10.0.0.2 lladdr "$(mac "$PEER" eth0)" nud permanent dev bond0
ip -n "$PEER" neigh replace 10.0.0.1 lladdr "$(own $left)" nud permanent dev eth0
check "the peer sends to a member's own address" ns_exec "$PEER" ping -q -c3 -i0.2 -W1 10.0.0.1
check_eq "the bond does not know him" 0 "$(show '.alb.clients')"
ip -n "$PEER" neigh change 10.0.0.1 lladdr "$(own $left)" nud reachable dev eth0
known() { ip -n "$PEER" -j neigh show 10.0.0.1 dev eth0 | jq -r '.[0].lladdr'; }
check_eq "and is not asked" "$(own $left)" "$(known)"
bond=$(mac "$HOST" bond0)
# The kernel takes no other address within a second of the last.
sleep 1.1
on_host bondctl member del bond0 $left
hears() { [[ $(known) == "$bond" ]]; }
check_soon "he knows the bond's address" 2 hears
check "and is heard" ns_exec "$PEER" ping -q -c1 -W1 10.0.0.1
