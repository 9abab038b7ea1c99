#!/bin/bash
# To 802.3ad and back with members, live: LACP begins and ends with the mode, the partner is told, no option stays that has no sense.
# timeout: 300
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
topo_lacp 2
# The far end: a static aggregate or one by LACP; made anew, since that driver changes its mode only without ports.
far() {
	ip -n "$PEER" link del lag 2>/dev/null
	peer_bonding lag "p0 p1" "$@"
	peer_addresses lag
}
# hears_slow IF: does the member take LACPDUs in?
hears_slow() { on_host grep -qiE "[[:blank:]]$1[[:blank:]].*0180c2000002" /proc/net/dev_mcast; }

far mode balance-xor
make_bond bond0 active-backup
check_soon "active-backup" 5 shows .carrier
check_eq "no LACP" "null null" "$(show '"\(.lacp) \(.members[0].lacp)"')"
for turn in 1 2; do
	watch begin "$PEER" p0 --filter lacp
	check "802.3ad, live" on_host bondctl set bond0 --mode 802.3ad --lacp-rate fast
	check_soon "strict: without a partner there is no carrier" 3 shows '.carrier | not'
	far lacp_rate fast
	lacp_form "802.3ad"
	watch_end begin
	check_ge "LACPDUs" "$(frames begin '.direction == "in" and .kind == "lacp"')" 2
	check "the group of LACP" hears_slow eth0
	check_traffic "802.3ad"

	watch end "$PEER" p0 --filter lacp
	check "balance-xor, live" on_host bondctl set bond0 --mode balance-xor
	check_soon "the far end leaves p0" 1.5 far_clear p0 32
	check_soon "the far end leaves p1" 1.5 far_clear p1 32
	sleep 2
	watch_end end
	check_eq "the last LACPDU claims nothing" 0 "$(jq -s 'map(select(.direction == "in" and .kind == "lacp")) | last |
		[.actor_flags[] | select(. == "sync" or . == "collecting" or . == "distributing")] | length' "$TMP/end.wire")"
	check_eq "no LACP any more" "null null false" "$(show '"\(.lacp) \(.members[0].lacp) \(.options | has("lacp_rate"))"')"
	check_eq "both members carry traffic" "true 2" "$(show '"\(.carrier) \([.members[] | select(.role == "active")] | length)"')"
	far mode balance-xor
	check_soon "both links" 5 shows '[.members[] | select(.role == "active")] | length == 2'
	check_traffic "balance-xor"
	if ((turn == 1)); then
		check "active-backup, live" on_host bondctl set bond0 --mode active-backup
		check_eq "active-backup" "true 1 1" "$(show '"\(.carrier) \([.members[] | select(.role == "active")] | length) \([.members[] | select(.role == "backup")] | length)"')"
	fi
done
check "an option with the mode" on_host bondctl set bond0 --mode 802.3ad --lacp-rate slow --max-links 1
far lacp_rate fast
check_soon "they hold" 10 shows '.lacp.distributing == 1 and .options.lacp_rate == "slow"'
check "active-backup again" on_host bondctl set bond0 --mode active-backup
check "and back" on_host bondctl set bond0 --mode 802.3ad
check_eq "with the defaults" "fast 0" "$(show '.options | "\(.lacp_rate) \(.max_links)"')"
lacp_form "both again"
on_host bondctl member del bond0 eth0
check_fails "who left does not hear LACP any more" hears_slow eth0
