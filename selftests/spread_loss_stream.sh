#!/bin/bash
# A cable is pulled under a stream of 32 flows over two members: no more than one packet is lost, none is duplicated.
# timeout: 300
. "$(dirname "$0")/lib.sh"
for mode in balance-xor balance-rr; do
	HOST='' SW='' PEER=''
	topo_cut
	make_bond bond0 $mode
	check_soon "$mode: the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
	flow up "$HOST" "$PEER" 10.0.0.2 2000 32
	sleep 1
	unplug 0
	check_soon "$mode: eth0 carries nothing" 5 shows '.members[0].role == "none"'
	sleep 0.3
	flow_end up
	check_le "$mode: lost" "$(lost up)" 1
	check_eq "$mode: duplicated" 0 "$(flowed up .duplicated)"
	if [[ $mode == balance-xor ]]; then
		check_eq "$mode: out of order" 0 "$(flowed up .flow_reordered)"
	fi
	check_eq "$mode: the event" eth0 "$(history_of '[.[] | select(.event == "buckets")] | last | .old_member')"
	ip -n "$HOST" link del bond0
	plug 0
	nb_del_ns "$PEER"
	for i in 0 1; do [[ $SW ]] || ip -n "$HOST" link set "eth$i" netns 1; done
	nb_del_ns "$HOST"
done
