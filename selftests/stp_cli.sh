#!/bin/bash
# bondctl and bridges: without the module, then beside it; refusals, and whole or nothing.
# timeout: 90
# module: own
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_stp
ip -n "$HOST" link add br7 type bridge
ip -n "$HOST" link add eth2 type dummy
ip -n "$HOST" link set eth2 master br7
links() { ip -n "$HOST" -o link show | sed 's/ qdisc [a-z]* / /; s/ qlen.*//' | sort; }
# Once up, a device has left a multicast group of IPv6 that one which never was up is in.
for i in 0 1; do ip -n "$HOST" link set eth$i up && ip -n "$HOST" link set eth$i down; done
for i in 0 1; do netdev_state "$HOST" eth$i >"$TMP/eth$i"; done

# bad STATUS PATTERN ARGUMENT...
bad() {
	local status=$1 pattern=$2 got
	shift 2
	on_host bondctl "$@" >"$TMP/out" 2>"$TMP/err"
	got=$?
	if ((got != status)) || [[ $(wc -l <"$TMP/err") != 1 ]] || ! grep -qiE -- "$pattern" "$TMP/err"; then
		fail "bondctl $*: status $got (wanted $status, '$pattern'): $(head -c 300 "$TMP/err")"
	else
		ok "bondctl $*: $(<"$TMP/err")"
	fi
}
links >"$TMP/before"
bad 1 "module is not loaded" show
bad 2 "priority.*4097.*61440.*4096" add bond0 --mode stp --priority 4097
bad 2 "forward-delay.*3.*4..30" add bond0 --mode stp --forward-delay 3
bad 2 "max-age.*forward-delay 4" add bond0 --mode stp --forward-delay 4
bad 2 "max-age.*hello-time 5" add bond0 --mode stp --hello-time 5 --max-age 6
bad 2 "arp-interval.*not in mode stp" add bond0 --mode stp --arp-interval 100
bad 2 "path-cost.*only in mode stp" add bond0 --mode active-backup --path-cost 5
bad 1 "bond0.*absent.*no such device" add bond0 --mode stp --member eth0,eth1,absent
bad 1 "bond0.*eth2.*master already.*br7" add bond0 --mode stp --member eth0,eth2
bad 1 "bond0.*lo" add bond0 --mode stp --member eth0,lo
bad 1 "eth1.*exist" add eth1 --mode stp --member eth0
bad 1 "br7.*no such bond" set br7 --priority 4096
bad 1 "br7.*without spanning tree" show br7
check_eq "nothing is left of what was refused" "" "$(links | diff "$TMP/before" -)"
for i in 0 1; do check_state "as it was" 3 "$HOST" eth$i "$TMP/eth$i"; done

make_stp eth0,eth1
check "show, without the module" eval "on_host bondctl show | grep -q '^bond0  stp  '"
bad 2 "hello-time|max-age" set bond0 --hello-time 9
bad 1 "mode.*del bond0" set bond0 --mode active-backup
bad 2 "miimon.*not in mode stp" set bond0 --miimon 100
bad 2 "prio.*path-cost" member set bond0 eth0 --prio 3
bad 1 "eth2.*not a member" member del bond0 eth0,eth2
bad 1 "absent" member add bond0 absent
bad 1 "history" history bond0
bad 1 "buckets" buckets bond0
check_eq "both are members still" '["eth0","eth1"]' "$(show '.members | map(.name) | tojson')"
address=$(show .address)
check "set" on_host bondctl set bond0 --priority 8192 --hello-time 2 --forward-delay 5 --path-cost 300
check "is set" shows '.options == {mode: "stp", priority: 8192, path_cost: 300, forward_delay: 5, hello_time: 2, max_age: 6}'
check "member set" on_host bondctl member set bond0 eth1 --path-cost 400
check_eq "costs" '[300,400]' "$(show '.members | map(.stp.path_cost) | tojson')"
(on_host timeout 20 bondctl wait bond0 up --timeout 15 && echo up >"$TMP/up") &
check_soon "wait sees it forward" 16 test -s "$TMP/up"
check "member del" on_host bondctl member del bond0 eth1
check_eq "the address stays" "$address" "$(show .address)"
ips "$HOST" <<-END || die "no addresses"
	address add 10.9.0.1/24 dev eth1
	link add link eth1 name eth1.10 type vlan id 10
END
# kept: what explain says that members keep for themselves.
kept() { json '[.[0].members[].findings[].about | select(startswith("own_"))] | tojson' on_host bondctl explain bond0 --json; }
check_eq "nobody keeps anything" '[]' "$(kept)"
check "member add of a card with an address" eval "on_host bondctl member add bond0 eth1 2>'$TMP/err'"
check_eq "it warns of address and VLAN" 2 "$(grep -c '^bondctl: bond0: eth1' "$TMP/err")"
check_eq "explain names both" '["own_addresses","own_vlan"]' "$(kept)"
read -ra flush < <(grep -o 'ip address flush dev [a-z0-9]*' "$TMP/err")
check "the command of the warning" on_host "${flush[@]}"
ip -n "$HOST" link del eth1.10
check_eq "nobody keeps anything now" '[]' "$(kept)"
check "member del, again" on_host bondctl member del bond0 eth1
check "check" eval "on_host bondctl check bond0 | grep -q 'OK - bond0 ok, stp, 1 of 1.*|usable=1;'"
check "metrics count by member, for a sum falls" eval "on_host bondctl metrics | grep -q '^netbond_member_stp_forwarded_total{bond=\"bond0\",member=\"eth0\"} [1-9]'"
check_fails "and have no sum" eval "on_host bondctl metrics | grep -q '^netbond_bond_failovers_total.*\"bond0\"'"

check "the module" insmod "$NB_KO"
on_host bondctl add nb0 --mode active-backup || die "no bond"
check_eq "both are bonds" '["nb0","bond0"]' "$(json 'map(.name) | tojson' on_host bondctl show --json)"
bad 1 "mode.*del nb0" set nb0 --mode stp
bad 2 "priority.*only in mode stp" set nb0 --priority 4096
ip -n "$HOST" link set br7 type bridge stp_state 1
check "a foreign bridge with spanning tree is shown when named" eval "on_host bondctl show br7 | grep -q '^br7  stp'"
bad 1 "br7.*did not make.*alias" del br7
check "del" on_host bondctl del bond0
check_eq "only the other is left" '["nb0"]' "$(json 'map(.name) | tojson' on_host bondctl show --json)"
on_host bondctl del nb0
