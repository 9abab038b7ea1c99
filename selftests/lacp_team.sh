#!/bin/bash
# LACP with teamd: both rates and both activities of both ends.
# timeout: 600
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
need teamd teamdctl
topo_lacp 2
on_off=([0]=off [1]=on)
no_yes=([0]=false [1]=true)
declare -A short=([slow]=0 [fast]=1)

far_knows() { [[ $(team_port "$1" '"\(.actor_lacpdu_info.state) \(.partner_lacpdu_info.state)"') == "$2 $3" ]]; }

for ends in "1 1 fast fast" "1 1 fast slow" "1 1 slow fast" "1 1 slow slow" "1 0 fast fast" "1 0 slow slow" "0 1 fast slow" "0 1 slow fast"; do
	read -r active far_active rate far_rate <<<"$ends"
	what="${on_off[active]} $rate, far ${on_off[far_active]} $far_rate"
	peer_team "p0 p1" "${no_yes[far_active]}" "${no_yes[short[$far_rate]]}"
	peer_addresses team0
	make_bond bond0 802.3ad --lacp-active "${on_off[active]}" --lacp-rate "$rate"
	lacp_form "$what"
	for i in 0 1; do
		check_soon "$what: what p$i knows" 3 far_knows "p$i" $((0x3c + far_active + 2 * short[$far_rate])) $((0x3c + active + 2 * short[$rate]))
		check_eq "$what: eth$i: the partner" "$(team_port "p$i" '.actor_lacpdu_info | "\(.system) \(.key) \(.port) \(.state)"')" \
			"$(lacp_member "eth$i" '.partner | "\(.system) \(.key) \(.port) \(.state)"')"
		check_eq "$what: p$i: the partner" "$(team_port "p$i" '.partner_lacpdu_info | "\(.system) \(.key) \(.port) \(.state)"')" \
			"$(lacp_member "eth$i" '.actor | "\(.system) \(.key) \(.port) \(.state)"')"
		check_eq "$what: p$i" "true current" "$(team_port "p$i" '"\(.selected) \(.state)"')"
	done
	steady=4.2
	[[ $rate == slow && $far_rate == slow ]] && steady=0
	lacp_steady "$what" $steady check_traffic "$what"
	peer_team_end
	ip -n "$HOST" link del bond0
	ip -n "$PEER" link del team0 2>/dev/null
done

peer_team "p0 p1" false true
make_bond bond0 802.3ad --lacp-active off
sleep 4
check_eq "both passive: no carrier" "false failed" "$(show '"\(.carrier) \(.state)"')"
check "both passive: explain tells why" grep -qi passive <<<"$(on_host bondctl explain bond0)"
peer_team_end
