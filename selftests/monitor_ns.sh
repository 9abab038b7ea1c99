#!/bin/bash
# ns_ip6_target: Neighbour Solicitations prove a path as ARP does, from the bond on the active member, from a station of its own on a backup.
# kernels: 6.12 6.1
# timeout: 200
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --ns-ip6-target fd00::2
check_soon "every path answers" 10 state_is ok
bond=$(mac "$HOST" bond0)
station=$(show '.members[1].probe_address')
check "the backup's station is not the bond's" [ "$station" != "$bond" ]
on_host ping -c1 -W1 fd00::2 >/dev/null
sleep 0.5
ip netns exec "$PEER" ip -6 monitor neigh >"$TMP/neigh" &
ip netns exec "$SW" bridge monitor fdb >"$TMP/fdb" &
check_soon "a listener hears of what the switch learns" 10 heard_of fdb fdb "$SW" 1
check_soon "and one of what the neighbour does" 10 heard_of neigh neigh "$PEER" 1
watch active "$HOST" eth0 --filter nd
watch backup "$HOST" eth1 --filter nd
sleep 2
watch_end active
watch_end backup
check_soon "both go on to: the switch" 10 heard_of fdb fdb "$SW" 2
check_soon "and the neighbour" 10 heard_of neigh neigh "$PEER" 2

probe='.direction == "out" and .type == 135 and .target == "fd00::2"'
form='.hoplimit == 255 and .csum_ok and .ip_dst == "ff02::1:ff00:2" and .dst == "33:33:ff:00:00:02"'
# EUI-64 of the station, RFC 4291 appendix A.
read -r a b c d e f <<<"${station//:/ }"
local_address=$(printf 'fe80::%x:%x:%x:%x' $(((0x$a ^ 2) << 8 | 0x$b)) $((0x$c << 8 | 0xff)) $((0xfe00 | 0x$d)) $((0x$e << 8 | 0x$f)))
check_ge "probes of the active member" "$(frames active "$probe and ($form)")" 20
check_eq "all as the bond" 0 "$(frames active "$probe and (.ip_dst == \"ff02::1:ff00:2\") and (.ip_src != \"fd00::1\" or .src != \"$bond\" or
	.source_lladdr != \"$bond\" or ($form | not))")"
check_ge "probes of the backup" "$(frames backup "$probe")" 20
check_eq "all as a station of its own" 0 "$(frames backup "$probe and (.ip_src != \"$local_address\" or .src != \"$station\" or
	.source_lladdr != \"$station\" or ($form | not))")"
check_ge "and answered there" "$(frames backup ".direction == \"in\" and .type == 136 and .target == \"fd00::2\" and .dst == \"$station\"")" 15
check_eq "the neighbour never learned another station" "" "$(grep '^fd00::1 .*lladdr' "$TMP/neigh" | grep -v "lladdr $bond")"
check_eq "it has the bond" "$bond" "$(ip -n "$PEER" -j -6 neigh show to fd00::1 | jq -r '.[0].lladdr')"
check_eq "the bond never moved in the switch" "" "$(grep "^$bond" "$TMP/fdb" | grep sw1)"

silent_break sw1
check_soon "a backup's dead path is seen" 3 vote_is eth1 probe no
silent_mend sw1
check_soon "mended" 5 state_is ok
silent_break sw0
check_soon "the active one's is left" 3 active_is eth1
check_eq "for that reason" probe_no_reply "$(history_of '[.[] | select(.event == "active")] | last | .reason')"
silent_mend sw0
check_soon "mended" 5 state_is ok

# Both families: all means all of both.
on_host bondctl set bond0 --arp-ip-target 10.0.0.2 --arp-all-targets all
check_soon "both answer" 5 state_is ok
ip -n "$PEER" address del fd00::2/64 dev eth0
check_soon "IPv6 alone gone is too little" 5 shows '.reason == "probe_all_lost"'
on_host bondctl set bond0 --arp-all-targets any
check_soon "any of both will do" 5 state_is ok
