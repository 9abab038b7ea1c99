#!/bin/bash
# A cable is cut under 32 flows, and comes back: no more than one packet is lost, no flow is put out of order, and the partner agrees.
# timeout: 400
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_cut
lacp_begin --move-idle 50
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
lost=() reordered=0 duplicated=0
for i in 1 2 3; do
	link=$((i % 2))
	other=$((1 - link))
	flow "cut$i" "$HOST" "$PEER" 10.0.0.2 2000 32
	sleep 0.7
	cut_link $link
	check_soon "eth$link carries nothing" 5 shows ".members[$link] | .role == \"none\" and .reason == \"no_carrier\""
	check "eth$other carries all" shows ".members[$other] | .role == \"active\" and .buckets == 256"
	flow_end "cut$i"
	lost+=("$(lost "cut$i")")
	duplicated=$((duplicated + $(flowed "cut$i" .duplicated)))
	flow "back$i" "$HOST" "$PEER" 10.0.0.2 1000 32
	sleep 0.3
	mend_link $link
	lacp_form "eth$link is back"
	check_soon "with its share" 15 shows "all(.members[]; .buckets >= 127)"
	sleep 0.3
	flow_end "back$i"
	check_le "lost at the return" "$(lost "back$i")" 1
	reordered=$((reordered + $(flowed "back$i" .flow_reordered)))
	duplicated=$((duplicated + $(flowed "back$i" .duplicated)))
done
echo "lost at the cut: ${lost[*]}"
check_le "lost at the cut, at best" "$(least "${lost[@]}")" 1
check_eq "out of order at the return, duplicated" "0 0" "$reordered $duplicated"
check_traffic "after all"
