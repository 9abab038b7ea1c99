#!/bin/bash
# fail_over_mac active: the bond takes the new member's address, and what is announced is that one, to neighbours and switch alike.
# kernels: 6.12
# timeout: 150
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --fail-over-mac active
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
old=$(mac "$HOST" bond0)
check_eq "the bond has the active member's" "$(mac "$HOST" eth0)" "$old"
new=$(mac "$HOST" eth1)
check "the backup keeps its own" [ "$new" != "$old" ]
sleep 1.5
watch arp "$PEER" eth0 --filter arp
ip -n "$SW" link set sw0 down
check_soon "the other takes over" 5 active_is eth1
bond_has() { [[ $(mac "$HOST" bond0) == "$1" ]]; }
check_soon "the bond's address follows" 3 bond_has "$new"
sleep 0.7
watch_end arp
check_ge "announced with the new address" "$(frames arp ".spa == \"10.0.0.1\" and .tpa == \"10.0.0.1\" and .sha == \"$new\" and .src == \"$new\"")" 1
check_eq "never with the old one" 0 "$(frames arp ".spa == \"10.0.0.1\" and .tpa == \"10.0.0.1\" and (.sha != \"$new\" or .src != \"$new\")")"
check_eq "the neighbour knows" "$new" "$(ip -n "$PEER" -j neigh show to 10.0.0.1 | jq -r '.[0].lladdr')"
check "packets pass" on_host ping -c1 -W1 10.0.0.2
