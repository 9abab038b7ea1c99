#!/bin/bash
# Broken and forged ARP and Neighbour Discovery, from outside and from programs of this host: nothing changes, nobody is taught anything,
# traffic goes on, the log stays quiet.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
alb_bond balance-alb --num-peer-notif 0
check_soon "all are usable" 5 state_is ok
echo "netbond-selftest hostile begins" >/dev/kmsg
ip netns exec "$HOST" nbclients recv 5001 100 >"$TMP/received" &
stations all 12 --ask 200 --rate 300 --port 5001 --log 1
check_soon "all know the host" 10 stations_say all "$nb_know"
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
sleep 2.5
bond=$(mac "$HOST" bond0) all=ff:ff:ff:ff:ff:ff nobody=00:00:00:00:00:00 other=02:00:00:00:00:99
ours=("$bond" "$(own eth0)" "$(own eth1)" "$(own eth2)")
state() { clients '[.[] | select([.address, .local_address] | any(startswith("fe80")) | not) | "\(.address) \(.local_address) \(.member) \(.mac)"] | sort | .[]'; }
was=$(state) taught=$(show .alb.taught) seq=$(show .event_seq)
# From outside, to the bond, to a member that is not the active one, and to everybody.
frames=()
# shellcheck disable=SC2016
other_member=$(own "$(show '.active_member as $a | [.members[].name | select(. != $a)][0]')")
for to in "$bond" "$other_member" $all; do
	good=$(arp_frame "$to" $other 1 $other 10.1.7.7 $nobody 10.1.0.1)
	hex=${good//[: ]/}
	for length in 14 15 20 27 35 41; do frames+=("${hex:0:$((2 * length))}"); done
	# Hardware and protocol types, their lengths, operations.
	frames+=("${hex:0:28}0007${hex:32}" "${hex:0:32}86dd${hex:36}" "${hex:0:36}0806${hex:40}" "${hex:0:36}0610${hex:40}" "${hex:0:36}0000${hex:40}"
		"${hex:0:36}ffff${hex:40}" "${hex:0:40}0000${hex:44}" "${hex:0:40}0003${hex:44}" "${hex:0:40}ffff${hex:44}")
	# Claims of nobody: from a group, from no address, in our own name, by a station whose frame is another's.
	for sha in $nobody $all 01:00:5e:00:00:01 "${ours[@]}"; do
		frames+=("$(arp_frame "$to" $other 1 "$sha" 10.1.0.1 $nobody 10.1.0.1)" "$(arp_frame "$to" $other 2 "$sha" 10.1.0.1 "$sha" 10.1.0.1)")
	done
	# Tags without end, and one that hides half a header.
	tags=81000005
	frames+=("${hex:0:24}${tags}${hex:24}" "${hex:0:24}$tags$tags$tags${hex:24}" "${hex:0:24}$tags$tags$tags$tags$tags" "${hex:0:24}${tags}08060001")
	for source in fd01::77 ::; do
		frames+=("$(nd_frame "$to" $other $source fd01::1 88 20 fd01::1 "0200 $other")"
			"$(nd_frame "$to" $other $source fd01::1 88 20 fd01::1 "02ff $other")"
			"$(nd_frame "$to" $other $source fd01::1 88 20 fd01::1 "0201 0200")"
			"$(nd_frame "$to" $other $source fd01::1 88 20 fd01::1 "0201 $other" 254)"
			"$(nd_frame "$to" $other $source fd01::1 88 20 fd01::1 "0201 $other" 255 7)"
			"$(nd_frame "$to" $other $source fd01::1 88 20 fd01::1 "0201 $all")"
			"$(nd_frame "$to" $other $source fd01::1 88 20 fd01::1 "0201 $nobody")"
			"$(nd_frame "$to" $other $source fd01::1 88 20 ff02::1 "0201 $other")"
			"$(nd_frame "$to" $other $source fd01::1 87 00 fd01::1 "0101 $other" 1)")
	done
	hex=$(nd_frame "$to" $other fd01::77 fd01::1 88 20 fd01::1 "0201 $other")
	hex=${hex//[: ]/}
	for length in 40 53 54 60 70 77 85; do frames+=("${hex:0:$((2 * length))}"); done
	# A length that lies, either way; a fragment; the header behind another one.
	frames+=("${hex:0:36}ffff${hex:40}" "${hex:0:36}0000${hex:40}" "${hex:0:40}2c${hex:42}" "${hex:0:40}00${hex:42:66}3a00050200000000${hex:108}")
done
echo "${#frames[@]} frames"
printf '%s\n' "${frames[@]}" >"$TMP/frames"
on_peer nbwire send eth0 - <"$TMP/frames" || fail "frames are not sent"
check_eq "from outside: clients" "$was" "$(state)"
check_eq "from outside: taught" "$taught" "$(show .alb.taught)"

# A program of this host sends such things: they go out as they are, by the active member.
active=$(show .active_member)
watch_members out --filter ethertype 0x0806
sent=0
while read -r hex; do
	hex=${hex//[: ]/}
	# Nobody's, but from the bond's own station, to a station that does not exist.
	hex=020000000098${bond//:/}${hex:24}
	[[ ${hex:24:4} == 0806 && ${#hex} -lt 84 ]] || continue
	sent=$((sent + 1))
	echo "$hex"
done < <(sed -n "1,$((${#frames[@]} / 3))p" "$TMP/frames") >"$TMP/inject"
on_host nbwire send bond0 - <"$TMP/inject" || fail "frames are not sent"
members_end out
check_eq "cut short, from here: all by the active member" "$sent sw${active#eth}" \
	"$(said out '.dst == "02:00:00:00:00:98" and .length < 42' .src | awk -v bond="$bond" '$2 == bond {n++; ports[$1]} END {printf "%d", n; for (p in ports) printf " %s", p}')"
# All kinds, from the bond's station and from another; what would be for everybody is for nobody, or the stations would learn from it.
for source in "$bond" $other; do
	tail -n 30 "$TMP/frames" | tr -d ': ' | sed "s/^.\{24\}/020000000098${source//:/}/"
done >"$TMP/inject"
on_host nbwire send bond0 - <"$TMP/inject" || fail "frames are not sent"
check_eq "from here: clients" "$was" "$(state)"

# Valid ones, by the thousand, of stations that there are not: within bounds, and none of the old ones is lost.
on_peer nbflow send eth0 1000 1 2000 "ffffffffffff [0x020000100000:6] 0806 0001 0800 0604 0001 [0x020000100000:6] [0x0a014000:4] 000000000000 0a010001" >"$TMP/sent"
sleep 1
check_ge "a flood: clients" "$(show .alb.clients)" 500
check_eq "a flood: the old ones are as they were" "" "$(comm -23 <(sort <<<"$was") <(state | sort))"
check_agree "stations send where the bond wants it" 3 all
stations_end all
wait
check_eq "no station was told anything" 24 "$(jq '[.log[] | select(.taken)] | length' "$TMP/all.end")"
# What the lab itself dropped: frames by processor, datagrams without room.
dropped=$(awk '{printf "%s ", $2}' /proc/net/softnet_stat)$(on_host cat /proc/net/snmp | awk '$1 == "Udp:" && $6 ~ /^[0-9]/ {print $4, $6}')
check_eq "lost, of $(jq .received "$TMP/received") (the lab: $dropped)" 0 "$(jq .lost "$TMP/received")"
check "packets pass" on_host ping -c1 -W1 10.0.0.2
check_eq "events" "$seq" "$(show .event_seq)"
# What the kernel says of frames without a header, which taps see, and of forged advertisements is not ours.
check_eq "lines in the kernel's log" "" "$(dmesg | sed '1,/netbond-selftest hostile begins/d' | grep -i 'netbond\|bond0' | grep -v 'is buggy\|ICMPv6:\|ADDRCONF')"

# When most of them have to be told of another member, it is 32 in 10 ms; a machine that is late with the first takes some of that off.
watch lessons "$SW" sw0 --filter arp
ips "$SW" <<-END
	link set sw1 down
	link set sw2 down
END
sleep 2
watch_end lessons
times=$(jq -rs 'map(select(.direction == "in" and (.dst | startswith("02:00:00:10:"))) | .timestamp_us) |
	"\(length) \((last - first) / 1000 | floor)"' "$TMP/lessons.wire")
echo "lessons, and the ms they took: $times"
check_ge "a flood: told of another member" "${times% *}" 300
check_ge "a flood: the ms that their pace takes, two thirds of them" "${times#* }" $(((${times% *} / 32 - 1) * 10 * 2 / 3))
