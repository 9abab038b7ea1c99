#!/bin/bash
# Real cards: the second link dies within a second of the first. Linkwatch holds that news back for up to a second; the bond's own eyes do not, and
# a stream goes on by the third at once.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_hub
# The third leads to the same far host: by veth, to a bridge there.
ip -n "$HOST" link add eth2 type veth peer name far2 netns "$PEER"
ips "$PEER" <<-END || die "no third way"
	link add br0 address $(mac "$PEER" eth0) up type bridge forward_delay 0 mcast_snooping 0
	address flush dev eth0
	link set eth0 master br0
	link set far2 master br0 up
END
peer_addresses br0
make_bond bond0 active-backup --miimon 0
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

# Both cards, in both orders: miimon 0 leaves only what the packets see. Of eth2's end no card has to tell, so it must come last.
on_host bondctl member set bond0 eth2 --prio -1

# two_deaths FIRST: of the cards, under traffic.
two_deaths() {
	local first=$1 second=$((1 - $1)) gap
	on_host bondctl set bond0 --active-slave "eth$first"
	on_host bondctl set bond0 --active-slave ''
	flow up "$HOST" "$PEER" 10.0.0.2 2000
	sleep 0.7
	cable "n$first" off
	cable "n$second" off
	check_soon "the last member takes over" 5 active_is eth2
	gap=$(history_of "[.[] | select(.event == \"active\" and .old_member == \"eth$second\")] | last | .gap_ns")
	check_le "the second death was seen within, ns" "$gap" 20000000
	flow_end up
	lost+=("$(lost up)")
	cable n0 on
	cable n1 on
	check_soon "all are back" 5 shows 'all(.members[]; .usable)'
}

lost=()
two_deaths 0
two_deaths 1
# A card tells its driver of the cut a moment after the hub has dropped it, and how long that moment is, the host's load decides.
for ((i = 0; $(least "${lost[@]}") > 2 && i < 3; i++)); do two_deaths $((i % 2)); done
echo "lost: ${lost[*]}"
check_le "lost at best, one a death" "$(least "${lost[@]}")" 2
