#!/bin/bash
# The mode changes under traffic, between active-backup, balance-xor, balance-tlb and balance-alb, every one to every other: nothing that the host
# sends is lost, packets pass both ways, MACs are unique; members that leave are as they were.
# kernels: 6.12
# timeout: 150
. "$(dirname "$0")/lib.sh"
topo_switch 3
for i in 0 1 2; do netdev_state "$HOST" eth$i >"$TMP/eth$i"; done
alb_bond active-backup
check_soon "all are usable" 5 state_is ok
bond=$(mac "$HOST" bond0)
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
flow up "$HOST" "$PEER" 10.0.0.2 500 16
sleep 0.3
was=active-backup
for mode in balance-tlb active-backup balance-alb active-backup balance-xor balance-tlb balance-xor balance-alb balance-tlb balance-alb balance-xor active-backup; do
	check "$was to $mode" on_host bondctl set bond0 --mode $mode
	check_soon "$mode: state" 3 state_is ok
	check_eq "$mode: the bond's MAC" "$bond" "$(mac "$HOST" bond0)"
	case $mode in
	active-backup) want="true 1 false 1" ;;
	balance-xor) want="false 3 false 1" ;;
	balance-tlb | balance-alb) want="true 3 true 4" ;;
	esac
	check_eq "$mode: an active member, members that carry, what is told, stations" "$want" "$(show '"\(.active_member != null) \(
		[.members[] | select(.role == "active")] | length) \(.alb != null) \([.address, (.members[].own_address | values)] | unique | length)"')"
	# In balance-xor the switch, which has no LAG, sees the bond's MAC everywhere.
	check_soon "$mode: the far host reaches it" 5 on_peer ping -c1 -W1 10.0.0.1
	was=$mode
done
flow_end up
check_eq "lost, duplicated" "0 0" "$(flowed up '"\(.lost) \(.duplicated)"')"

# From balance-alb back to one MAC: who was taught a member's own address reaches the host all the same, and soon by the bond's.
on_host bondctl set bond0 --mode balance-alb
ip netns exec "$HOST" nbclients recv 5001 60 >"$TMP/received" &
stations all 12 --rate 400 --port 5001 --log 1
check_soon "all know the host" 10 stations_say all "$nb_know"
sleep 1.2
on_host bondctl set bond0 --mode active-backup
knows_bond() { stations_say all "all(.stations[]; .host4 == \"$bond\" and .host6 == \"$bond\")"; }
check_soon "active-backup: all send to the bond's MAC" 5 knows_bond
stations_end all
wait
echo "lost on that way: $(jq .lost "$TMP/received") of $(jq .received "$TMP/received")"
check_le "lost on that way" "$(jq .lost "$TMP/received")" 100
check_fails "an option of another mode is refused" on_host bondctl set bond0 --alb-max-clients 7
check_fails "no clients in this mode" on_host bondctl clients bond0

# Members that leave, in both modes, and the bond that goes.
for mode in balance-tlb balance-alb; do
	check "$mode" on_host bondctl set bond0 --mode $mode
	check "$mode: a member leaves" on_host bondctl member del bond0 eth0
	check_state "$mode: eth0 is as it was" 3 "$HOST" eth0 "$TMP/eth0"
	check_eq "$mode: the bond's MAC stays" "$bond" "$(mac "$HOST" bond0)"
	check_eq "$mode: stations" 3 "$(show '[.address, .members[].own_address] | unique | length')"
	check "$mode: it comes back" on_host bondctl member add bond0 eth0
	check_soon "$mode: all are usable" 10 state_is ok
	check_eq "$mode: stations, all" 4 "$(show '[.address, .members[].own_address] | unique | length')"
	check "$mode: an address by command" ip -n "$HOST" link set bond0 address 02:00:00:00:00:55
	check_soon "$mode: the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
	check_eq "$mode: stations, with it" "4 02:00:00:00:00:55" "$(show '"\([.address, .members[].own_address] | unique | length) \(.address)"')"
	# A member's own address is no other's while the bond has it.
	check "$mode: that of a member" ip -n "$HOST" link set bond0 address "$(show '.members[2].permanent_address')"
	check_eq "$mode: stations, with that" 4 "$(show '[.address, .members[].own_address] | unique | length')"
	check_soon "$mode: the peer answers, too" 5 on_host ping -c1 -W1 10.0.0.2
	check "$mode: the first again" ip -n "$HOST" link set bond0 address "$bond"
done
on_host bondctl del bond0
for i in 0 1 2; do check_state "eth$i is as it was" 3 "$HOST" eth$i "$TMP/eth$i"; done
