#!/bin/bash
# A target that is silent on every member: ARP Probes pause, for one that reboots would take them for a conflict (RFC 5227). Somebody who says that he is the bond
# asks in every round instead, also where no member is active or all are; with the first sign of life all ask again, and the bond is back at once.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"

# asked NAME CONDITION: the probes on the members' wires that are so.
asked() { echo $(($(frames "$1-eth0" ".direction == \"out\" and .op == 1 and $2") + $(frames "$1-eth1" ".direction == \"out\" and .op == 1 and $2"))); }
# rounds NAME: as many as there can have been between the first and the last of them.
rounds() {
	jq -s "[.[] | select(.direction == \"out\" and .op == 1 and $named) | .timestamp_us] | (max - min) / 50000 * 1.1 + 2 | floor" \
		"$TMP/$1-eth0.wire" "$TMP/$1-eth1.wire"
}
listen() { for m in eth0 eth1; do watch "$1-$m" "$HOST" $m --filter arp; done; }
listen_end() { for m in eth0 eth1; do watch_end "$1-$m"; done; }
anonymous='.spa == "0.0.0.0"'
named='.spa == "10.0.0.1" and .tpa == "10.0.0.2"'
no_link() { [[ $(ns_exec "$HOST" cat /sys/class/net/eth0/carrier) == 0 ]]; }
# life PORT: the target tells everybody that it has its address, and answers nothing.
life() {
	local mac
	mac=$(mac "$PEER" "$1" | tr -d :)
	on_peer nbwire send "$1" "$(frame ffffffffffff "$mac" 0806)0001080006040001${mac}0a0000020000000000000a000002"
}

# falls_silent MODE PORT NAMESPACE CABLE: a bond of this mode, whose target is at the far end's port, and the other end of eth0.
falls_silent() {
	local mode=$1
	make_bond bond0 "$mode" --arp-interval 50 --arp-ip-target 10.0.0.2 --probe-loss down
	check_soon "$mode: every path answers" 10 state_is ok
	ip -n "$PEER" address del 10.0.0.2/24 dev "$2"
	check_soon "$mode: it is silent, and the carrier goes" 5 shows '.carrier == false'
	sleep 8
	listen silent
	sleep 2
	listen_end silent
	check_le "$mode: ARP Probes pause" "$(asked silent "$anonymous")" 4
	check_ge "$mode: somebody asks as the bond" "$(asked silent "$named")" 30
	check_le "$mode: one at a time" "$(asked silent "$named")" "$(rounds silent)"
	check_eq "$mode: from the bond's address alone" 0 "$(asked silent "$named and .src != \"$(mac "$HOST" bond0)\"")"

	listen flap
	ip -n "$3" link set "$4" down
	check_soon "$mode: a link is lost" 5 no_link
	ip -n "$3" link set "$4" up
	sleep 1
	listen_end flap
	check_le "$mode: a link that comes up wakes no others" "$(frames flap-eth1 ".direction == \"out\" and $anonymous")" 2
	check_le "$mode: and asks no more than it takes to know" "$(frames flap-eth0 ".direction == \"out\" and $anonymous")" 5

	sleep 3
	listen life
	life "$2"
	sleep 1
	listen_end life
	check_ge "$mode: a sign of life, and all ask again" "$(asked life "$anonymous")" 8

	sleep 6
	ip -n "$PEER" address add 10.0.0.2/24 dev "$2"
	check_soon "$mode: it is back, and so is the carrier" 1 shows .carrier
	check_soon "$mode: and all members" 2 state_is ok
	on_host bondctl del bond0
}

topo_switch 2
falls_silent active-backup eth0 "$SW" sw0
topo_lag 2
ip -n "$PEER" link set lag type bond xmit_hash_policy layer2
falls_silent balance-xor lag "$PEER" p0

# With fail_over_mac one member has the bond's address, and no other asks from it: switches have to find it there.
topo_switch 2
make_bond bond0 active-backup --fail-over-mac active --arp-interval 50 --arp-ip-target 10.0.0.2 --probe-loss down
check_soon "fail_over_mac: every path answers" 10 state_is ok
ip -n "$PEER" address del 10.0.0.2/24 dev eth0
check_soon "fail_over_mac: the carrier goes" 5 shows '.carrier == false'
listen own
sleep 2.5
listen_end own
bond=$(mac "$HOST" bond0)
for m in eth0 eth1; do
	if [[ $(mac "$HOST" $m) == "$bond" ]]; then
		check_ge "fail_over_mac: $m has the address and asks by it" "$(frames "own-$m" ".direction == \"out\" and .src == \"$bond\" and $named")" 30
	else
		check_eq "fail_over_mac: $m has not" 0 "$(frames "own-$m" ".direction == \"out\" and .src == \"$bond\"")"
	fi
done
ip -n "$PEER" address add 10.0.0.2/24 dev eth0
check_soon "fail_over_mac: it is back, and so is the carrier" 1 shows .carrier
