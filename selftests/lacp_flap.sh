#!/bin/bash
# A link is lost and back before anybody looks: it is used again when the partner has spoken again, and not before; the other carries all meanwhile.
# timeout: 150
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
# eth0's carrier can be set at once, in both directions, since it is a dummy device; its frames take a veth, by tc.
setup_ns HOST PEER
modprobe -q dummy numdummies=0
ips "$HOST" <<-END || die "no links"
	link add wire0 address 02:00:00:00:00:10 type veth peer name p0 netns $PEER
	link add eth1 type veth peer name p1 netns $PEER
	link add eth0 address 02:00:00:00:00:10 type dummy
	link add other type dummy
	link set wire0 up
	link set other up
END
on_host sysctl -qw net.ipv6.conf.wire0.disable_ipv6=1
# carry FROM WAY TO: what passes FROM that way is TO's.
carry() {
	tc -n "$HOST" qdisc add dev "$1" clsact || die "no clsact"
	tc -n "$HOST" filter add dev "$1" "$2" pref 1 matchall action mirred "$2" redirect dev "$3" || skip "tc cannot redirect here"
}
carry eth0 egress wire0
carry wire0 ingress eth0
lacp_begin
check_traffic "first"

# flap: a change that nobody waits for is told of once a second at most, so that after one of another device this one is not noticed at once.
flap() {
	on_host bash -c 'cd /sys/class/net && echo 0 >other/carrier && sleep 0.1 && echo 0 >eth0/carrier && echo 1 >eth0/carrier; echo 1 >other/carrier'
}
# since FILTER: jq's answer to the events after the last flap.
since() { history_of "map(select(.seq > $seq)) | $1"; }
carrier='.event == "vote" and .member == "eth0" and .vote == "carrier"'
# What looks in between tells of the loss by more than one event before the link is back.
unseen() { [[ $(since "(map($carrier) | index(true)) as \$i | .[\$i:][:2] | map(if $carrier then .value else \"other\" end) | join(\" \")") == "no yes" ]]; }
noticed() { [[ $(since "any($carrier and .value == \"yes\")") == true ]]; }

unseen=0
for ((i = 1; i <= 5 && unseen < 2; i++)); do
	seq=$(show .event_seq)
	watch wire "$PEER" p0 --filter lacp
	flow "held$i" "$HOST" "$PEER" 10.0.0.2 500 16
	flap
	check_soon "the link was lost" 3 noticed
	! unseen || unseen=$((unseen + 1))
	lacp_form "again"
	flow_end "held$i"
	watch_end wire
	# As the standard has it after a quick bounce: the same partner, which is believed no more before it has answered.
	check_eq "first the partner is asked, then it answers, then data may be sent" "true" "$(jq -s '
		(map(.direction == "in" and (.actor_flags | index("expired") != null)) | index(true)) as $asked | .[$asked:] |
		(map(.direction == "out" and (.partner_flags | index("expired") != null)) | index(true)) as $answered |
		(map(.direction == "in" and (.actor_flags | index("distributing") != null)) | index(true)) as $again |
		$asked != null and $answered != null and $again != null and $answered < $again' "$TMP/wire.wire")"
	check_eq "the other link carries all meanwhile" true "$(since 'any(.event == "buckets" and .old_member == "eth0")')"
	check_le "lost meanwhile" "$(lost "held$i")" 1
	check_eq "the carrier of the bond stays" 0 "$(since 'map(select(.event == "state" and .state == "failed")) | length')"
done
echo "$unseen of $((i - 1)) times nobody looked in between"
check_ge "nobody looked in between" $unseen 1
check_traffic "after all"
