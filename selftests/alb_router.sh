#!/bin/bash
# The host is an IPv6 router: no lesson says that it is none, or its neighbours give up their default route (RFC 4861 section 7.2.5).
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 balance-alb --num-peer-notif 0
on_peer sysctl -qw net.ipv6.conf.eth0.accept_ra=1
check_soon "both are usable" 5 state_is ok
bond=$(mac "$HOST" bond0) peer=$(mac "$PEER" eth0)
link_local() { ip -n "$1" -6 -o address show dev "$2" scope link -tentative | awk '{print $4}' | cut -d/ -f1; }
both_have_one() { our=$(link_local "$HOST" bond0) their=$(link_local "$PEER" eth0) && [[ $our && $their ]]; }
check_soon "both have a link-local address" 10 both_have_one

# advertise STATION ADDRESS: a router for 1800 s, its MAC address, an MTU of 1500.
IFS=: read -ra m <<<"$bond"
advertise() {
	on_host nbwire send bond0 "$(nd_frame "$1" "$bond" "$our" "$2" 86 4000070800 "0:0:101:${m[0]}${m[1]}:${m[2]}${m[3]}:${m[4]}${m[5]}:501:0" 000005dc)"
}
routed() { [[ $(ip -n "$PEER" -6 route show default) == "default via $our dev eth0"* ]]; }
# taught WHAT COMMAND...: the command makes the bond teach the peer, which goes on to take the host for a router.
taught() {
	local what=$1
	watch_members lessons --filter nd
	"${@:2}"
	sleep 0.6
	members_end lessons
	check_eq "$what: the lessons are a router's" true "$(said lessons ".type == 136 and .target == \"$our\"" '"\(.router)"' | awk '{print $2}' | sort -u)"
	check "$what: the peer keeps its route" routed
}

advertise 33:33:00:00:00:01 ff02::1
check_soon "the peer has a default route" 5 routed
advertise "$peer" "$their"
taught "advertised to it, then to all" advertise 33:33:00:00:00:01 ff02::1

# A question teaches, and does not say what the host is.
on_host bondctl set bond0 --mode active-backup
on_host bondctl set bond0 --mode balance-alb
on_host sysctl -qw net.ipv6.conf.bond0.forwarding=1
on_host nbwire send bond0 "$(nd_frame "$peer" "$bond" "$our" "$their" 87 00 "$their" "0101 $bond")"
member=$(client "$their" "$our")
check "the peer is a client" test "$member"
taught "a question, then its member is lost" ip -n "$SW" link set "sw${member#eth}" down
