#!/bin/bash
# A member is lost: what its clients send is received again within 20 ms, they and nobody else are taught another; the same with the active
# one, after whose gratuitous ARP all are taught what they were before.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_cut
grain_us=0
[[ ${NB_KERNEL:-} == uml ]] && grain_us=20000
alb_bond balance-alb
check_soon "both are usable" 10 state_is ok

# lose WHAT MEMBER OTHER: 16 clients a member, each of either kind sends every 20 ms or so.
lose() {
	local what=$1 lost=$2 other=$3 told late noticed taught after="the driver knew"
	told_begin || after="the bond noticed"
	ip netns exec "$HOST" nbclients recv 5001 60 >"$TMP/received" &
	stations "$what" 16 --rate 1600 --port 5001 --log 1
	check_soon "$what: all know the host" 10 stations_say "$what" "$nb_know"
	sleep 1.5
	check_agree "$what: all send where the bond wants it" 3 "$what"
	check_eq "$what: evenly" "8 8 8 8" "$(shares)"
	# A neighbour that this host's kernel asked from its link-local address is two clients.
	jq -r --arg lost "$lost" '.[0].clients[] | select(.member == $lost) | .address' "$TMP/$what.clients" | sort -u >"$TMP/lost"
	stations_now "$what" '.stations[] | "\(.ip4) \(.told4)", "\(.ip6) \(.told6)"' | sort >"$TMP/before"
	# A switch keeps to itself what comes from and is for the same port.
	if [[ $SW ]]; then
		watch learning "$SW" "sw${other#eth}" --filter ethertype 0x9000
	else
		watch learning "$PEER" eth0 --filter ethertype 0x9000
	fi
	unplug "${lost#eth}"
	sleep 1.2
	watch_end learning
	check_agree "$what: all send to the other" 5 "$what"
	check_eq "$what: the bond, too" "0 16 0 16" "$(shares | awk -v first="$lost" '{print first == "eth0" ? $1 " " $2 " " $3 " " $4 : $2 " " $1 " " $4 " " $3}')"
	stations_now "$what" '.stations[] | "\(.ip4) \(.told4)", "\(.ip6) \(.told6)"' | sort >"$TMP/after"
	join "$TMP/before" "$TMP/after" | awk '$2 != $3 {print $1}' | sort >"$TMP/told"
	stations_end "$what"
	wait
	# What a card takes to tell its driver of the cut is the machine's. UML has no probes of the kernel.
	if [[ $after == "the driver knew" ]]; then
		told=$(told)
	else
		told=$(history_of "[.[] | select(.vote == \"carrier\" and .value == \"no\" and .member == \"$lost\")] | last | .time_ns / 1000 | floor")
	fi
	late=$(jq --argjson told "$told" '[.losses[] | select(.[0] >= $told) | .[1]] | add // 0' "$TMP/received")
	echo "$what: lost $(jq .lost "$TMP/received"), $late of them after $after, of $(jq .received "$TMP/received")"
	echo "$what: the longest gap of a station $(jq .gap_us_max "$TMP/received") us"
	# 1600 a second, of which half come by the lost member: 20 ms of them.
	check_le "$what: lost, of 800 a second" "$late" $((16 + grain_us / 1250))
	noticed=$(history_of "[.[] | select(.event == \"buckets\" and .old_member == \"$lost\")] | last | .time_ns / 1000 | floor")
	taught=$(jq -s --arg own "$own" --argjson noticed "$noticed" '[.[] | select(.src == $own and .dst == $own) | .timestamp_us - $noticed] | tojson' \
		"$TMP/learning.wire" | jq -r .)
	echo "$what: learning frames of the lost one's address, us since the bond noticed: $taught"
	check_ge "$what: the lost one's address, to switches, at once" "$(jq -n "$taught | map(select(. > 0 and . < 150000)) | length")" 1
	check_eq "$what: what was taught names its sender" "0 0" "$(jq -r '"\(.crossed) \(.bad)"' "$TMP/$what.end")"
}
back() {
	plug "${1#eth}"
	check_soon "$1 is back" 10 shows "all(.members[]; .usable) and .state == \"ok\""
	on_host bondctl set bond0 --mode active-backup
	on_host bondctl set bond0 --mode balance-alb
}

choose eth0
own=$(own eth1)
lose backup eth1 eth0
check_eq "backup: eth0 stays active" eth0 "$(show .active_member)"
check_eq "backup: who was told" "$(cat "$TMP/lost")" "$(cat "$TMP/told")"
check_eq "backup: the others changed nothing" 0 "$(jq '[.log[] | select(.from and .taken)] | length - 16' "$TMP/backup.end")"
back eth1

choose eth0
own=$(own eth0)
lose active eth0 eth1
check_eq "active: eth1 is active" eth1 "$(show .active_member)"
check_eq "active: all were told, for gratuitous ARP and announcements misled all" 32 "$(wc -l <"$TMP/told")"
back eth0
