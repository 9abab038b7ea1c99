#!/bin/bash
# A target behind two stacked VLAN devices: both tags, in their order.
# timeout: 150
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --arp-ip-target 10.6.0.2
for space in "$HOST bond0 1" "$PEER eth0 2"; do
	read -r name lower host <<<"$space"
	ip -n "$name" link add link "$lower" name s100 up type vlan proto 802.1ad id 100
	ip -n "$name" link add link s100 name c6 up type vlan id 6
	ip -n "$name" address add "10.6.0.$host/24" dev c6
done
check_soon "every path answers" 10 state_is ok
watch active "$PEER" eth0 --filter arp
watch backup "$HOST" eth1 --filter arp
sleep 1
watch_end active
watch_end backup
tags='[.vlans[] | "\(.tpid) \(.id)"] == ["0x88a8 100", "0x8100 6"]'
check_ge "both tags, and the innermost device's address" "$(frames active ".op == 1 and .spa == \"10.6.0.1\" and ($tags)")" 10
check_eq "nothing else from the bond" 0 "$(frames active ".op == 1 and .direction == \"in\" and ($tags | not)")"
check_ge "both on the backup" "$(frames backup ".op == 1 and .direction == \"out\" and .spa == \"0.0.0.0\" and ($tags)")" 10
silent_break sw0
check_soon "a dead path is left" 5 active_is eth1
