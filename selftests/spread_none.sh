#!/bin/bash
# Bonds that spread with no member, one member, members that join while down, all links lost and back.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 2
flows="$(frame 020000000001 020000000002 0800)$(ipv4 0a000001 0a000002 11)[10000:2] 1389 0000000000000000"
for mode in balance-xor balance-rr broadcast; do
	on_host bondctl add bond0 --mode $mode || die "no bond"
	ip -n "$HOST" address add 10.0.0.1/24 dev bond0
	ip -n "$HOST" link set bond0 up
	check_eq "$mode, none: state, reason, carrier" "failed no_member false" "$(show '"\(.state) \(.reason) \(.carrier)"')"
	on_host nbflow send bond0 10 1 0 "$flows" >/dev/null 2>&1
	if [[ $mode != broadcast ]]; then
		check_eq "$mode, none: buckets of nobody" 256 "$(on_host bondctl buckets bond0 --json | jq '[.[0].buckets[] | select(.member == null)] | length')"
	fi
	ip -n "$HOST" link set eth0 down
	check "$mode: one joins that is down" on_host bondctl member add bond0 eth0
	check_soon "$mode: it carries all" 5 shows '.state == "ok" and (.members[0] | .role == "active" and (.buckets // 256) == 256)'
	check_soon "$mode: the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
	ip -n "$HOST" link set bond0 down
	check "$mode: one joins a bond that is down" on_host bondctl member add bond0 eth1
	check_eq "$mode: down" "failed bond_down" "$(show '"\(.state) \(.reason)"')"
	ip -n "$HOST" link set bond0 up
	check_soon "$mode: up" 5 shows '.state == "ok" and ([.members[] | select(.role == "active")] | length) == 2'
	for i in 0 1; do ip -n "$PEER" link set p$i down; done
	check_soon "$mode: all links are lost" 5 shows '.state == "failed" and .reason == "no_usable_member" and (.carrier | not)'
	on_host nbflow send bond0 10 1 0 "$flows" >/dev/null 2>&1
	for i in 1 0; do ip -n "$PEER" link set p$i up; done
	check_soon "$mode: and back" 5 shows '.state == "ok" and .carrier'
	if [[ $mode == balance-xor ]]; then
		check_soon "$mode: each with its share" 5 shows '[.members[].buckets] == [128, 128]'
	fi
	check_soon "$mode: the peer answers again" 10 on_host ping -c1 -W1 10.0.0.2
	check "$mode: it goes" on_host bondctl del bond0
done
