#!/bin/bash
# While nothing happens nobody is taught anything, no client changes its member, and the switch sees each station at one port.
# timeout: 90
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
alb_bond balance-alb
check_soon "all are usable" 5 state_is ok
ip netns exec "$HOST" nbclients recv 5001 60 >"$TMP/received" &
stations all 24 --ask 200 --verify 400 --rate 500 --port 5001 --log 1
check_soon "all know the host" 10 stations_say all "$nb_know"
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
check_soon "by IPv6" 5 on_host ping -6 -c1 -W1 fd00::2
# Whom the bond's own questions misled is told by then.
sleep 3
# told: clients and members. This host's kernel asks from its link-local address whether they are still there.
told() { clients '[.[] | select([.address, .local_address] | any(startswith("fe80")) | not) | "\(.address) \(.local_address) \(.member) \(.due)"] | sort | .[]'; }
was=$(told) taught=$(show .alb.taught)
stations_now all '.stations[] | "\(.id) \(.host4) \(.host6) \(.changes4) \(.changes6) \(.told4) \(.told6)"' >"$TMP/was"
fdb_watch steady
watch_members teaching
sleep 6
members_end teaching
watch_end steady
check_eq "clients and their members" "" "$(told | diff <(echo "$was") -)"
check_eq "taught" "$taught" "$(show .alb.taught)"
check_eq "no station was told anything" "" "$(stations_now all '.stations[] | "\(.id) \(.host4) \(.host6) \(.changes4) \(.changes6) \(.told4) \(.told6)"' |
	diff "$TMP/was" -)"
check_eq "stations at more than one port" "" "$(fdb_flaps steady)"
check_eq "gratuitous ARP, announcements" 0 "$(said teaching '(.kind == "arp" and .spa == .tpa) or (.type == 136 and .dst[:5] == "33:33")' '""' | wc -l)"
check_agree "all send where the bond wants it" 3 all
stations_end all
wait
check_ge "questions answered meanwhile" "$(jq .answers "$TMP/all.end")" 400
check_eq "what was taught names its sender" "0 0" "$(jq -r '"\(.crossed) \(.bad)"' "$TMP/all.end")"
check_eq "lost, duplicated" "0 0" "$(jq -r '"\(.lost) \(.duplicated)"' "$TMP/received")"
