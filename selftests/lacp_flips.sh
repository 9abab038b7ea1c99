#!/bin/bash
# A partner that changes its mind with every LACPDU: a member begins to carry data three times a second at most, and goes on when the partner does.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 1
ip -n "$PEER" link set p0 up
make_bond bond0 802.3ad
check_soon "the link is up" 5 shows '.members[0].reason == "lacp_no_pdu"'
source=$(mac "$PEER" p0)
own=$(lacp_member eth0 '.actor | "\(.system_priority) \(.system) \(.key) \(.port_priority) \(.port) 63"')
# says STATE [COUNT MS]: the partner, once or so often.
says() {
	# shellcheck disable=SC2086
	on_peer nbwire send p0 "$(lacp_frame "$source" 65535 02:00:00:00:00:66 1 255 1 "$1" $own)" "${@:2}"
}
joined() { says 63 && shows '.members[0].role == "active"'; }
check_soon "it carries data" 10 joined
rises() { history_of '[.[] | select(.event == "vote" and .vote == "lacp" and .value == "yes")] | length'; }
before=$(rises)
start=$(now_ms)
says 15 40 100 &
pause 0.05
says 63 40 100
wait $!
took=$(($(now_ms) - start))
after=$(($(rises) - before))
echo "$after times in $took ms, asked for 40"
check_ge "it tried" "$after" 2
check_le "but three times a second at most" "$after" $((3 + 3 * took / 1000))
check "that is less than it was asked for" test "$after" -lt 40
check_soon "it goes on" 5 joined
