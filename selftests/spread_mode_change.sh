#!/bin/bash
# The mode changes under traffic, every one to every other: no packet is lost, and what does not apply in a mode is as if nobody had set it.
# kernels: 6.12
# timeout: 300
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_lag 3
make_bond bond0 active-backup --fail-over-mac active --primary eth1
# While one member is active what the LAG sends by its other links is not taken: no answers.
ip -n "$HOST" neigh replace 10.0.0.2 lladdr "$(mac "$PEER" lag)" dev bond0 nud permanent
check_fails "an option of another mode is refused" on_host bondctl set bond0 --mode balance-xor --fail-over-mac active
check_eq "and changes nothing" "active-backup eth1" "$(show '"\(.mode) \(.options.primary)"')"
check "one that is left" on_host bondctl set bond0 --mode balance-xor --xmit-hash-policy layer2 --move-idle 50
check_eq "is gone" "false false layer2 null" \
	"$(show '(.options | "\(has("primary")) \(has("fail_over_mac")) \(.xmit_hash_policy)") + " \(.active_member)"')"
check "there" on_host bondctl set bond0 --mode active-backup
check_eq "does not show" "false none" "$(show '.options | "\(has("xmit_hash_policy")) \(.fail_over_mac)"')"
check "and back" on_host bondctl set bond0 --mode balance-xor
check_eq "has its default" "layer3+4 100" "$(show '.options | "\(.xmit_hash_policy) \(.move_idle)"')"
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

flow up "$HOST" "$PEER" 10.0.0.2 1000 8
sleep 0.5
declare -A active=([active-backup]=1 [balance-xor]=3 [balance-rr]=3 [broadcast]=3)
# Every ordered pair once; broadcast, which duplicates, is for later.
for mode in balance-rr active-backup balance-rr balance-xor active-backup balance-xor; do
	check "$mode" on_host bondctl set bond0 --mode $mode
	check_eq "$mode: members that carry" "${active[$mode]}" "$(show '[.members[] | select(.role == "active")] | length')"
	sleep 0.1
done
flow_end up
check_eq "lost, duplicated" "0 0" "$(flowed up '"\(.lost) \(.duplicated)"')"

flow up "$HOST" "$PEER" 10.0.0.2 1000 8
sleep 0.5
for mode in broadcast balance-rr broadcast active-backup broadcast balance-xor; do
	check "$mode" on_host bondctl set bond0 --mode $mode
	check_eq "$mode: members that carry" "${active[$mode]}" "$(show '[.members[] | select(.role == "active")] | length')"
	sleep 0.1
done
flow_end up
check_eq "lost, with broadcast" 0 "$(lost up)"
check_ge "duplicated" "$(flowed up .duplicated)" 50
# What these are for in alb_modes; this far end is a LAG.
for mode in balance-tlb balance-alb balance-xor; do
	check "$mode" on_host bondctl set bond0 --mode $mode
	check_eq "$mode: members that carry" 3 "$(show '[.members[] | select(.role == "active")] | length')"
done
check_eq "the mode" balance-xor "$(show .mode)"
check_fails "a table is shown of modes that have one" on_host bondctl set bond0 --mode active-backup --packets-per-slave 3
check "the other way" on_host bondctl set bond0 --mode active-backup
check_fails "buckets" on_host bondctl buckets bond0
