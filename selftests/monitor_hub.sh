#!/bin/bash
# Cards that filter themselves hear the answers to their probes, which go to stations that are theirs alone: by ARP and by Neighbour Discovery, backups, too.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
# Nobody sniffs at the host's end: a promiscuous card hears everything.
topo_hub
make_bond bond0 active-backup --arp-interval 100 --arp-ip-target 10.0.0.2 --ns-ip6-target fd00::2 --arp-all-targets all
for mode in active-backup balance-xor; do
	on_host bondctl set bond0 --mode $mode
	check_soon "$mode: every path is proven" 10 state_is ok
	check_eq "$mode: by both targets, each" "4 of 4" "$(show '[.members[].targets[]] | "\(map(select(.value == "yes")) | length) of \(length)"')"
done
