#!/bin/bash
# A name that the network stack refuses while the device is being registered, "all" or "default", makes no bond and keeps no memory.
# timeout: 100
# kernels: 6.12 6.1 uml
. "$(dirname "$0")/lib.sh"
setup_ns HOST
refuse() {
	local i
	for ((i = 0; i < $1; i++)); do
		on_host nbnl CMD_BOND_NEW A_NAME:str:all >/dev/null 2>&1 && fail "a bond is called all"
		on_host ip link add default type netbond 2>/dev/null && fail "a bond is called default"
	done
}
check_fails "all" on_host nbnl CMD_BOND_NEW A_NAME:str:all
check_fails "default" on_host nbnl CMD_BOND_NEW A_NAME:str:default
refuse 5
before=$(held_kb)
refuse 60
after=$(held_kb)
echo "kB held: $before before, $after after"
check_le "memory kept, kB" $((after - before)) 256
check_eq "no device" "lo" "$(ip -n "$HOST" -j link show | jq -r '[.[].ifname] | join(" ")')"
check "another name" on_host nbnl CMD_BOND_NEW A_NAME:str:nb0
