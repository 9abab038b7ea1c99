#!/bin/bash
# What a partner of LACP says that makes no sense, explain names, and nothing else: what it says is injected, beside the in-tree driver on eth0.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
peer_bonding lag p0 lacp_rate fast
ip -n "$PEER" link set p1 up
on_peer sysctl -qw net.ipv6.conf.p1.disable_ipv6=1
make_bond bond0 802.3ad
check_soon "eth0 carries traffic" 15 shows '.members[0].role == "active"'
fault lacp_no_pdu_one "one port of the switch has no LACP" eth1:lacp_no_pdu

far_system=$(far_end p0 actor "system mac address")
far_key=$(far_end p0 actor "port key")
ours() { lacp_member eth1 '.actor | "\(.system_priority) \(.system) \(.key) \(.port_priority) \(.port) \(.state)"'; }
# speak STATE [WORDS OF THE PARTNER'S PART]: port 99 of the far end says so, four times a second; what it tells of us is right unless told otherwise.
speaker=''
speak() {
	local told=${2-}
	[[ $told ]] || told=$(ours)
	[[ ! $speaker ]] || kill "$speaker"
	# shellcheck disable=SC2086
	ip netns exec "$PEER" nbwire send p1 "$(lacp_frame "$(mac "$PEER" p1)" 65535 "$far_system" "$far_key" 255 99 "$1" $told)" 100000 250 &
	speaker=$!
}
speak 7
fault lacp_not_in_sync "the partner never puts the port into its LAG" eth1:lacp_not_in_sync
check "what comes next is told, with the limit of it" jq -e '.[0].members[1].votes[] | select(.vote == "lacp") |
	.limits[0].ms == 3000 and .next.what == "overdue" and .next.in_ms <= 3000' "$TMP/explained"
on_host bondctl set bond0 --coupled-control off
speak 15
fault lacp_not_collecting "the partner is in sync and never collects" eth1:lacp_not_collecting
on_host bondctl set bond0 --coupled-control on
speak 15 "65535 02:00:00:00:00:05 9 255 7 7"
fault lacp_partner_mismatch "the partner tells of somebody else" eth1:lacp_partner_mismatch
speak 3
fault lacp_individual "the partner calls its port individual" eth1:lacp_individual
kill "$speaker"
wait "$speaker" 2>/dev/null
on_peer nbwire send p1 "0180c2000002 020000000099 8809 0101 0014" 5 10
check_soon "malformed ones are told of" 5 nb_notes eth1 lacp_bad_frames
