#!/bin/bash
# Whichever allocation fails in a request, the request is done whole or not at all, nothing hangs, and the bond works after it.
# timeout: 400
# kernels: debug
. "$(dirname "$0")/lib.sh"
need nbfail
may_fail
topo_switch 3
make_bond bond0 active-backup --arp-interval 100 --arp-ip-target 10.0.0.2
on_host bondctl member del bond0 eth2
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

# Every allocation is a long run: each 25th, the first too, or each NB_STEPth.
step=${NB_STEP:-25}

# unheard: the groups that the bond receives for and a member of it does not.
unheard() {
	{
		nsenter --net="/run/netns/$HOST" ip -o link show
		nsenter --net="/run/netns/$HOST" ip maddress show
	} | awk '/ master bond0 / {sub(/[@:].*/, "", $2); member[$2]}
		NF == 2 && /^[0-9]+:/ {dev = $2}
		$1 == "link" {if (dev == "bond0") group[$2]; else heard[dev, $2]}
		END {for (g in group) for (m in member) if (!((m, g) in heard)) print m " does not hear " g}'
}
# settled: what a request changes, and nothing that changes by itself.
settled() {
	on_host bondctl show --json | sed -nE '/"options"/,/\}/p; /"(name|mode|address|mtu|prio|weight)"/p'
	nsenter --net="/run/netns/$HOST" ip -o link show | sed -E 's/^[0-9]+: ([^ ]+) <[^>]*> (.*) qdisc .*( master [^ ]+)?.*/\1 \2\3/'
	unheard
}
is_before() { [[ $(settled) == "$before" ]]; }

# whole WHAT UNDO COMMAND...: with each allocation failing in turn the command leaves things as before or as after, never between. UNDO undoes it.
whole() {
	local what=$1 undo=$2 n status before after now tried=0 told=0 refused=0 silent=0 hung=0 mixed=0
	shift 2
	settled >"$TMP/before"
	before=$(<"$TMP/before")
	on_host "$@" >"$TMP/said" 2>&1 || { fail "$what: without a fault: $(head -c 200 "$TMP/said")"; return; }
	settled >"$TMP/after"
	after=$(<"$TMP/after")
	$undo
	wait_for 5 is_before || { fail "$what: not undone: $(settled | diff "$TMP/before" -)"; return; }
	for ((n = 1; n <= 2000; n += step)); do
		tried=$((tried + 1))
		rm -f "$TMP/nth"
		nsenter --net="/run/netns/$HOST" timeout -k 1 30 nbfail "$TMP/nth" "$n" "$@" >"$TMP/said" 2>&1
		status=$?
		((status == 125)) && die "$what: $(<"$TMP/said")"
		((status != 124 && status < 128)) || hung=$((hung + 1))
		now=$(settled)
		if [[ $now == "$after" ]]; then
			if ((status)); then silent=$((silent + 1)); else told=$((told + 1)); fi
			$undo
		elif [[ $now == "$before" && $status != 0 ]]; then
			refused=$((refused + 1))
		else
			mixed=$((mixed + 1))
			((mixed > 3)) || echo "$what: allocation $n, status $status: $(head -c 200 "$TMP/said")" \
				"$(diff "$TMP/before" - <<<"$now" | head -n 6)"
			$undo
		fi
		[[ $(<"$TMP/nth") == failed* ]] || break
		[[ $now == "$before" ]] || wait_for 5 is_before || { fail "$what: allocation $n: not undone: $(settled | diff "$TMP/before" -)"; return; }
	done
	echo "# faults: $what | $tried of $((n - 1)) | $refused | $told | $silent"
	check_le "$what: its allocations have an end" "$n" 2000
	check_eq "$what: half done" 0 "$mixed"
	check_eq "$what: hung" 0 "$hung"
}
nothing() { :; }

# reads WHAT COMMAND...: an error, or the answer.
reads() { whole "$1" nothing "${@:2}"; }
del_nb9() { ip -n "$HOST" link del nb9; }
leave_eth2() { ip -n "$HOST" link set eth2 nomaster; }
join_eth2() { ip -n "$HOST" link set eth2 master bond0; }
detach() { on_host nbxdp detach bond0; }
back() { on_host bondctl set bond0 --mode active-backup --arp-interval 100 --arp-ip-target 10.0.0.2; }
set=(nbnl CMD_BOND_SET A_NAME:str:bond0 A_OPTIONS+)
member=(A_NAME:str:bond0 A_MEMBER+ MEMBER_NAME:str:eth2 .)

whole "new bond" del_nb9 nbnl CMD_BOND_NEW A_NAME:str:nb9 A_OPTIONS+ OPT_MODE:u32:1 OPT_MIIMON:u32:50 . A_MEMBER+ MEMBER_NAME:str:eth2 .
whole "new bond by ip" del_nb9 ip link add nb9 address 02:00:00:00:00:99 type netbond
whole "a member joins" leave_eth2 nbnl CMD_MEMBER_ADD "${member[@]}"
join_eth2
whole "a member leaves" join_eth2 nbnl CMD_MEMBER_DEL "${member[@]}"
leave_eth2
whole "options" back "${set[@]}" OPT_ARP_INTERVAL:u32:200 OPT_ARP_IP_TARGET+ ADDR_IPV4:hex:0a000002 ADDR_IPV4:hex:0a000003 . .
back
for mode in 0 2 3 4 5 6; do whole "mode $mode" back "${set[@]}" OPT_MODE:u32:$mode OPT_ARP_INTERVAL:u32:0 OPT_ARP_IP_TARGET+ . .; done
whole "XDP" detach nbxdp attach bond0 pass 88b5
mtu_back() { ip -n "$HOST" link set bond0 mtu 1500; }
whole "MTU" mtu_back ip link set bond0 mtu 1400
del_vlan() { ip -n "$HOST" link del vlan7; }
whole "VLAN" del_vlan ip link add link bond0 name vlan7 type vlan id 7
# The bond takes the active member's address, which it had not.
address=$(mac "$HOST" bond0)
activate() { on_host bondctl set bond0 --active-slave eth1; }
give_back() {
	on_host bondctl set bond0 --fail-over-mac none
	ip -n "$HOST" link set bond0 address "$address"
	activate
}
activate
check "the active member has another address" test "$(show '.members[] | select(.name == "eth1").permanent_address')" != "$address"
whole "fail_over_mac" give_back "${set[@]}" OPT_FAIL_OVER_MAC:u32:1 .
reads "list of bonds" nbnl CMD_BOND_GET dump
reads "one bond" nbnl CMD_BOND_GET A_NAME:str:bond0
reads "history" nbnl CMD_HISTORY_GET dump A_NAME:str:bond0
on_host bondctl set bond0 --arp-interval 0 --arp-ip-target ''
on_host bondctl set bond0 --mode balance-xor
reads "buckets" nbnl CMD_BUCKET_GET dump A_NAME:str:bond0
reads "where a flow goes" nbnl CMD_FLOW_GET A_NAME:str:bond0 A_FLOW+ FLOW_IPV4_SOURCE:hex:0a000001 FLOW_IPV4_DESTINATION:hex:0a000002 .
on_host bondctl set bond0 --mode balance-alb
reads "clients" nbnl CMD_CLIENT_GET dump A_NAME:str:bond0
on_host bondctl set bond0 --mode active-backup
check_soon "the peer answers in the end" 10 on_host ping -c1 -W1 10.0.0.2
join_eth2
check_soon "another member joins" 10 state_is ok
