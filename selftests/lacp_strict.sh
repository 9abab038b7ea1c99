#!/bin/bash
# Without a partner there is no carrier, nothing but LACPDUs is sent and nothing is taken in; with one there is, 2 s and little more later.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
for i in 0 1; do
	on_peer sysctl -qw net.ipv6.conf.p$i.disable_ipv6=1
	ip -n "$PEER" link set p$i up
	watch alone$i "$PEER" p$i
done
make_bond bond0 802.3ad
watch taken "$HOST" bond0
ip -n "$HOST" neigh replace 10.0.0.2 lladdr 02:00:00:00:00:02 dev bond0 nud permanent
address=$(mac "$HOST" bond0)
for i in 0 1 2 3; do
	on_host ping -c1 -W1 10.0.0.2 >/dev/null 2>&1
	on_host nbwire send bond0 "020000000002 ${address//:/} 88b5 0102030405060708" 2>/dev/null
	for port in p0 p1; do
		on_peer nbwire send $port "ffffffffffff 020000000002 0806 0001080006040001 020000000002 0a000002 000000000000 0a000001"
		on_peer nbwire send $port "${address//:/} 020000000002 88b5 0102030405060708"
		on_peer nbwire send $port "01005e000001 020000000002 88b5 0102030405060708"
	done
	sleep 1
done
check_eq "no carrier" "false failed" "$(show '"\(.carrier) \(.state)"')"
check "and it shows" grep -q NO-CARRIER <<<"$(ip -n "$HOST" link show bond0)"
check_eq "no member carries traffic" 0 "$(show '[.members[] | select(.role == "active" or .usable)] | length')"
for i in 0 1; do
	check "eth$i tells why" reason_is eth$i lacp_no_pdu
	watch_end alone$i
	check_eq "frames from eth$i that are no LACPDUs" 0 "$(frames alone$i '.direction == "in" and .ethertype != "0x8809"')"
	check_ge "LACPDUs" "$(frames alone$i '.direction == "in" and .kind == "lacp"')" 3
	check_eq "LACPDUs that claim to carry traffic" 0 "$(frames alone$i '.direction == "in" and .kind == "lacp" and
		(.actor_flags | index("collecting") or index("distributing"))')"
done
watch_end taken
check_eq "frames passed up" 0 "$(frames taken '.direction == "in"')"

# appear: a partner comes. How long from its first LACPDU until ours says Distributing, and from when both have said Sync, ms.
total=() reaction=()
appear() {
	ip -n "$PEER" link del lag 2>/dev/null
	check_soon "the carrier goes" 10 shows '.carrier | not'
	on_host bondctl set bond0 --lacp-rate fast
	watch wire "$HOST" eth0 --filter lacp
	peer_bonding lag "p0 p1" lacp_rate fast
	lacp_form "partner"
	sleep 0.1
	watch_end wire
	total+=("$(jq -s '(map(select(.direction == "in")) | .[0].timestamp_us) as $from |
		map(select(.direction == "out" and .timestamp_us > $from and (.actor_flags | index("distributing")))) |
		(.[0].timestamp_us - $from) / 1000 | floor' "$TMP/wire.wire")")
	reaction+=("$(jq -s 'def first_sync(way): map(select(.direction == way and (.actor_flags | index("sync")))) | .[0].timestamp_us;
		([first_sync("in"), first_sync("out")] | max) as $from |
		map(select(.direction == "out" and .timestamp_us >= $from and (.actor_flags | index("distributing")))) |
		(.[0].timestamp_us - $from) / 1000 | floor' "$TMP/wire.wire")")
}
for i in 0 1; do ip -n "$PEER" link set p$i down; done
for i in 1 2 3; do appear; done
echo "from the first LACPDU ${total[*]} ms, from Sync ${reaction[*]} ms"
check_le "the aggregate forms, ms" "$(least "${total[@]}")" 2500
check_le "after the partner's last word, ms" "$(least "${reaction[@]}")" 100
