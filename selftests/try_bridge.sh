#!/bin/bash
# A trial that takes a member out of a bridge goes back: the port has the VLANs and settings that it had.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
bond() { on_host bondctl "$@"; }
bond add br0 --mode stp --member eth0,eth1 || die "no bridge"
ips "$HOST" <<-END || die "no settings"
	link set br0 up type bridge vlan_filtering 1
	link set eth1 type bridge_slave priority 20 isolated on learning off
END
on_host bridge -batch - <<-END || die "no VLANs"
	vlan add dev eth0 vid 10
	vlan add dev eth1 vid 10 pvid untagged
	vlan add dev eth1 vid 20
	vlan del dev eth1 vid 1
END
dump() {
	on_host bridge -j vlan show | jq -c '.[] | select(.ifname != "br0") | [.ifname, [.vlans[] | [.vlan, .flags]]]' | sort
	ip -n "$HOST" -d -j link show master br0 |
		jq -c '.[] | [.ifname, (.linkinfo.info_slave_data | [.cost, .priority, .isolated, .learning])]' | sort
}
dump >"$TMP/before"
check "the dump has a VLAN" grep -q '"eth1",.*20' "$TMP/before"
check "and a setting" grep -Fqx '["eth1",[65535,20,true,false]]' "$TMP/before"
# as_before WHAT
as_before() {
	dump >"$TMP/after"
	if cmp -s "$TMP/before" "$TMP/after"; then ok "$1: the ports are what they were"; else fail "$1: $(diff "$TMP/before" "$TMP/after")"; fi
}
cat >"$TMP/other.yaml" <<-END
	version: 1
	bonds:
	  br0: {mode: stp, up: true, members: [eth0, eth2]}
END
check "try" bond try "$TMP/other.yaml"
check_eq "it has left" '["eth0","eth2"]' "$(ip -n "$HOST" -j link show master br0 | jq -c '[.[].ifname] | sort')"
on_host bridge vlan add dev eth0 vid 30
check_eq "rollback" "everything is as it was" "$(bond rollback)"
check_eq "what somebody added stays" 1 "$(on_host bridge vlan show dev eth0 | grep -cw 30)"
on_host bridge vlan del dev eth0 vid 30
as_before "after rollback"

check_fails "an apply that fails" bond apply - <<-END
	version: 1
	bonds:
	  br0: {mode: stp, up: true, members: [eth0, eth2]}
	  bond%d: {mode: active-backup}
END
check "has nothing to complain of going back" grep -q '; nothing is changed$' <<<"$OUT"
as_before "after it"
