#!/bin/bash
# LACP with the in-tree driver: both rates and both activities of both ends. Two passive ends do not speak, and it is said why.
# timeout: 600
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
on_off=([0]=off [1]=on)
declare -A short=([slow]=0 [fast]=1)

# both ACTIVE RATE FAR_ACTIVE FAR_RATE: makes both ends anew.
both() {
	ip -n "$PEER" link del lag 2>/dev/null
	ip -n "$HOST" link del bond0 2>/dev/null
	peer_bonding lag "p0 p1" lacp_active "${on_off[$3]}" lacp_rate "$4"
	peer_addresses lag
	make_bond bond0 802.3ad --lacp-active "${on_off[$1]}" --lacp-rate "$2"
}

# agree WHAT STATE FAR_STATE: each end knows of the other what that says of itself.
agree() {
	local i
	for i in 0 1; do
		check_soon "$1: the far end's state of p$i" 3 far_state "p$i" "$3"
		check_soon "$1: what it knows of eth$i" 3 far_says "p$i" "$2"
		check_eq "$1: eth$i: own state, and the partner's" "$2 $3" "$(lacp_member "eth$i" '"\(.actor.state) \(.partner.state)"')"
		check_eq "$1: eth$i: the partner" \
			"$(far_end "p$i" actor "system mac address" "port key" "port number")" \
			"$(lacp_member "eth$i" '.partner | "\(.system) \(.key) \(.port)"')"
		check_eq "$1: p$i: the partner" \
			"$(far_end "p$i" partner "system mac address" "oper key" "port number")" \
			"$(lacp_member "eth$i" '.actor | "\(.system) \(.key) \(.port)"')"
	done
}

for ends in "1 1" "1 0" "0 1"; do
	read -r active far_active <<<"$ends"
	for rate in fast slow; do
		for far_rate in fast slow; do
			what="${on_off[active]} $rate, far ${on_off[far_active]} $far_rate"
			both "$active" $rate "$far_active" $far_rate
			lacp_form "$what"
			agree "$what" $((0x3c + active + 2 * short[$rate])) $((0x3c + far_active + 2 * short[$far_rate]))
			check_eq "$what: the rate asked for is kept" "[\"$far_rate\"]" "$(show '[.members[].lacp.periodic] | unique' | jq -c)"
			[[ $ends != "1 1" ]] || lacp_steady "$what" 4.2 check_traffic "$what"
		done
	done
	check_traffic "$what"
done
check_eq "the bond" "ok none 1 2 2" "$(show '"\(.state) \(.reason) \(.lacp | "\([.aggregator, 1] | min) \(.ports) \(.distributing)")"')"
check_eq "its bandwidth, its partner" "20000 $(far_end p0 actor "system mac address")" "$(show '.lacp | "\(.bandwidth_mbps) \(.partner.system)"')"
check_eq "ports differ, keys do not" "2 1" "$(show '[.members[].lacp.actor] | "\(map(.port) | unique | length) \(map(.key) | unique | length)"')"
check_eq "no port is 0" 0 "$(show '[.members[].lacp.actor | select(.port == 0 or .key == 0)] | length')"

ip -n "$PEER" link del lag
ip -n "$HOST" link del bond0
watch silent "$PEER" p0 --filter lacp
both 0 fast 0 fast
sleep 4
check_eq "both passive: no carrier" "false failed" "$(show '"\(.carrier) \(.state)"')"
# This far end says two things all the same, before it is silent. What matters is that somebody tells the user.
check "both passive: explain tells why" grep -qi passive <<<"$(on_host bondctl explain bond0)"
watch_end silent
check_eq "both passive: LACPDUs from here" 0 "$(frames silent '.direction == "in"')"
check "one end begins to speak" on_host bondctl set bond0 --lacp-active on
lacp_form "after that"
