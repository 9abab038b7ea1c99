#!/bin/bash
# Probes beside max_links: a member whose probes were lost and that is tried again takes no place from one that works. It is tried when there is room.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_mid 3
peer_bonding lag "p0 p1 p2" lacp_rate fast
peer_addresses lag
make_bond bond0 802.3ad --lacp-rate fast --max-links 2 --min-links 2 --ad-actor-sys-prio 1 --arp-interval 100 --arp-missed-max 2 --arp-ip-target 10.0.0.2
# use MEMBER MEMBER: these two carry all.
use() { shows "([.members[] | select(.role == \"active\" and any(.votes[]; .vote == \"probe\" and .value == \"yes\")) | .name] | sort) == [\"$1\", \"$2\"]"; }
check_soon "two of three carry" 15 use eth0 eth1
check "the third stands by" reason_is eth2 standby_max_links
mid_break 0 both data
check_soon "it takes the place of one whose probes are lost" 10 use eth1 eth2
check "which is kept out" reason_is eth0 lacp_held
sleep 1
seq=$(show .event_seq)
check_soon "and let in again, behind those that work" 12 reason_is eth0 standby_max_links
check "which makes it no healthy spare" shows '.state == "degraded" and .reason == "probe_no_reply"'
check_eq "explain names what is lost, and nothing else" "eth0:probe_no_reply" "$(explained)"
sleep 5
check "nothing moves" use eth1 eth2
moved=$(history_of "[.[] | select(.seq > $seq and ((.event | IN(\"active\", \"buckets\")) or .state == \"failed\"))]")
check_eq "nor did meanwhile" "[]" "$(jq -c . <<<"$moved")"
check_traffic "meanwhile"
mid_mend 0
ip -n "$MID" link set h1 down
check_soon "when there is room it is tried, and proven" 20 use eth0 eth2
ip -n "$MID" link set h1 up
check_soon "then it is as good as any" 20 use eth0 eth1
check "and nothing is wrong" state_is ok
