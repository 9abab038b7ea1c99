#!/bin/bash
# ip's own words reach netbond and come back: every option of the table, members, help, text and JSON.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
[[ -e ${NB_IPROUTE2:-}/link_netbond.so ]] || die "no plugin in ${NB_IPROUTE2:-nowhere}"
export IP_LIB_DIR=$NB_IPROUTE2
setup_ns HOST
for i in 0 1; do ip -n "$HOST" link add eth$i type veth peer name far$i; done
# shown DEVICE: what ip tells of its kind; shown_as_member DEVICE: and of its part in a bond.
shown() { ip -n "$HOST" -j -d link show "$1" | jq -c '.[0].linkinfo.info_data'; }
shown_as_member() { ip -n "$HOST" -j -d link show "$1" | jq -c '.[0].linkinfo.info_slave_data'; }

# Every option away from its default, in modes where it means something, in ip's words; bondctl and ip have to agree on all of them.
for mode in balance-rr active-backup 802.3ad balance-alb; do
	mapfile -t words < <(bondctl options --json | jq -r --arg mode $mode '
		.[] | select(.when != "command" and .name != "mode" and .name != "primary" and (.modes == "all" or (.modes | index($mode)))) |
		.name, (if .type == "word" then [.default as $d | .words[] | select(. != $d)][-1]
			elif .type == "boolean" then (if .default then "off" else "on" end)
			elif .type == "ipv4_list" then "10.0.0.2,10.0.0.3"
			elif .type == "ipv6_list" then "fd00::2,fd00::3"
			elif .type == "mac" then "02:00:00:00:00:07"
			elif .name == "tx_queues" then "2"
			elif .name == "arp_interval" then "50"
			elif .name == "arp_quorum" then "1"
			elif .default + 1 <= .max then .default + 1 else .default - 1 end)')
	((${#words[@]} > 10)) || fail "$mode: only ${words[*]}"
	check "add in mode $mode with $((${#words[@]} / 2)) options" ip -n "$HOST" link add nb0 numtxqueues 2 type netbond mode $mode "${words[@]}"
	# Which has one of them by its in-tree names as well.
	on_host bondctl show nb0 --json | jq -c '.[0].options | del(.num_grat_arp, .num_unsol_na)' >"$TMP/bondctl"
	shown nb0 >"$TMP/ip"
	check_eq "$mode: ip and bondctl say the same" true "$(jq -c --slurpfile ours "$TMP/bondctl" '. == $ours[0]' "$TMP/ip")"
	check_eq "$mode: and it is what was asked for" "" "$(for ((i = 0; i < ${#words[@]}; i += 2)); do
		[[ $(jq -r --arg n "${words[i]}" '.[$n] | if type == "array" then join(",") elif . == true then "on" elif . == false then "off" else . end' \
			"$TMP/ip") == "${words[i + 1]}" ]] || echo "${words[i]}"
	done)"
	ip -n "$HOST" link del nb0
done

check "defaults" ip -n "$HOST" link add nb0 type netbond
for i in 0 1; do ip -n "$HOST" link set eth$i master nb0; done
for i in nb0 far0 far1; do ip -n "$HOST" link set $i up; done
check_soon "both can be used" 5 on_host bondctl check nb0
check "a changed bond: dashes, an alias, a device" ip -n "$HOST" link set nb0 type netbond num-grat-arp 3 primary eth1 primary_reselect failure miimon 50
check_eq "as JSON" '[3,"eth1","failure",50,[]]' "$(shown nb0 | jq -c '[.num_peer_notif, .primary, .primary_reselect, .miimon, .arp_ip_target]')"
text=$(ip -n "$HOST" -d link show nb0)
for words in "netbond mode active-backup" "primary eth1 primary_reselect failure" "num_peer_notif 3"; do
	check "as text: $words" grep -qF -- "$words" <<<"$text"
done
check "an order" ip -n "$HOST" link set nb0 type netbond active_slave eth0
check "no primary any more" ip -n "$HOST" link set nb0 type netbond primary ""
check_eq "null" null "$(shown nb0 | jq -c .primary)"
check "a member's settings" ip -n "$HOST" link set eth1 type netbond_slave prio -5 weight 7 actor_port_prio 9
check_eq "and what is shown of them" '[3,-5,7,9]' "$(shown_as_member eth1 | jq -c '[length, .prio, .weight, .actor_port_prio]')"
check "as text, too" grep -qF "netbond_slave prio -5 weight 7 actor_port_prio 9" <<<"$(ip -n "$HOST" -d link show eth1)"

shown nb0 >"$TMP/before"
# refused PATTERN WORD...: says why, and nothing of it happens.
refused() {
	check_fails "refused: ${*:2}" ip -n "$HOST" link set nb0 type netbond "${@:2}"
	check "it says $1" grep -qiE -- "$1" <<<"$OUT"
}
refused "netbond: mode: 'bogus' .*balance-alb" mode bogus
refused "netbond: miimon: '60001' .*0\.\.60000 ms" updelay 5 miimon 60001
refused "netbond: miimon: '-1'" miimon -1
refused "netbond: arp_ip_target: '10.0.0.2,nowhere'" arp_ip_target 10.0.0.2,nowhere
refused "netbond: unknown option 'speed'" speed 5
refused "netbond: primary: needs a value" primary
refused "netbond: ad_actor_system: '02:00:00:00:00'" ad_actor_system 02:00:00:00:00
refused "does not apply in this mode" lacp_rate slow
check_eq "nothing changed" "$(<"$TMP/before")" "$(shown nb0)"

ip link help netbond >"$TMP/help"
check_eq "help names every option" "" "$(bondctl options --json | jq -r '.[].name' | while read -r name; do grep -qE "^$name( |\$)" "$TMP/help" || echo "$name"; done)"
check_eq "in 80 columns" "" "$(awk 'length > 80' "$TMP/help")"
check_fails "help where it is asked for in passing" ip link add nb1 type netbond help
check "is the same" grep -q "time between probes" <<<"$OUT"
check "help of members" grep -q actor_port_prio <<<"$(ip link help netbond_slave)"
