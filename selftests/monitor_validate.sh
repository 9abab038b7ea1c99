#!/bin/bash
# arp_validate, all seven: which foreign frames keep a dead path alive. By default none does, not even a target's answer to someone else.
# timeout: 400
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --arp-ip-target 10.0.0.2
bond=$(mac "$HOST" bond0)
strange=02:00:00:00:00:77

# Out of the switch port, to the member only: what the world chatters about.
flood="ff:ff:ff:ff:ff:ff $strange 88b5 00112233445566778899aabbccddeeff"
arp="ff:ff:ff:ff:ff:ff $strange 0806 0001 0800 06 04 0001 $strange 0a00004d 000000000000 0a00004e"
target=$(mac "$PEER" eth0)
# What the target really answers, but to somebody else, and to everybody.
forged="02:00:00:00:00:99 $target 0806 0001 0800 06 04 0002 $target 0a000002 020000000099 0a000063"
everybody="ff:ff:ff:ff:ff:ff $target 0806 0001 0800 06 04 0002 $target 0a000002 ffffffffffff 0a000002"
requests="$bond $target 0806 0001 0800 06 04 0001 $target 0a000002 000000000000 0a000001"

# dead FILTERS: what the member sends is lost, and of what comes the named protocols.
dead() {
	local protocol preference=5
	tc -n "$SW" qdisc add dev sw0 clsact
	for protocol; do
		tc -n "$SW" filter add dev sw0 egress protocol "$protocol" pref $((preference++)) matchall action drop
	done
	tc -n "$SW" filter add dev sw0 ingress pref 1 matchall action drop
}

# More comes to eth0 than two rounds of probes and their answers.
chats() {
	local before
	before=$(on_host cat /sys/class/net/eth0/statistics/rx_packets)
	sleep 0.1
	(($(on_host cat /sys/class/net/eth0/statistics/rx_packets) - before >= 7))
}

# judge VALIDATE WHAT FRAME moves|stays [PROTOCOLS...]: eth0 is active and its path dies.
judge() {
	local validate=$1 what=$2 frame=$3 verdict=$4 chatting
	shift 4
	check_soon "every path answers" 10 state_is ok
	on_host bondctl set bond0 --arp-validate "$validate" --active-slave eth0
	on_host bondctl set bond0 --active-slave ''
	ip netns exec "$SW" nbwire send sw0 "$frame" 100000 10 &
	chatting=$!
	check_soon "it is to be heard" 5 chats
	dead "$@"
	if [[ $verdict == moves ]]; then
		check_soon "$validate: $what does not keep it alive" 3 active_is eth1
	else
		sleep 0.8
		check_eq "$validate: $what keeps it alive" "eth0 yes" "$(show '"\(.active_member) \(.members[0].votes[] | select(.vote == "probe") | .value)"')"
	fi
	kill "$chatting"
	wait "$chatting" 2>/dev/null
	silent_mend sw0
	on_host bondctl set bond0 --arp-validate all
}

# Other frames only: ARP and IPv6 from behind the port are kept away, or the backup's own probes would do.
judge none flood "$flood" stays arp ipv6
judge active flood "$flood" moves arp ipv6
judge backup flood "$flood" stays arp ipv6
judge all flood "$flood" moves arp ipv6
judge filter flood "$flood" moves arp ipv6
judge filter_active flood "$flood" moves arp ipv6
judge filter_backup flood "$flood" moves arp ipv6
judge active "foreign ARP" "$arp" moves
judge all "foreign ARP" "$arp" moves
judge filter "foreign ARP" "$arp" stays
judge filter_active "foreign ARP" "$arp" moves
judge filter_backup "foreign ARP" "$arp" stays
judge all "an answer to somebody else" "$forged" moves
judge all "an answer to everybody" "$everybody" moves
judge all "the target's question" "$requests" moves

# And a backup: it hears the active member's questions come round by the switch.
for validate in none active backup all filter filter_active filter_backup; do
	check_soon "every path answers" 10 state_is ok
	on_host bondctl set bond0 --arp-validate "$validate" --active-slave eth1
	dead
	case $validate in
	backup | all | filter_backup) check_soon "$validate: a backup needs an answer" 3 vote_is eth0 probe no ;;
	*)
		sleep 0.8
		check "$validate: a backup lives on what it hears" vote_is eth0 probe yes
		;;
	esac
	silent_mend sw0
	on_host bondctl set bond0 --arp-validate all
done
