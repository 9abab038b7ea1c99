#!/bin/bash
# A cable is pulled under a stream of 32 flows over two members: no more than one packet is lost, none is duplicated.
# timeout: 300
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_cut
make_bond bond0 balance-xor --move-idle 50
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
lost=() duplicated=0
for mode in balance-xor balance-rr balance-xor balance-rr balance-xor balance-rr; do
	on_host bondctl set bond0 --mode $mode
	check_soon "$mode: both carry" 5 shows 'all(.members[]; .role == "active" and .buckets >= 127)'
	flow up "$HOST" "$PEER" 10.0.0.2 2000 32
	sleep 0.7
	unplug 0
	check_soon "$mode: eth0 carries nothing" 5 shows '.members[0].role == "none" and .members[1].buckets == 256'
	flow_end up
	plug 0
	lost+=("$(lost up)")
	duplicated=$((duplicated + $(flowed up .duplicated)))
	if [[ $mode == balance-xor ]]; then
		check_eq "$mode: out of order" 0 "$(flowed up .flow_reordered)"
	fi
	check_eq "$mode: the event" "eth0 no_carrier" "$(history_of '[.[] | select(.event == "buckets" and .old_member)] | last | "\(.old_member) \(.reason)"')"
done
echo "lost: ${lost[*]}"
# How long a card takes to tell its driver of the cut the host's load decides: see failover_carrier_virtio.
check_le "lost in balance-xor, at best" "$(least "${lost[0]}" "${lost[2]}" "${lost[4]}")" 1
check_le "lost in balance-rr, at best" "$(least "${lost[1]}" "${lost[3]}" "${lost[5]}")" 1
check_eq "duplicated" 0 $duplicated
