#!/bin/bash
# A host that was booted without IPv6: what would need a route or an address of it is answered as if there were none, and all else works.
# kernels: uml
# boot: ipv6.disable=1
# timeout: 120
. "$(dirname "$0")/lib.sh"
has_ipv6 && die "this kernel has IPv6"
topo_switch 2
make_bond bond0 active-backup
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2

# Its namespace has no routing tables of IPv6 to look into.
asked() { on_host bondctl hash bond0 src=2001:db8::1 dst=2001:db8::2 sport=1 dport=2 proto=tcp "$@"; }
on_host bondctl set bond0 --mode balance-xor --xmit-hash-policy layer2
check_fails "the MAC address of a neighbour is not known" asked
check "which is said: $OUT" grep -q "the destination MAC address, which is not known here" <<<"$OUT"
check "with the address it is told" asked dmac=02:00:00:00:00:01
on_host bondctl set bond0 --xmit-hash-policy layer3+4
check "the hash needs no route, and no socket" asked
on_host bondctl set bond0 --mode active-backup

said() { on_host bondctl set bond0 "$@" 2>&1; }
unrouted() { shows '.state == "degraded" and .reason == "probe_no_route" and all(.members[]; .usable)'; }
ways() { echo "bondctl: bond0: done, but $1 has no direct route through the bond"; }
check_eq "a target of IPv6 has no route" "$(ways 2001:db8::1)" "$(said --arp-interval 50 --ns-ip6-target 2001:db8::1)"
check_soon "which is told and moves nothing" 5 unrouted
check_eq "nor has one on the link" "$(ways fe80::1)" "$(said --ns-ip6-target fe80::1)"
check_soon "that is told, too" 5 unrouted
ip -n "$HOST" link set bond0 down
ip -n "$HOST" link set bond0 up
check_soon "and when the bond comes up with it" 5 unrouted
check_eq "beside one of IPv4" "$(ways fe80::1)" "$(said --arp-ip-target 10.0.0.2)"
check_soon "that one proves the paths" 5 state_is ok
check_eq "all is well without it" "" "$(said --ns-ip6-target '')"

active=$(show .active_member)
silent_break "sw${active#eth}"
check_soon "a dead path is left" 5 shows ".active_member != \"$active\""
check_soon "packets pass" 5 on_host ping -c1 -W1 10.0.0.2
silent_mend "sw${active#eth}"
check_soon "it works again" 5 state_is ok

# What others say of IPv6 addresses is heard all the same.
on_host bondctl set bond0 --mode balance-alb --arp-interval 0 --arp-ip-target ''
bond=$(mac "$HOST" bond0) peer=$(mac "$PEER" eth0)
on_peer nbwire send eth0 "$(nd_frame "$bond" "$peer" fd00::2 fd00::1 87 00 fd00::1 "0101 $peer")"
on_host nbwire send bond0 "$(nd_frame "$peer" "$bond" fd00::1 fd00::2 88 60 fd00::1 "0201 $bond")"
known() { [[ $(clients '.[] | select(.address == "fd00::2") | .local_address') == fd00::1 ]]; }
check_soon "balance-alb has a neighbour of IPv6" 5 known
on_host bondctl member del bond0 eth0
check_soon "packets pass when a member has left" 5 on_host ping -c1 -W1 10.0.0.2
on_host bondctl del bond0

topo_lacp 2
# shellcheck disable=SC2119
lacp_begin
check_soon "LACP: the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
ip -n "$PEER" link set p0 down
check_soon "LACP: a link goes" 5 distributing 1
check_soon "LACP: the peer answers by the other" 5 on_host ping -c1 -W1 10.0.0.2
