#!/bin/bash
# Probes beside lacp_fallback all: a member whose path is dead carries nothing and stays so, for there is no partner that would have to be told.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_mid 2
peer_bonding lag "p0 p1" mode balance-xor
peer_addresses lag
make_bond bond0 802.3ad --lacp-fallback all --lacp-fallback-timeout 1000 --arp-interval 100 --arp-missed-max 2 --arp-ip-target 10.0.0.2
proven() { shows '.carrier and all(.members[]; .role == "active" and any(.votes[]; .vote == "probe" and .value == "yes"))'; }
check_soon "both carry without a partner" 20 proven
lacp_votes() { history_of '[.[] | select(.event == "vote" and .vote == "lacp" and .member == "eth0")] | length'; }
before=$(lacp_votes)
mid_break 0 to_peer
check_soon "a dead path carries nothing" 5 shows '.members[0] | .role != "active" and .buckets == 0'
sleep 10
check "that lasts" shows '.carrier and .members[0].buckets == 0 and .members[1].role == "active"'
check_eq "LACP does not change its mind" 0 $(($(lacp_votes) - before))
mid_mend 0
check_soon "mended, it is back" 10 proven
