#!/bin/bash
# Default settings: a link that goes costs at most one packet, whichever way the packets run.
# timeout: 240
# kernels: 6.12 6.1
# processors: 2
. "$(dirname "$0")/lib.sh"
rate=1000
(($(nproc) == 1)) || rate=2000
topo_switch 2
make_bond bond0 active-backup
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

# cut N DEVICE PORT OTHER: under traffic both ways.
cut() {
	flow "up$1" "$HOST" "$PEER" 10.0.0.2 $rate
	flow "down$1" "$PEER" "$HOST" 10.0.0.1 $rate
	sleep 0.7
	ip -n "$SW" link set "$3" down
	check_soon "$4 takes over" 5 active_is "$4"
	flow_end "up$1"
	flow_end "down$1"
	ip -n "$SW" link set "$3" up
	check_soon "$2 is back" 5 shows 'all(.members[]; .usable)'
	up+=("$(lost "up$1")") down+=("$(lost "down$1")")
}

up=() down=()
for i in 1 3 5; do
	cut "$i" eth0 sw0 eth1
	cut $((i + 1)) eth1 sw1 eth0
done
echo "lost: from the host ${up[*]}, to the host ${down[*]}"
check_le "lost from the host, most often" "$(median "${up[@]}")" 1
# With several processors the far end, while it closes, drops for milliseconds what it should send: nothing the bond could save.
(($(nproc) > 1)) || check_le "lost to the host, most often" "$(median "${down[@]}")" 1
