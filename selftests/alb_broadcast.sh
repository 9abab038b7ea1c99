#!/bin/bash
# The host asks everybody: those whom that misled about its MAC are told by unicast, soon and once, hosts and stations; others hear nothing.
# The same after gratuitous ARP and an announcement by Neighbour Discovery.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
alb_bond balance-alb --num-peer-notif 0
check_soon "all are usable" 5 state_is ok
# Five seconds after it used an address that it has not heard of since, this host's own kernel asks there, which looks like a lesson.
on_host sysctl -qw net.ipv4.neigh.bond0.delay_first_probe_time=600 net.ipv6.neigh.bond0.delay_first_probe_time=600
spaces=()
for i in 1 2 3 4; do
	setup_ns CLIENT
	spaces+=("$CLIENT")
	ip -n "$SW" link add "c$i" type veth peer name eth0 netns "$CLIENT"
	ip -n "$SW" link set "c$i" master br0 up
	ips "$CLIENT" <<-END
		address add 10.1.0.$((20 + i))/16 dev eth0
		address add fd01::$((20 + i))/64 dev eth0 nodad
		link set eth0 up
	END
done
bond=$(mac "$HOST" bond0) all=ff:ff:ff:ff:ff:ff nobody=00:00:00:00:00:00
declare -A own
for i in 0 1 2; do own[eth$i]=$(own "eth$i"); done
for space in "${spaces[@]}"; do
	check_soon "a host asks" 5 ns_exec "$space" ping -c1 -W1 10.1.0.1
	check_soon "by IPv6" 5 ns_exec "$space" ping -6 -c1 -W1 fd01::1
done
stations all 12 --ask 200 --log 1
check_soon "all know the host" 10 stations_say all "$nb_know"

# hosts_agree IP LOCAL: does each host know the member that was chosen for it?
hosts_agree() {
	local i its
	for i in 1 2 3 4; do
		its=$(client "$1$((20 + i))" "$2")
		[[ $(ip -n "${spaces[i - 1]}" -j neigh show to "$2" | jq -r '.[0].lladdr') == "${own[${its:-eth0}]}" ]] || return 1
	done
}
# mislead WHAT IP LOCAL FRAME FILTER: sends it; those who then know something else than their member's are told. The filter is for the frame.
mislead() {
	local what=$1 begun sender address member wire=()
	# Linux refuses another MAC within a second of the last one.
	sleep 1.3
	clients ".[] | select(.local_address == \"$3\") | \"\(.address) \(.member)\"" | sort >"$TMP/clients"
	watch_members teach
	begun=${EPOCHREALTIME/./}
	on_host nbwire send bond0 "$4"
	sleep 1
	check_soon "$what: hosts know their member" 2 hosts_agree "$2" "$3"
	check_agree "$what: stations do" 2 all
	members_end teach
	sender=$(said teach "$5" .src)
	check_eq "$what: it goes out once" 1 "$(wc -l <<<"$sender")"
	sender=${sender#* }
	# Address, member, its own: all that were told, and to whom, and when; on a slow machine a lesson of before may still be under way.
	said teach ".timestamp_us >= $begun and .timestamp_us - $begun < 1000000 and .dst[:5] != \"ff:ff\" and .dst[:5] != \"33:33\" and (
			(.kind == \"arp\" and .op == 1 and .spa == \"$3\" and .src == .sha) or
			(.type == 136 and .target == \"$3\" and .ip_src == \"$3\" and .src == .target_lladdr and .override and (.solicited | not) and .csum_ok and .hoplimit == 255))" \
		"\"\\(.src) \\(.dst) \\(.timestamp_us - $begun)\"" >"$TMP/lessons"
	while read -r address member; do
		# One that never answered cannot be told.
		[[ ${own[$member]} != "$sender" && $(station_mac "$address") ]] || continue
		wire+=("sw${member#eth} ${own[$member]} $(station_mac "$address")")
	done <"$TMP/clients"
	check_ge "$what: some were misled" ${#wire[@]} 8
	check_eq "$what: who was told, once, by which member" "$(printf '%s\n' "${wire[@]}" | sort)" "$(cut -d' ' -f1-3 "$TMP/lessons" | sort)"
	echo "$what: told after $(awk '{print $4}' "$TMP/lessons" | sort -n | sed -n '1p;$p' | paste -sd' ') us"
	check_le "$what: the last one, us" "$(awk '{print $4}' "$TMP/lessons" | sort -n | tail -1)" 700000
	check_ge "$what: the first one, us" "$(awk '{print $4}' "$TMP/lessons" | sort -n | head -1)" 50000
}
# station_mac ADDRESS: of a host or a station.
for i in 1 2 3 4; do
	printf '10.1.0.%d %s\nfd01::%d %s\n' $((20 + i)) "$(mac "${spaces[i - 1]}" eth0)" $((20 + i)) "$(mac "${spaces[i - 1]}" eth0)"
done >"$TMP/macs"
stations_now all '.stations[] | "\(.ip4) \(.mac)", "\(.ip6) \(.mac)"' >>"$TMP/macs"
station_mac() { awk -v who="$1" '$1 == who {print $2}' "$TMP/macs"; }

mislead "a question" 10.1.0. 10.1.0.1 "$(arp_frame $all "$bond" 1 "$bond" 10.1.0.1 $nobody 10.1.0.99)" '.tpa == "10.1.0.99"'
mislead "gratuitous ARP" 10.1.0. 10.1.0.1 "$(arp_frame $all "$bond" 1 "$bond" 10.1.0.1 $nobody 10.1.0.1)" '.kind == "arp" and .op == 1 and .tpa == .spa'
mislead "an announcement" fd01:: fd01::1 "$(nd_frame 33:33:00:00:00:01 "$bond" fd01::1 ff02::1 88 20 fd01::1 "0201 $bond")" '.type == 136 and .ip_dst == "ff02::1"'
# Nobody is misled about one address by what is said of another.
sleep 1.3
taught=$(show .alb.taught)
on_host nbwire send bond0 "$(arp_frame $all "$bond" 1 "$bond" 10.0.0.1 $nobody 10.0.0.99)"
sleep 0.8
check_eq "another address: taught" "$taught" "$(show .alb.taught)"
stations_end all
