#!/bin/bash
# Default settings on real cards: a pulled cable costs at most one packet, whichever way the packets run.
# timeout: 600
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_hub
make_bond bond0 active-backup
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

# pull FLOW FROM TO ADDRESS: the cable of the active member.
pull() {
	local old new
	old=$(show .active_member)
	new=eth$((1 - ${old#eth}))
	flow "$@" 2000
	sleep 0.7
	cable "n${old#eth}" off
	check_soon "$new takes over" 5 active_is "$new"
	flow_end "$1"
	cable "n${old#eth}" on
	check_soon "all are usable" 5 shows 'all(.members[]; .usable)'
}

up=() down=()
for i in 1 2 3; do
	pull "up$i" "$HOST" "$PEER" 10.0.0.2
	up+=("$(lost "up$i")")
	pull "down$i" "$PEER" "$HOST" 10.0.0.1
	down+=("$(lost "down$i")")
done
echo "lost: from the host ${up[*]}, to the host ${down[*]}"
# A card tells its driver of the cut a moment after the hub has dropped it, and how long that moment is, the host's load decides: the best of
# three shows what the bond adds. A poll of 100 ms would add 100 packets each time.
echo "median: from the host $(median "${up[@]}"), to the host $(median "${down[@]}")"
check_le "lost from the host, at best" "$(least "${up[@]}")" 1
check_le "lost to the host, at best" "$(least "${down[@]}")" 1
