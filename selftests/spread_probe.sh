#!/bin/bash
# ARP and NS monitoring in balance-xor, with a far end that answers by any of its links: a path that dies silently is left, alone.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 3
ip -n "$PEER" link set lag type bond xmit_hash_policy layer2
make_bond bond0 balance-xor --arp-interval 100 --arp-missed-max 2 --hash-seed 1 --move-idle 50
# deaf PORT [egress]: PEER hears nothing of what comes in by it, or nothing goes out by it; its answers go out by all.
deaf() {
	tc -n "$PEER" qdisc add dev "$1" clsact
	tc -n "$PEER" filter add dev "$1" "${2-ingress}" pref 1 matchall action drop || die "no tc drop"
}
hears() { tc -n "$PEER" qdisc del dev "$1" clsact; }
flows="$(frame "$(mac "$PEER" lag | tr -d :)" "$(mac "$HOST" bond0 | tr -d :)" 0800)$(ipv4 0a000001 0a000002 11)[10000:2] 1389 0000000000000000"
for targets in "--arp-ip-target 10.0.0.2" "--ns-ip6-target fd00::2"; do
	# shellcheck disable=SC2086
	on_host bondctl set bond0 --arp-ip-target '' --ns-ip6-target '' || die "no targets"
	# shellcheck disable=SC2086
	on_host bondctl set bond0 $targets
	check_soon "$targets: all members are proven" 10 shows 'all(.members[]; any(.votes[]; .vote == "probe" and .value == "yes"))'
	check_soon "$targets: each carries its share" 5 shows '.state == "ok" and ([.members[].buckets] | sort == [85, 85, 86])'
	sleep 1
	check "$targets: that lasts" state_is ok
	deaf p1
	check_soon "$targets: a path that dies silently is left" 5 shows '.members[1].buckets == 0'
	check_eq "$targets: why" "none probe_no_reply degraded" "$(show '"\(.members[1].role) \(.members[1].reason) \(.state)"')"
	check_eq "$targets: the event" "eth1 probe_no_reply" \
		"$(history_of '[.[] | select(.event == "buckets" and .old_member)] | last | "\(.old_member) \(.reason)"')"
	sleep 1
	check_eq "$targets: the others are not blamed" "eth0 eth2" "$(show '[.members[] | select(.role == "active") | .name] | join(" ")')"
	tally wire p0 p1 p2
	on_host nbflow send bond0 200 1 0 "$flows" >"$TMP/sent"
	tally_end wire
	check_eq "$targets: no flow takes it" 0 "$(tallied wire '.frames.p1')"
	more=${targets##* }
	on_host bondctl set bond0 "${targets% *}" "$more,${more%2}3" || die "no second target"
	check "$targets: a second one leaves what is known" shows '.members[1].buckets == 0'
	sleep 1
	check_eq "$targets: nothing moved" "eth1 probe_no_reply" "$(history_of '[.[] | select(.event == "buckets")] | last | "\(.old_member) \(.reason)"')"
	hears p1
	check_soon "$targets: mended" 10 shows '.state == "ok" and .members[1].buckets >= 85'
done
on_host bondctl set bond0 --arp-ip-target 10.0.0.2 --ns-ip6-target ''
check_soon "all are proven" 10 state_is ok
# One that is out besides, and comes first, says nothing of those that carry all.
ip -n "$PEER" link set p0 down
check_soon "one has no link" 5 shows '.reason == "no_carrier"'
seq=$(show .event_seq)
ip -n "$PEER" address del 10.0.0.2/24 dev lag
ip -n "$PEER" address add 10.0.0.3/24 dev lag 2>/dev/null
check_soon "all others lose the target" 10 shows '.state == "degraded" and .reason == "probe_all_lost"'
check_eq "and an event says so" 1 "$(history_of "[.[] | select(.seq > $seq and .event == \"state\" and .reason == \"probe_all_lost\")] | length")"
ip -n "$PEER" link set p0 up
check_soon "all members lose it" 10 shows 'all(.members[]; .reason == "probe_all_lost")'
check_eq "they go on" 3 "$(show '[.members[] | select(.buckets > 0)] | length')"
check_soon "another address answers" 5 on_host ping -c1 -W1 10.0.0.3
on_host bondctl set bond0 --probe-loss down
check_soon "or, if that is wanted, do not" 5 shows '.state == "failed" and (.carrier | not)'
ip -n "$PEER" address add 10.0.0.2/24 dev lag
check_soon "until it is back" 10 shows '.state == "ok" and .carrier'

# A member that sends and does not receive: its answers are lost on its own link, and those that come by others' do not stand for them.
blamed() { history_of "[.[] | select(.event == \"vote\" and .vote == \"probe\" and .value == \"no\" and .seq > $1) | .member] | join(\" \")"; }
for links in 3 2; do
	seq=$(show .event_seq)
	if ((links == 2)); then
		ip -n "$PEER" link set p2 down
		check_soon "a link less: the others carry all" 5 shows '.members[2].buckets == 0'
		sleep 1
		check_eq "the other end chooses otherwise: nobody is blamed" "" "$(blamed "$seq")"
	fi
	sleep 1
	deaf p1 egress
	check_soon "$links links: a member that does not receive is found" 5 shows '.members[1].buckets == 0'
	sleep 2
	check_eq "$links links: once, and alone" eth1 "$(blamed "$seq")"
	check_eq "$links links: it stays found" "none probe_no_reply" "$(show '.members[1] | "\(.role) \(.reason)"')"
	hears p1
	check_soon "$links links: mended" 10 shows '.members[1].role == "active" and .members[1].buckets >= 85'
done
