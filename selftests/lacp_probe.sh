#!/bin/bash
# Probes see what LACP does not: a path that passes LACPDUs and no data. The member leaves, the partner is told, and it is tried again.
# timeout: 900
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_mid 2
proven() { shows '.state == "ok" and all(.members[]; .role == "active" and any(.votes[]; .vote == "probe" and .value == "yes"))'; }
lacp_begin --arp-interval 100 --arp-missed-max 2 --arp-ip-target 10.0.0.2
check_soon "both paths are proven" 10 proven
check_traffic "first"
sleep 1
check "that lasts" proven

# What is counted for who asked is counted for a minute, which this test lasts anyway: bond0's buckets, and the client of another bond.
ip -n "$HOST" link add one0 type veth peer name far0 netns "$PEER"
on_host bondctl add alb0 --mode balance-alb --member one0 || die "no other bond"
ips "$HOST" <<-END
	address add 10.8.0.1/24 dev alb0
	link set alb0 up
END
ips "$PEER" <<-END
	address add 10.8.0.2/24 dev far0
	link set far0 up
END
check_soon "a client" 5 on_peer ping -c1 -W1 10.8.0.1
# counted: for how long, ms; a user who asks starts nothing.
counted() {
	local user=(on_host setpriv --reuid 1 --clear-groups bondctl)
	echo "$(json '.[0].counted_ms' "${user[@]}" buckets bond0 --json) $(json '.[0].clients[0].counted_ms' "${user[@]}" clients alb0 --json)"
}
check_eq "nothing is counted" "null null" "$(counted)"
on_host bondctl buckets bond0 >"$TMP/buckets"
on_host bondctl clients alb0 >"$TMP/clients"
asked=$(now_ms)
check "then it is" grep -qE '^[0-9]+ [0-9]+$' <(counted)

# deaf_path DIRECTION: data is lost that way on link 0. Leaves took, told: ms until it carries nothing, and until the partner heard so.
deaf_path() {
	local began event
	check_soon "$1: both paths are proven" 130 proven
	watch pdu "$MID" h0 --filter lacp
	stall_begin
	began=${EPOCHREALTIME/./}
	mid_break 0 "$1" data
	check_soon "$1: eth0 carries nothing" 5 shows '.members[0] | .role == "none" and .buckets == 0'
	check "$1: it is said why" reason_is eth0 lacp_held probe_no_reply
	event=$(history_of "[.[] | select(.event == \"vote\" and .member == \"eth0\" and .vote == \"probe\" and .value == \"no\") | .time_ns / 1000 | floor | select(. > $began)] | first")
	# From the last reply to the second round after it that had none.
	gaps+=("$(history_of '[.[] | select(.event == "buckets" and .old_member == "eth0")] | last | .gap_ns / 1e6 | floor')")
	sleep 1
	stalls+=("$(stall_end)")
	watch_end pdu
	took+=($(((event - began - stalls[-1]) / 1000)))
	told+=("$(jq -s "map(select(.direction == \"in\" and .timestamp_us > $began and (.actor_flags | index(\"sync\") | not))) | .[0] |
		(.timestamp_us - $event) / 1000 | floor" "$TMP/pdu.wire")")
	check_soon "$1: the partner leaves it, too" 3 far_clear p0 32
	check_eq "$1: the other carries all" "active 256 true" "$(show '"\(.members[1].role) \(.members[1].buckets) \(.carrier)"')"
	undisturbed "$1: meanwhile"
}

# undisturbed WHAT: while nothing happens to the bond no packet is lost, either way. When eth0 is tried again just now its partner sends by it,
# in vain, until it hears that the trial failed, and the in-tree driver for up to 100 ms more: then once more, the pause is twice as long.
undisturbed() {
	local seq
	for _ in 1 2 3; do
		seq=$(show .event_seq)
		pause 0.2
		flow up "$HOST" "$PEER" 10.0.0.2 500 16
		flow down "$PEER" "$HOST" 10.0.0.1 500 16
		pause 0.7
		flow_end up down
		[[ "$(lost up) $(lost down)" != "0 0" && $(show .event_seq) != "$seq" ]] || break
		echo "$1: tried again meanwhile: lost $(lost up) up, $(lost down) down"
	done
	check_eq "$1: lost from the host, to the host" "0 0" "$(lost up) $(lost down)"
}

took=() told=() gaps=() stalls=()
for way in to_peer to_host both; do
	deaf_path $way
	flow held "$HOST" "$PEER" 10.0.0.2 500 16
	pause 6
	flow_end held
	check_le "$way: lost in the next 6 s, in which it may be tried again" "$(lost held)" 10
	check "$way: the carrier stays" shows '.carrier and .members[1].role == "active"'
	mid_mend 0
	start=$(now_ms)
	# Each time in vain doubles the pause: 5 s, 10 s, up to 60 s.
	check_soon "$way: mended, it comes back" 130 proven
	echo "$way: back after $(($(now_ms) - start)) ms"
	check_traffic "$way: mended"
done
echo "lost after ${took[*]} ms, the partner told ${told[*]} ms later; stalls ${stalls[*]} us"
# From the last answer it is two intervals and a half; tc takes a while, too, and LACP alone would take 3000. How long the machine stood still is taken off.
check_le "found after, ms" "$(least "${took[@]}")" 700
check_le "the partner told after, ms" "$(least "${told[@]}")" 50
# Two rounds of 100 ms without a reply, and half of one for the last.
check_ge "the gap was measured, ms" "$(least "${gaps[@]}")" 150
check_le "and is no longer, ms" "$(least "${gaps[@]}")" 700
rest=$((asked + 61000 - $(now_ms)))
((rest <= 0)) || pause $((rest / 1000 + 1))
check_eq "nobody has asked for a minute: nothing is counted" "null null" "$(counted)"
