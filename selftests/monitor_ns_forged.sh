#!/bin/bash
# Neighbour Advertisements that prove nothing: to all nodes, from too far away, with a bad checksum, of another target, of no solicitation of ours.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --ns-ip6-target fd00::2
target=$(mac "$PEER" eth0)
bond=$(mac "$HOST" bond0)

# advertise DEST-MAC HOPLIMIT TARGET CHECKSUM-ERROR [DEST]: an NA from fd00::2 to fd00::1, in hex.
advertise() {
	local source=fd000000000000000000000000000002 dest=${5:-fd000000000000000000000000000001} words sum=0 i
	words="${source}${dest}00000020""0000003a""88000000""60000000$3""0201${target//:/}"
	for ((i = 0; i < ${#words}; i += 4)); do
		sum=$((sum + 0x${words:i:4}))
	done
	while ((sum >> 16)); do sum=$(((sum & 0xffff) + (sum >> 16))); done
	printf '%s %s 86dd 60000000 0020 3a %02x %s %s 8800 %04x 60000000 %s 0201%s' "${1//:/}" "${target//:/}" "$2" "$source" "$dest" \
		$(((sum ^ 0xffff) + $4 & 0xffff)) "$3" "${target//:/}"
}

# judge WHAT FRAME moves|stays
judge() {
	local chatting
	check_soon "every path answers" 10 state_is ok
	on_host bondctl set bond0 --active-slave eth0
	on_host bondctl set bond0 --active-slave ''
	ip netns exec "$SW" nbwire send sw0 "$2" 100000 10 &
	chatting=$!
	sleep 0.2
	tc -n "$SW" qdisc add dev sw0 clsact
	tc -n "$SW" filter add dev sw0 ingress pref 1 matchall action drop
	if [[ $3 == moves ]]; then
		check_soon "$1 proves nothing" 3 active_is eth1
	else
		sleep 0.8
		check_eq "$1 is an answer" eth0 "$(show .active_member)"
	fi
	kill "$chatting"
	wait "$chatting" 2>/dev/null
	silent_mend sw0
}

good=fd000000000000000000000000000002
judge "a good advertisement" "$(advertise "$bond" 255 $good 0)" stays
judge "one from too far away" "$(advertise "$bond" 254 $good 0)" moves
judge "a bad checksum" "$(advertise "$bond" 255 $good 1)" moves
judge "one to all nodes" "$(advertise "$bond" 255 $good 0 ff020000000000000000000000000001)" moves
judge "another target" "$(advertise "$bond" 255 fd000000000000000000000000000003 0)" moves
judge "one to somebody else" "$(advertise 02:00:00:00:00:99 255 $good 0)" moves
