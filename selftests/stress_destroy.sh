#!/bin/bash
# Bonds are made and destroyed under traffic, in any mode, by rtnetlink, by netlink and with their namespace, whose packets go on both ways meanwhile.
# kernels: 6.12 6.1
# timeout: 240
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2

destroy() {
	local mode alone
	any_mode
	on_host bondctl add bond0 --mode "$mode" "${alone[@]}" --arp-interval 5 --arp-ip-target 10.0.0.2 --member eth0,eth1
	ip -n "$HOST" address add 10.0.0.1/24 dev bond0
	ip -n "$HOST" link set bond0 up
	ip netns exec "$HOST" nbstream send 10.0.0.2 5999 2000 0.5 &
	on_host ping -q -c2 -i0.05 -W1 10.0.0.2
	on_host bondctl del bond0
	ip -n "$HOST" link add bond0 type netbond
	any_mode
	on_host bondctl set bond0 --mode "$mode" "${alone[@]}"
	ip -n "$HOST" link set eth1 master bond0
	ip -n "$HOST" address add 10.0.0.1/24 dev bond0
	ip -n "$HOST" link set bond0 up
	ip netns exec "$HOST" nbstream send 10.0.0.2 5999 2000 0.2 &
	sleep 0.1
	ip -n "$HOST" link del bond0
	wait
}

# Echo requests to the bond, by both members: what answers is the kernel, and no process keeps the namespace alive.
ours=02000a010001 theirs=02000a010002
request="$ours $theirs 0800 4500001c00000000 4001 66dd 0a010002 0a010001 0800 f7ff 00000000"
# shellcheck disable=SC2016
answers() { nsenter --net="/run/netns/$PEER" awk '/far/ {sum += $3} END {exit !(sum > 100)}' /proc/net/dev; }
gone() { nsenter --net="/run/netns/$PEER" awk '/far/ {left = 1} END {exit left}' /proc/net/dev; }
with_namespace() {
	local space=stress-$RANDOM$RANDOM mode alone
	any_mode
	ip netns add "$space"
	ips "$space" <<-END
		link add eth0 type veth peer name far0 netns $PEER
		link add eth1 type veth peer name far1 netns $PEER
	END
	ip netns exec "$space" bondctl add bond0 --mode "$mode" "${alone[@]}" --arp-interval 5 --arp-ip-target 10.1.0.2 --member eth0,eth1
	ips "$space" <<-END
		link set bond0 address 02:00:0a:01:00:01
		address add 10.1.0.1/24 dev bond0
		neighbour add 10.1.0.2 lladdr 02:00:0a:01:00:02 dev bond0 nud permanent
		link set bond0 up
	END
	printf 'link set far%d up\n' 0 1 | ips "$PEER"
	# They end with the device.
	nsenter --net="/run/netns/$PEER" nbwire send far0 "$request" 10000 1 &
	nsenter --net="/run/netns/$PEER" nbwire send far1 "$request" 10000 1 &
	wait_for 3 answers
	ip netns del "$space"
	wait_for 10 gone
	wait
}
round() {
	local flood
	ip netns exec "$PEER" nbwire send eth0 "ff:ff:ff:ff:ff:ff 02:00:00:00:00:77 0800 00010203" 100000000 1 &
	flood=$!
	all_for "$1" destroy with_namespace
	kill "$flood"
}
stress 3000 8000
ip -n "$HOST" link del bond0 2>/dev/null
make_bond bond0 active-backup
check_soon "a new one works" 10 on_host ping -c1 -W1 10.0.0.2
