#!/bin/bash
# Real cards return from a dying namespace, out of the bond and with their own address, MTU and flags.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_hub
ip -n "$HOST" link set eth0 up
make_bond nb0 active-backup --fail-over-mac none
ip -n "$HOST" link set nb0 mtu 1400
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
nb_del_ns "$HOST"
for i in 0 1; do
	check_soon "card n$i is back" 10 nb_has_card $i
	dev=$(nb_card $i)
	check_eq "card n$i is what it was" "1500 52:54:00:4e:42:0$i 0 null BROADCAST,MULTICAST" \
		"$(json '.[0] | "\(.mtu) \(.address) \(.promiscuity) \(.master) \(.flags - ["LOWER_UP", "NO-CARRIER"] | sort | join(","))"' \
			ip -d -j link show "$dev")"
	check "card n$i goes up" ip link set "$dev" up
	check "card n$i joins again" eval "bondctl add nb7 --mode active-backup --member $dev && bondctl del nb7"
	ip link set "$dev" down
done
