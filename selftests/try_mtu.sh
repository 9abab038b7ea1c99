#!/bin/bash
# A trial of another MTU goes back: a member that takes no larger one is in the bond again, and what stands on bond or card has its own, and its addresses.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
bond() { on_host bondctl "$@"; }
# small0 takes no more than the device below it.
ips "$HOST" <<-END
	link add low0 up type dummy
	link add link low0 name small0 type vlan id 5
	link set eth1 mtu 9000
	link add link eth1 name eth1.6 mtu 9000 type vlan id 6
END
bond apply - >/dev/null <<-END
	version: 1
	bonds:
	  bond0: {mode: active-backup, up: true, members: [small0]}
	  bond1: {mode: active-backup, up: true, mtu: 9000, members: [eth0]}
END
ips "$HOST" <<-END || die "no devices on it"
	link add link bond1 name bond1.7 up mtu 9000 type vlan id 7
	link add link bond1.7 name bond1.7.8 up mtu 8000 type vlan id 8
	link add link bond1 name above up mtu 9000 type macvlan mode bridge
	link add link bond1 name down mtu 9000 type vlan id 9
	address add fd00:9::1/64 dev down
END
dump() {
	ip -n "$HOST" -j link show | jq -c '.[] | [.ifname, .mtu, (.flags | index("UP") != null), .master]'
	ip -n "$HOST" -j -6 address show scope global | jq -c '.[] | select(.ifname) | [.ifname] + [.addr_info[].local]'
}
# as_before WHAT
as_before() {
	dump >"$TMP/after"
	if cmp -s "$TMP/before" "$TMP/after"; then ok "$1: all devices are what they were"; else fail "$1: $(diff "$TMP/before" "$TMP/after")"; fi
}
dump >"$TMP/before"
check "the dump has what takes no more" grep -Fx '["small0",1500,true,"bond0"]' "$TMP/before"
check "and an address of what is down" grep -Fx '["down","fd00:9::1"]' "$TMP/before"

cat >"$TMP/large.yaml" <<-END
	version: 1
	bonds:
	  bond0: {mode: active-backup, up: true, mtu: 9000, members: [eth1]}
END
bond try "$TMP/large.yaml" >/dev/null
check_eq "it gives way to one that does" '["small0",1500,false,null]' "$(dump | grep small0)"
check_eq "rollback" "everything is as it was" "$(bond rollback)"
as_before "a larger MTU"

cat >"$TMP/less.yaml" <<-END
	version: 1
	bonds:
	  bond0: {mode: active-backup, up: true, members: [small0, eth1]}
	  bond1: {mode: active-backup, up: false, mtu: 1500, members: [eth0]}
END
bond try "$TMP/less.yaml" >/dev/null
check_eq "what stands on it follows" '["bond1.7",1500,false,null]' "$(dump | grep '"bond1.7"')"
check_eq "rollback" "everything is as it was" "$(bond rollback)"
as_before "a smaller MTU"

check_fails "an apply that fails" bond apply - <<-END
	version: 1
	bonds:
	  bond0: {mode: active-backup, up: true, mtu: 9000, members: [eth1]}
	  bond1: {mode: active-backup, up: true, mtu: 1500, members: [eth0]}
	  bond%d: {mode: active-backup}
END
check "has nothing to complain of going back" grep -q '; nothing is changed$' <<<"$OUT"
as_before "after it"
