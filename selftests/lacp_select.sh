#!/bin/bash
# Two partner systems: one aggregate carries the traffic, and ad_select says which.
# timeout: 400
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 4
peer_bonding laga "p0 p1" lacp_rate fast
peer_bonding lagb "p2 p3" lacp_rate fast
make_bond bond0 802.3ad
used() { shows "[.members[] | select(.role == \"active\") | .name] == [$(printf '"%s",' "$@" | sed 's/,$//')]"; }
check_soon "two links carry traffic" 10 distributing 2
sleep 1
check "one partner's" shows '[.members[] | select(.role == "active") | .name] | . == ["eth0", "eth1"] or . == ["eth2", "eth3"]'
check_eq "the others are left out" "2 2" "$(show '[.members[] | select(.role == "none" and .reason == "lacp_other_partner") | .lacp] |
	"\(length) \(map(select(.mux == "collecting_distributing" | not)) | length)"')"
check_eq "two partners" 2 "$(show '[.members[].lacp.partner.system] | unique | length')"
check_eq "two aggregators" 2 "$(show '[.members[].lacp.aggregator] | unique | length')"
# in_use: the numbers of the links that carry traffic into a, of the others into b.
in_use() { if used eth0 eth1 >/dev/null; then a=(0 1) b=(2 3); else a=(2 3) b=(0 1); fi; }
in_use
check_soon "the left out partner is told so" 3 far_unsaid "p${b[0]}" 48

ip -n "$PEER" link set "p${a[0]}" down
check_soon "stable: one link is left" 5 used "eth${a[1]}"
sleep 3
check "stable: that is kept" used "eth${a[1]}"
ip -n "$PEER" link set "p${a[1]}" down
check_soon "stable: none is left, the other aggregate takes over" 5 used "eth${b[0]}" "eth${b[1]}"
ip -n "$PEER" link set "p${a[0]}" up
ip -n "$PEER" link set "p${a[1]}" up
sleep 4
check "stable: that is kept, too" used "eth${b[0]}" "eth${b[1]}"

for policy in count bandwidth; do
	in_use
	on_host bondctl set bond0 --ad-select $policy
	ip -n "$PEER" link set "p${a[0]}" down
	check_soon "$policy: the greater aggregate takes over" 6 used "eth${b[0]}" "eth${b[1]}"
	ip -n "$PEER" link set "p${a[0]}" up
	sleep 4
	check "$policy: nothing is gained by going back" used "eth${b[0]}" "eth${b[1]}"
done

in_use
check "actor_port_prio" on_host bondctl member set bond0 "eth${b[0]}" "eth${b[1]}" --actor-port-prio 1000
check "actor_port_prio" on_host bondctl member set bond0 "eth${a[0]}" "eth${a[1]}" --actor-port-prio 10
check "actor_port_prio decides" on_host bondctl set bond0 --ad-select actor_port_prio
check_soon "actor_port_prio: the higher sum" 6 used "eth${b[0]}" "eth${b[1]}"
in_use
check "actor_port_prio, live" on_host bondctl member set bond0 "eth${b[0]}" "eth${b[1]}" --actor-port-prio 2000
check_soon "actor_port_prio: again" 6 used "eth${b[0]}" "eth${b[1]}"

# A partner of two links that wants one of them: two are not more than the one that carries all.
ip -n "$PEER" link del lagb
check "count again" on_host bondctl set bond0 --ad-select count
check_soon "one partner alone: its links are used" 6 used eth0 eth1
on_peer bondctl add lagb --mode 802.3ad --max-links 1 --member p2 --member p3 >/dev/null || die "no netbond at the far end"
ip -n "$PEER" link set lagb up
check_soon "the other partner is in sync on one of two" 12 shows '[.members[2, 3].lacp.partner.state / 8 | floor % 2] | add == 1'
ip -n "$PEER" link set p0 down
check_soon "one link is left" 5 used eth1
downs=$(on_host cat /sys/class/net/bond0/carrier_down_count)
sleep 4
check "that is kept" used eth1
check_eq "all the time" "$downs" "$(on_host cat /sys/class/net/bond0/carrier_down_count)"
