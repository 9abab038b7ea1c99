#!/bin/bash
# fail_over_mac active: after a failover the bond keeps the link-local address that the kernel made from the MAC address before. The member whose that is
# leaves and rejoins, and never probes as a backup from that link-local address: a neighbour would learn to send what is for it to the backup.
# kernels: 6.12
# timeout: 90
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --fail-over-mac active --arp-interval 50 --ns-ip6-target fd00::2
check_soon "every path answers" 10 state_is ok
echo link add link bond0 name v2 up type vlan id 2 | ips "$HOST"

# link_local MAC: EUI-64, RFC 4291 appendix A.
link_local() {
	local a b c d e f
	read -r a b c d e f <<<"${1//:/ }"
	printf 'fe80::%x:%x:%x:%x' $(((0x$a ^ 2) << 8 | 0x$b)) $((0x$c << 8 | 0xff)) $((0xfe00 | 0x$d)) $((0x$e << 8 | 0x$f))
}
# has_link_local DEVICE
has_link_local() { [[ $(ip -n "$HOST" -j -6 address show dev "$1" scope link) == *"\"$kept\""* ]]; }
# The first to have carrier was chosen, whichever that was.
first=$(show .active_member)
other=eth1
[[ $first == eth0 ]] || other=eth0
permanent=$(mac "$HOST" "$first") kept=$(link_local "$permanent")
check_soon "the bond's link-local address is made from its first member's" 5 has_link_local bond0
check_soon "and so is its VLAN device's" 5 has_link_local v2
choose "$other"

# rejoin: the first member, as a backup, into $station.
rejoin() {
	on_host bondctl member del bond0 "$first"
	on_host bondctl member add bond0 "$first"
	check_soon "it has rejoined" 10 state_is ok
	check_eq "as a backup" "$other" "$(show .active_member)"
	station=$(show ".members[] | select(.name == \"$first\") | .probe_address")
}
rejoin
check "the bond has kept its link-local address" has_link_local bond0
ip -n "$PEER" neigh flush dev eth0
watch backup "$HOST" "$first" --filter nd
sleep 1
watch_end backup
check_ge "probes" "$(frames backup '.direction == "out" and .type == 135 and .target == "fd00::2"')" 10
check_eq "from that address" 0 "$(frames backup ".direction == \"out\" and .ip_src == \"$kept\"")"
check_eq "no neighbour learns that it is at the backup" "" "$(ip -n "$PEER" neigh show to "$kept" | grep "lladdr $permanent")"
check "the station is another one" [ "$station" != "$permanent" ]

ip -n "$HOST" address del "$kept/64" dev bond0
rejoin
check "only the VLAN device has that address" has_link_local v2
check "it is not probed from" [ "$station" != "$permanent" ]
ip -n "$HOST" link del v2
rejoin
check_eq "nobody has it: probes come from the permanent address" "$permanent" "$station"
