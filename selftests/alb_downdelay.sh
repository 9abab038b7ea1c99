#!/bin/bash
# While downdelay holds a dead link, what the network then delivers by another one is received: no neighbour loses more than the cut costs.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_cut
grain_us=0
[[ ${NB_KERNEL:-} == uml ]] && grain_us=20000
alb_bond balance-alb --downdelay 20000
check_soon "both are usable" 10 state_is ok

# flap WHAT MEMBER: 16 clients a member, each of either kind sends every 20 ms or so; a second without the link.
flap() {
	local what=$1 member=$2
	ip netns exec "$HOST" nbclients recv 5001 30 >"$TMP/received" &
	stations "$what" 16 --rate 1600 --port 5001 --log 1
	check_soon "$what: all know the host" 10 stations_say "$what" "$nb_know"
	check_eq "$what: evenly" "8 8 8 8" "$(shares)"
	sleep 0.5
	unplug "${member#eth}"
	sleep 1
	check_eq "$what: downdelay holds it" "yes downdelay" \
		"$(show ".members[] | select(.name == \"$member\") | .votes[] | select(.vote == \"carrier\") | \"\\(.value) \\(.reason)\"")"
	stations_end "$what"
	wait
	echo "$what: lost $(jq .lost "$TMP/received") of $(jq .received "$TMP/received")"
	# 1600 a second, of which half are for the lost member's own address: 20 ms of them.
	check_le "$what: lost, of 800 in the second" "$(jq .lost "$TMP/received")" $((16 + grain_us / 1250))
	plug "${member#eth}"
	check_soon "$what: it is over" 5 state_is ok
	check_eq "$what: no other choice" eth0 "$(show .active_member)"
}
choose eth0
flap backup eth1
on_host bondctl set bond0 --mode active-backup
on_host bondctl set bond0 --mode balance-alb
choose eth0
flap active eth0
