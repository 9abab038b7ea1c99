#!/bin/bash
# A target behind two stacked VLAN devices: both tags, in their order.
# timeout: 150
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --arp-ip-target 10.6.0.2
vlan_path 10.6.0.1/24 10.6.0.2/24 802.1ad 100 802.1q 6
check_soon "every path answers" 10 state_is ok
watch_arp 1 "$PEER" eth0 "$HOST" eth1
tags='[.vlans[] | "\(.tpid) \(.id)"] == ["0x88a8 100", "0x8100 6"]'
check_ge "both tags, and the innermost device's address" "$(frames active ".op == 1 and .spa == \"10.6.0.1\" and ($tags)")" 10
check_eq "nothing else from the bond" 0 "$(frames active ".op == 1 and .direction == \"in\" and ($tags | not)")"
check_ge "both on the backup" "$(frames backup ".op == 1 and .direction == \"out\" and .spa == \"0.0.0.0\" and ($tags)")" 10
silent_break sw0
check_soon "a dead path is left" 5 active_is eth1
