#!/bin/bash
# LACP with Open vSwitch: both rates and both activities of both ends. It attaches at once, so what time is lost is lost here.
# timeout: 600
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
need ovs-vswitchd ovsdb-server ovsdb-tool ovs-vsctl ovs-appctl
topo_lacp 2
on_off=([0]=off [1]=on)
far_word=([0]=passive [1]=active)

# ovs_member PORT actor|partner FIELD...: from what lacp/show says.
ovs_member() {
	ovs_ask lacp/show lag | awk -v port="$1" -v end="$2" -v fields="$(printf '%s:' "${@:3}")" -F': ' '
		/^(member|slave): / {at = $2 ~ "^" port ":?"}
		{sub(/^[ \t]+/, "", $1)}
		at {said[$1] = $2}
		END {
			n = split(fields, field, ":")
			for (i = 1; i < n; i++) all = all (i > 1 ? " " : "") said[end " " field[i]]
			print all
		}'
}
ovs_believes() { [[ $(ovs_member "$1" partner state) == *"$2"* ]]; }

for ends in "1 1 fast fast" "1 1 fast slow" "1 1 slow fast" "1 1 slow slow" "1 0 fast fast" "1 0 slow slow" "0 1 fast slow" "0 1 slow fast"; do
	read -r active far_active rate far_rate <<<"$ends"
	what="${on_off[active]} $rate, far ${on_off[far_active]} $far_rate"
	peer_ovs "p0 p1" "${far_word[far_active]}" "$far_rate"
	peer_addresses br-ovs
	make_bond bond0 802.3ad --lacp-active "${on_off[active]}" --lacp-rate "$rate"
	lacp_form "$what"
	for i in 0 1; do
		check_soon "$what: p$i: what the switch knows of eth$i" 3 ovs_believes "p$i" "synchronized collecting distributing"
		check_eq "$what: eth$i: the partner" "$(ovs_member "p$i" actor sys_id key port_id)" \
			"$(lacp_member "eth$i" '.partner | "\(.system) \(.key) \(.port)"')"
		check_eq "$what: p$i: the partner" "$(ovs_member "p$i" partner sys_id key port_id)" \
			"$(lacp_member "eth$i" '.actor | "\(.system) \(.key) \(.port)"')"
	done
	check_eq "$what: the rate asked for is kept" "[\"$far_rate\"]" "$(show '[.members[].lacp.periodic] | unique' | jq -c)"
	steady=4.2
	[[ $rate == slow && $far_rate == slow ]] && steady=0
	lacp_steady "$what" $steady check_traffic "$what"
	peer_ovs_end
	ip -n "$HOST" link del bond0
done

# Who does not speak first waits for ever here, too; and a member joins a running aggregate at once if both ends let it.
peer_ovs "p0 p1" passive fast
make_bond bond0 802.3ad --lacp-active off
sleep 4
check_eq "both passive: no carrier" "false failed" "$(show '"\(.carrier) \(.state)"')"
check "both passive: eth1 tells why" reason_is eth1 lacp_passive
peer_ovs_end
ip -n "$HOST" link del bond0
took=()
for i in 1 2 3; do
	peer_ovs "p0 p1" active fast
	ip -n "$PEER" link set p1 down
	make_bond bond0 802.3ad --fast-join on
	check_soon "fast join: one link" 10 distributing 1
	watch join "$PEER" p1 --filter lacp
	ip -n "$PEER" link set p1 up
	check_soon "fast join: both links" 10 all_distributing
	sleep 0.2
	watch_end join
	took+=("$(jq -s '(map(select(.direction == "out")) | .[0].timestamp_us) as $heard |
		map(select(.direction == "in" and (.actor_flags | index("distributing")))) | (.[0].timestamp_us - $heard) / 1000 | floor' "$TMP/join.wire")")
	peer_ovs_end
	ip -n "$HOST" link del bond0
done
echo "fast join: ${took[*]} ms"
check_le "fast join, ms after the first LACPDU" "$(least "${took[@]}")" 500
