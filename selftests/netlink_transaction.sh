#!/bin/bash
# One bond-set changes options, joins, changes and releases members: all of it, or nothing.
# timeout: 100
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
setup_ns HOST
for i in 0 1 2 3; do ip -n "$HOST" link add eth$i type veth peer name far$i; done
for i in 0 1 2 3; do echo "link set far$i up"; done | ips "$HOST"
on_host bondctl add nb0 --mode active-backup --member eth0,eth1 --miimon 50 || die "no bond"
ip -n "$HOST" link set nb0 up
# What was tried and taken back may stand in the history and be counted.
everything() {
	on_host bondctl show --json | jq -c 'map(del(.event_seq, .failovers) | del(.members[].since_ms, .members[].votes))'
	ip -n "$HOST" -o link show | cut -d: -f2- | sed 's/ qlen.*link/ link/; s/NO-CARRIER,//; s/,LOWER_UP//; s/,M-DOWN//; s/ state [A-Z]*//'
}
member() { printf '%s\n' A_MEMBER+ "MEMBER_NAME:str:$1" ${2:+MEMBER_OPTIONS+ "MOPT_PRIO:u32:$2" .} .; }
apply() {
	local words
	mapfile -t words < <(for word; do eval "member $word"; done)
	# shellcheck disable=SC2086 # several words
	on_host nbnl CMD_BOND_SET A_NAME:str:nb0 ${options:+A_OPTIONS+ $options .} "${words[@]}" $exact
}
exact=A_MEMBERS_EXACT:hex:
members() { json '.[0] | [.options.miimon, .options.primary, [.members[] | [.name, .prio]]] | tojson' on_host bondctl show nb0 --json; }

options="OPT_MIIMON:u32:70 OPT_ACTIVE_SLAVE:str:eth2"
check "options and members at once" apply eth1 "eth2 7"
check_eq "as asked" '[70,null,[["eth1",0],["eth2",7]]]' "$(members)"
check_eq "a member named as active in the message that joins it" eth2 "$(json '.[0].active_member' on_host bondctl show nb0 --json)"
check_eq "who was not named is free" "" "$(ip -n "$HOST" -o link show eth0 | grep -o 'master nb0')"

options=
check "it settles" on_host bondctl wait nb0 ok --timeout 10
everything >"$TMP/before"
events=$(json '.[0].event_seq' on_host bondctl show nb0 --json)
check "the same again" apply eth1 "eth2 7"
everything >"$TMP/after"
check_eq "changes nothing" "" "$(diff "$TMP/before" "$TMP/after")"
check_eq "and notes nothing" "$events" "$(json '.[0].event_seq' on_host bondctl show nb0 --json)"

# Each of these fails at another step.
ip -n "$HOST" link add br9 type bridge
ip -n "$HOST" link set eth3 master br9
everything >"$TMP/before"
refuse() {
	local what=$1
	shift
	check_fails "$what" apply "$@"
	everything >"$TMP/after"
	check_eq "$what: nothing is changed" "" "$(diff "$TMP/before" "$TMP/after")"
}
options=OPT_MIIMON:u32:80
refuse "a member that is not there" eth0 eth1 eth9
refuse "a member of another master" eth0 eth1 eth3
refuse "a member named twice" eth0 eth0
refuse "the bond itself" eth0 nb0
options="OPT_MIIMON:u32:80 OPT_ACTIVE_SLAVE:str:eth1"
refuse "an active member that is about to leave is no reason, one that never joined is" eth0 eth3
options="OPT_MIIMON:u32:80 OPT_ACTIVE_SLAVE:str:far0"
refuse "options fail after a member joined" eth0 eth1 eth2
options="OPT_MIIMON:u32:70000"
refuse "an option out of range" eth0

options=
exact=
check "without the flag" apply "eth1 -3" eth0
check_eq "nobody is released" '[70,null,[["eth1",-3],["eth2",7],["eth0",0]]]' "$(members)"
exact=A_MEMBERS_EXACT:hex:
check "no member at all" apply
check_eq "all are released" '[70,null,[]]' "$(members)"
# Its first member gives a bond its address, if it stays.
everything >"$TMP/before"
options=OPT_ACTIVE_SLAVE:str:eth3
refuse "the first member joined, options fail" eth0
options=
refuse "the first member joined, the second is another master's" eth0 eth3
on_host nbnl CMD_MEMBER_ADD A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth0 . A_MEMBER+ MEMBER_NAME:str:eth3 .
everything >"$TMP/after"
check_eq "a refused member-add: nothing is changed" "" "$(diff "$TMP/before" "$TMP/after")"
check "the first member joins" apply eth0
check_eq "its address is the bond's" "$(mac "$HOST" eth0)" "$(mac "$HOST" nb0)"
check "and leaves" apply
check_fails "which then has another" [ "$(mac "$HOST" eth0)" = "$(mac "$HOST" nb0)" ]
check_fails "other commands do not take the flag" on_host nbnl CMD_MEMBER_ADD A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth0 . A_MEMBERS_EXACT:hex:
