#!/bin/bash
# A target that no route leads to over the bond: a mistake of the settings, which is told and moves nothing. A gateway's route is none either.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --arp-ip-target 192.0.2.1
check_soon "it is told" 5 shows '.state == "degraded" and .reason == "probe_no_route"'
sleep 0.5
check_eq "members stay usable, nothing moved" "eth0 0 true true" "$(show '"\(.active_member) \(.failovers) \(.members[0].usable) \(.members[1].usable)"')"
check_eq "the vote does not know" "unknown probe_no_route" "$(show '.members[0].votes[] | select(.vote == "probe") | "\(.value) \(.reason)"')"
check "explain says what to do" grep -q "no route to a target" <<<"$(on_host bondctl explain bond0 --json)"
check_soon "packets pass" 5 on_host ping -c1 -W1 10.0.0.2

# Who asks for it is told at once; it may get its route later, so it is taken.
said() { on_host bondctl set bond0 "$@" 2>&1; }
check_eq "set names it" "bondctl: bond0: done, but 192.0.2.1 has no direct route through the bond" "$(said --arp-ip-target 10.0.0.2,192.0.2.1)"
check_eq "and the IPv6 one" "bondctl: bond0: done, but 2001:db8::1 has no direct route through the bond" "$(said --arp-ip-target 10.0.0.2 --ns-ip6-target 2001:db8::1)"
check_eq "and an address of this host" "bondctl: bond0: done, but 10.0.0.1 is an address of this host" "$(said --arp-ip-target 10.0.0.1 --ns-ip6-target '')"
check_eq "of good ones nothing is said" "" "$(said --arp-ip-target 10.0.0.2)"
check_eq "nor while none is asked" "" "$(said --arp-ip-target 192.0.2.1 --arp-interval 0)"
check_eq "but when that begins" "bondctl: bond0: done, but 192.0.2.1 has no direct route through the bond" "$(said --arp-interval 50)"

ip -n "$HOST" route add 192.0.2.0/24 via 10.0.0.2
sleep 0.5
check_eq "behind a gateway it is no neighbour" "probe_no_route eth0 0" "$(show '"\(.reason) \(.active_member) \(.failovers)"')"

# The route leads elsewhere: not through the bond.
ip -n "$HOST" route del 192.0.2.0/24
ip -n "$HOST" link add other0 type veth peer name other1
ip -n "$HOST" link set other1 up
ip -n "$HOST" address add 192.0.2.2/24 dev other0
ip -n "$HOST" link set other0 up
sleep 0.5
check_eq "through another device it is none of ours" "probe_no_route eth0 0" "$(show '"\(.reason) \(.active_member) \(.failovers)"')"

# An address of this host, as a virtual one that has just moved here: a backup's question comes round by the active member, and this host itself answers.
moves() { history_of '[.[] | select(.event == "active")] | last | .seq'; }
votes() { show '[.active_member, (.members[] | .votes[] | select(.vote == "probe") | .value, .reason)] | join(" ")'; }
own() {
	local before
	on_host bondctl set bond0 "$1" "$2"
	pause 0.3
	before=$(moves)
	pause 0.7
	check_eq "$2 is an address of this host: it proves nothing" "eth0 unknown probe_no_route unknown probe_no_route" "$(votes)"
	check_eq "$2 is an address of this host: it moves nothing" "$before" "$(moves)"
	on_host bondctl set bond0 "$1" ''
}
ip -n "$HOST" address add 10.0.0.9/32 dev bond0
own --arp-ip-target 10.0.0.9
own --ns-ip6-target fd00::1

# It goes, to a neighbour, who is asked at once; and comes back.
on_host bondctl set bond0 --arp-ip-target 10.0.0.9
ip -n "$HOST" address del 10.0.0.9/32 dev bond0
ip -n "$PEER" address add 10.0.0.9/24 dev eth0
check_soon "it left this host: it proves the paths" 5 state_is ok
ip -n "$HOST" address add 10.0.0.9/32 dev bond0
check_soon "it came back: it proves nothing" 2 shows '[.members[].votes[] | select(.vote == "probe") | .reason] == ["probe_no_route", "probe_no_route"]'
ip -n "$HOST" address del 10.0.0.9/32 dev bond0

# A good target beside it decides alone.
on_host bondctl set bond0 --arp-ip-target 192.0.2.1,10.0.0.2
check_soon "any: the good one proves the paths" 5 state_is ok
silent_break sw0
check_soon "and a dead path is left" 5 active_is eth1
silent_mend sw0
