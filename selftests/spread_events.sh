#!/bin/bash
# Every bucket that moves is told of once: at once when a member is lost, and when a plan is done or a loss leaves nothing of it.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 3
make_bond bond0 balance-xor --move-idle 1000 --move-timeout 0
ip -n "$HOST" neigh replace 10.0.0.2 lladdr "$(mac "$PEER" lag)" dev bond0 nud permanent
all='[.members[].buckets] | sort == [85, 85, 86]'
check_soon "three share" 10 shows "$all"
moves=$(show .moves)
seq=$(history_of '.[-1].seq')
told() { history_of "[.[] | select(.event == \"buckets\" and .seq > $seq)]" | jq -c "$1"; }
ip -n "$PEER" link set p1 down
check_soon "eth1 is lost" 5 shows '.members[1].buckets == 0'
lost=$(told '.[0].buckets')
# Some buckets never pause: the plan for eth1 stays half done.
flow busy "$HOST" "$PEER" 10.0.0.2 600 30
sleep 0.3
ip -n "$PEER" link set p1 up
check_soon "eth1 is back" 5 shows '.members[1] | .role == "active" and .buckets > 20'
half=$(show '.members[1].buckets')
check_le "with some buckets to come" "$half" 84
check_eq "nothing is told before the plan is done" "[$lost]" "$(told 'map(.buckets)')"
ip -n "$PEER" link set p2 down
check_soon "eth2 is lost" 5 shows '.members[2].buckets == 0'
# eth1 takes over what it was to have.
check_eq "no plan is left" 0 "$(on_host bondctl buckets bond0 --json | jq '[.[0].buckets[] | select(.next != null)] | length')"
check_eq "now it is told, and the loss" "$(($(show .moves) - moves))" "$(told 'map(.buckets) | add')"
check_eq "in three events" 3 "$(told length)"
flow_drop busy
ip -n "$PEER" link set p2 up
check_soon "three share again" 10 shows "$all"
sleep 0.3
check_eq "all moves were told" "$(($(show .moves) - moves))" "$(told 'map(.buckets) | add')"
check_eq "no more than a member's share comes back to it" true "$(told '.[-1].buckets <= 86')"
