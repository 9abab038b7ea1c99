#!/bin/bash
# Several targets: any, all, k of n. A dead target is not a dead path: it is told as such and nothing moves.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --arp-ip-target 10.0.0.2,10.0.0.3
check_soon "every path answers" 10 state_is ok

ip -n "$PEER" address del 10.0.0.3/24 dev eth0
check_soon "the dead target is an event" 5 on_host sh -c \
	'bondctl history bond0 --json | jq -e "any(.[]; .event == \"target_lost\" and .target == \"10.0.0.3\")"'
check_eq "any: the paths live" "ok eth0" "$(show '"\(.state) \(.active_member)"')"
check "explain names it" grep -q "target 10.0.0.3 answers on no member" <<<"$(on_host bondctl explain bond0 --json)"
check_eq "one event, not one a round" 1 "$(history_of '[.[] | select(.event == "target_lost")] | length')"

on_host bondctl set bond0 --arp-all-targets all
check_soon "all: no path is proven" 5 shows '.state == "degraded" and .reason == "probe_all_lost"'
check_eq "but nothing moves, it would not help" "eth0 0" "$(show '"\(.active_member) \(.failovers)"')"
check "and the bond has carrier" shows .carrier
ip -n "$PEER" address add 10.0.0.3/24 dev eth0
check_soon "the target is back" 5 state_is ok
check "which is an event" on_host sh -c 'bondctl history bond0 --json | jq -e "any(.[]; .event == \"target_back\" and .target == \"10.0.0.3\")"'

# all: half a path, one target of two, on one member only, does move.
tc -n "$SW" qdisc add dev sw0 clsact
tc -n "$SW" filter add dev sw0 ingress pref 1 protocol arp flower arp_tip 10.0.0.3 action drop
check_soon "all: half a path is left for a whole one" 5 active_is eth1
silent_mend sw0
check_soon "mended" 5 state_is ok

# k of n
on_host bondctl set bond0 --arp-quorum 2 --arp-ip-target 10.0.0.2,10.0.0.3,10.0.0.9
check_soon "2 of 3 suffice where one is dead" 5 state_is ok
ip -n "$PEER" address del 10.0.0.3/24 dev eth0
check_soon "1 of 3 does not" 5 shows '.reason == "probe_all_lost"'
on_host bondctl set bond0 --arp-quorum 1
check_soon "1 of 3 does when asked so" 5 state_is ok
on_host bondctl set bond0 --arp-quorum 3
check_soon "3 of 3 does not" 5 shows '.reason == "probe_all_lost"'

# Other targets prove nothing by themselves: a path known to be dead is not tried again, and what is known of targets that stay is kept.
on_host bondctl set bond0 --arp-quorum 0 --arp-all-targets any --arp-ip-target 10.0.0.2 --primary eth0
check_soon "one target" 5 shows '.state == "ok" and .active_member == "eth0"'
silent_break sw0
check_soon "its path is lost" 5 active_is eth1
ip -n "$PEER" address add 10.0.0.3/24 dev eth0
# replies TARGET: from it through eth1.
replies() { show ".members[1].targets[] | select(.target == \"$1\") | .replies"; }
told() { echo "$(show .failovers) $(history_of '[.[] | select(.event == "vote" or .event == "active")] | length')"; }
for change in 10.0.0.2,10.0.0.3:10.0.0.2 10.0.0.3:10.0.0.3 10.0.0.2:; do
	targets=${change%:*} stays=${change#*:}
	before=$(told)
	[[ ! $stays ]] || replies=$(replies "$stays")
	on_host bondctl set bond0 --arp-ip-target "$targets"
	check "$targets: eth0 is still known to be lost" vote_is eth0 probe no
	check "$targets: eth1 is still proven" vote_is eth1 probe yes
	[[ ! $stays ]] || check_le "$targets: the answers of $stays are still counted" "$replies" "$(replies "$stays")"
	sleep 0.5
	check_eq "$targets: nothing moved, no verdict changed" "$before" "$(told)"
done
silent_mend sw0
check_soon "mended" 5 active_is eth0
