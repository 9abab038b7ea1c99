#!/bin/bash
# What a silent death costs the packets: no longer gap than the promise, counted in packets.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --arp-missed-max 2 --arp-ip-target 10.0.0.2
costs=() late=()
for i in 1 2 3 4 5; do
	check_soon "every path answers" 10 state_is ok
	old=$(show .active_member)
	flow "up$i" "$HOST" "$PEER" 10.0.0.2 500
	sleep 0.7
	silent_break "sw${old#eth}"
	check_soon "the other takes over" 5 active_is "eth$((1 - ${old#eth}))"
	flow_end "up$i"
	silent_mend "sw${old#eth}"
	costs+=("$(lost "up$i")") late+=("$(late_us "up$i")")
done
echo "lost at 500 packets a second: ${costs[*]}; the machine stood still for ${late[*]} us"
# (2 + 0.5) * 50 ms + 5 ms = 130 ms: 65 packets; 10 more where a timer is 10 ms coarse, and what the machine took
check_le "lost" "$(median "${costs[@]}")" $((65 + 10 + $(median "${late[@]}") / 2000))
