#!/bin/bash
# What the network sends is spread: 8 hosts, then 64 and 1000 stations, IPv4 and IPv6, over four members, each within 10 % of its share.
# timeout: 240
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 4
# The host's own tables have to hold a thousand neighbours.
for family in ipv4 ipv6; do
	for i in 1 2 3; do
		key=net.$family.neigh.default.gc_thresh$i
		defer sysctl -qw "$key=$(sysctl -n $key)"
		sysctl -qw "$key=8192"
	done
done
alb_bond balance-alb
check_soon "all are usable" 5 state_is ok
# came: packets that came in by each member so far.  has_come COUNT BEFORE: so many since.
# even WHAT BEFORE AFTER LEAST: a quarter of them each, and not less than so many.
came() { on_host cat /sys/class/net/eth{0..3}/statistics/rx_packets | paste -sd' '; }
has_come() { (($(came | sum) - $(sum <<<"$2") >= $1)); }
sum() { awk '{for (i = 1; i <= NF; i++) sum += $i; print sum}'; }
even() {
	local before after i sum=0
	read -ra before <<<"$2"
	read -ra after <<<"$3"
	for i in 0 1 2 3; do
		after[i]=$((after[i] - before[i]))
		sum=$((sum + after[i]))
	done
	echo "$1: ${after[*]}"
	check_ge "$1: packets" $sum "$4"
	check_ge "$1: the least" "$(least "${after[@]}")" $((sum * 9 / 40))
	check_le "$1: the most" "$(printf '%s\n' "${after[@]}" | sort -n | tail -1)" $((sum * 11 / 40))
}

spaces=()
for i in {1..8}; do
	setup_ns CLIENT
	spaces+=("$CLIENT")
	ip -n "$SW" link add "c$i" type veth peer name eth0 netns "$CLIENT"
	ip -n "$SW" link set "c$i" master br0 up
	ips "$CLIENT" <<-END
		address add 10.0.0.$((20 + i))/24 dev eth0
		address add fd00::$((20 + i))/64 dev eth0 nodad
		link set eth0 up
	END
done
# ping_all ADDRESS COUNT: all of them at once.
ping_all() {
	local space pids=()
	for space in "${spaces[@]}"; do
		ip netns exec "$space" ping -q -i 0.02 -W 1 -c "$2" "$1" >/dev/null &
		pids+=($!)
	done
	wait "${pids[@]}"
}
# hosts WHAT ADDRESS
hosts() {
	local before
	ping_all "$2" 2
	before=$(came)
	ping_all "$2" 50
	even "$1" "$before" "$(came)" 400
}
hosts "8 hosts, IPv4" 10.0.0.1
hosts "8 hosts, IPv6" fd00::1
check_eq "two of each on each member" "2 2 2 2 2 2 2 2" "$(shares)"
# They go, and the host asks for them no more.
for i in {1..8}; do echo "link del c$i"; done | ips "$SW"
ip -n "$HOST" neigh flush dev bond0
on_host bondctl set bond0 --mode active-backup
on_host bondctl set bond0 --mode balance-alb
check_eq "another mode forgets" 0 "$(clients length)"

for count in 64 1000; do
	ip netns exec "$HOST" nbclients recv 5001 60 >"$TMP/received" &
	receiver=$!
	stations "all$count" $count --rate 2000 --port 5001
	check_soon "$count: all know the host" 20 stations_say "all$count" "$nb_know"
	# Repeated questions are answered by then.
	sleep 0.5
	before=$(came)
	check_soon "$count: 2000 packets come" 20 has_come 2000 "$before"
	even "$count: traffic" "$before" "$(came)" 2000
	check_eq "$count: clients" $((2 * count)) "$(shares | awk '{for (i = 1; i <= NF; i++) sum += $i; print sum}')"
	check_eq "$count: evenly" "$(for i in {1..8}; do echo $((count / 4)); done | paste -sd' ')" "$(shares)"
	check_agree "$count: all send where the bond wants it" 3 "all$count"
	stations_end "all$count"
	wait $receiver
	check_eq "$count: what was taught names its sender" "0 0" "$(jq -r '"\(.crossed) \(.bad)"' "$TMP/all$count.end")"
	check_eq "$count: lost, duplicated" "0 0" "$(jq -r '"\(.lost) \(.duplicated)"' "$TMP/received")"
	on_host bondctl set bond0 --mode active-backup
	on_host bondctl set bond0 --mode balance-alb
done
