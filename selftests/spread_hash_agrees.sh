#!/bin/bash
# bondctl hash names the member that the wire shows: UDP with and without connected sockets, TCP, IPv6, VLAN, ICMP errors; bad questions are refused.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 3
make_bond bond0 balance-xor --move-idle 10
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
ip -n "$PEER" link add link lag name q5 up type vlan id 5
ip -n "$PEER" address add 10.5.0.2/24 dev q5
ip -n "$HOST" link add link bond0 name q5 up type vlan id 5
ip -n "$HOST" address add 10.5.0.1/24 dev q5
check_soon "with its VLAN" 10 on_host ping -c1 -W1 10.5.0.2
check_soon "and by IPv6" 10 on_host ping -c1 -W1 fd00::2
check_soon "the members have their shares" 5 shows '[.members[].buckets] | sort == [85, 85, 86]'

# ask NAME [WORD...]: for every flow tallied, is the member as told? Of TCP that was talked before, the last words are not asked for: a
# connection that ends has no socket any more to ask.
ask() {
	local name=$1 from to protocol sport dport port wrong=0 right=0 told
	shift
	while read -r from to protocol sport dport port; do
		[[ $protocol != 6 || $name == tcp* ]] || continue
		told=$(on_host bondctl hash bond0 "src=$from" "dst=$to" "sport=$sport" "dport=$dport" "proto=$protocol" "$@" --json |
			jq -r '.[0].member')
		if [[ $told == "eth${port#p}" ]]; then right=$((right + 1)); else
			wrong=$((wrong + 1))
			echo "$from $to $protocol $sport $dport: told $told, is $port"
		fi
	done < <(tallied "$name" '.flows[] | select(.at | length == 1) | "\(.five) \(.at | keys[0])"')
	check_ge "$name: flows asked for" $((right + wrong)) 6
	check_eq "$name: told wrong" 0 $wrong
}
# agree NAME ADDRESS FLOWS [unconnected [WORD...]]: a stream of so many flows.
agree() {
	local name=$1
	flow "$name" "$HOST" "$PEER" "$2" 300 "$3" ${4:+"$4"}
	sleep 0.3
	tally "$name" p0 p1 p2
	sleep 0.5
	tally_end "$name"
	ask "$name" "${@:5}"
	flow_end "$name"
}
agree plain 10.0.0.2 8 unconnected
agree connected 10.0.0.2 8
agree ipv6 fd00::2 6 unconnected
agree ipv6_connected fd00::2 6
on_host bondctl set bond0 --xmit-hash-policy layer2+3
agree vlan 10.5.0.2 6 unconnected vlan=5
on_host bondctl set bond0 --xmit-hash-policy layer3+4
if on_peer busybox httpd -p 7000 -h /run 2>/dev/null; then
	cat >"$TMP/talk" <<-'END'
		for i in {1..6}; do
			exec {fd}<>/dev/tcp/10.0.0.2/7000 && fds+=($fd)
		done
		for i in {1..400}; do
			for fd in "${fds[@]}"; do printf G >&$fd; done
			sleep 0.05
		done
	END
	# talk NAME NAMESPACE
	talk() {
		tally "$1" p0 p1 p2
		ip netns exec "$2" bash "$TMP/talk" >/dev/null 2>&1 &
		talker=$!
		sleep 1
		tally_end "$1"
		ask "$1"
		kill $talker
	}
	talk tcp "$HOST"
	# What is forwarded goes by its headers, whatever hash it came with.
	setup_ns GUEST
	ip -n "$GUEST" link add eth0 up type veth peer name to_guest netns "$HOST"
	ip -n "$GUEST" address add 10.7.0.2/24 dev eth0
	ip -n "$GUEST" route add default via 10.7.0.1
	ip -n "$HOST" link set to_guest up
	ip -n "$HOST" address add 10.7.0.1/24 dev to_guest
	on_host sysctl -qw net.ipv4.ip_forward=1
	ip -n "$PEER" route add 10.7.0.0/24 via 10.0.0.1
	check_soon "the guest is routed" 5 ns_exec "$GUEST" ping -c1 -W1 10.0.0.2
	talk tcp_forwarded "$GUEST"
else
	echo "no busybox httpd: no TCP"
fi

# errors NAME ADDRESS: datagrams to a port that nobody listens at; what tells of it goes as an answer would.
errors() {
	tally "$1" p0 p1 p2
	# shellcheck disable=SC2016
	on_peer bash -c 'for i in {1..12}; do echo >"/dev/udp/$1/9"; done' - "$2"
	tally_end "$1"
	ask "$1"
}
on_host sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
errors icmp 10.0.0.1
errors icmpv6 fd00::1

refused() { check_fails "refused: $*" on_host bondctl hash bond0 "$@"; }
refused sport=1 dport=2
refused src=10.0.0.1 dst=fd00::2
refused src=10.0.0.1 dst=10.0.0.2 vlan=4095
refused src=10.0.0.1 dst=10.0.0.2 sport=70000
refused src=10.0.0.1 dst=10.0.0.2 colour=red
on_host bondctl set bond0 --xmit-hash-policy layer2
refused src=10.0.0.1 dst=10.0.0.77
check "it says why: $OUT" grep -qi mac <<<"$OUT"
check "with the address it is told" on_host bondctl hash bond0 src=10.0.0.1 dst=10.0.0.77 dmac=02:00:00:00:00:01
check "known neighbours need none" on_host bondctl hash bond0 src=10.0.0.1 dst=10.0.0.2
on_host bondctl set bond0 --mode balance-rr
refused src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2
