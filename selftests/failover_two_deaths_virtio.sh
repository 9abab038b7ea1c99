#!/bin/bash
# Real cards: the second link dies within a second of the first. Linkwatch holds that news back for up to a second; the bond's own eyes do not.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_hub
ip -n "$HOST" link add eth2 type veth peer name far2
ip -n "$HOST" link set far2 up
make_bond bond0 active-backup --miimon 0
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

# Both cards, in both orders: miimon 0 leaves only what the packets see. eth2 leads nowhere, so it must come last.
on_host bondctl member set bond0 eth2 --prio -1
for first in 0 1; do
	second=$((1 - first))
	on_host bondctl set bond0 --active-slave "eth$first"
	on_host bondctl set bond0 --active-slave ''
	flow "up$first" "$HOST" "$PEER" 10.0.0.2 2000
	sleep 0.7
	cable "n$first" off
	cable "n$second" off
	check_soon "the last member takes over" 5 active_is eth2
	gap=$(history_of "[.[] | select(.event == \"active\" and .old_member == \"eth$second\")] | last | .gap_ns")
	check_le "the second death was seen within, ns" "$gap" 20000000
	flow_drop "up$first"
	cable n0 on
	cable n1 on
	check_soon "all are back" 5 shows 'all(.members[]; .usable)'
done
