#!/bin/bash
# Who leaves says so: a member released, a bond down, deleted or unloaded tells its partner at once that it carries traffic no more.
# kernels: 6.12
# timeout: 300
. "$(dirname "$0")/lib.sh"
topo_lacp 2
peer_bonding lag "p0 p1" lacp_rate fast
peer_addresses lag

# farewell WHAT PORT: the last LACPDU that came by it claims nothing, no other after it did, and it came before the command was over: who knows
# that the member is gone knows that the partner was told.
farewell() {
	local last
	last=$(jq -s -c 'map(select(.kind == "lacp" and .direction == "in")) | last' "$TMP/$2.wire")
	check_eq "$1: what $2 hears last" 0 \
		"$(jq '[.actor_flags[] | select(. == "sync" or . == "collecting" or . == "distributing")] | length' <<<"$last")"
	check_ge "$1: $2: us after the command began" "$(jq ".timestamp_us - $began" <<<"$last")" 0
	check_le "$1: $2: us after the command was over" "$(jq ".timestamp_us - $ended" <<<"$last")" 0
}
# quickly WHAT PORT: the far end's state loses Distributing soon, not by its timeout of 3 s.
quickly() { check_soon "$1: the far end leaves $2" 1.5 far_clear "$2" 32; }

# leave WHAT "PORT..." COMMAND...: the far end hears it on these ports.
leave() {
	local what=$1 ports=$2 port
	shift 2
	for port in $ports; do watch "$port" "$PEER" "$port" --filter lacp; done
	began=${EPOCHREALTIME/./}
	check "$what" "$@"
	ended=${EPOCHREALTIME/./}
	for port in $ports; do quickly "$what" "$port"; done
	for port in $ports; do
		watch_end "$port"
		farewell "$what" "$port"
	done
}

make_bond bond0 802.3ad
lacp_form "first"
leave "down" "p0 p1" ip -n "$HOST" link set bond0 down
check_eq "down: a bond that is down does not take part" 0 "$(show '[.members[] | select(.role == "active")] | length')"
ip -n "$HOST" link set bond0 up
lacp_form "up again"

lost=() down=()
for i in 1 2 3; do
	flow "up$i" "$HOST" "$PEER" 10.0.0.2 1000 16
	flow "down$i" "$PEER" "$HOST" 10.0.0.1 1000 16
	sleep 0.7
	leave "release" p0 on_host bondctl member del bond0 eth0
	sleep 0.5
	flow_end "up$i"
	flow_end "down$i"
	check "release: the other goes on" distributing 1
	lost+=("$(lost "up$i")")
	down+=("$(lost "down$i")")
	on_host bondctl member add bond0 eth0
	lacp_form "joined again"
done
echo "lost at the release: from the host ${lost[*]}, to the host ${down[*]}"
check_le "release: lost from the host, at best" "$(least "${lost[@]}")" 1
# The in-tree driver goes on sending by a link that was taken leave of for up to 100 ms.
check_le "release: lost to the host, at best" "$(least "${down[@]}")" 200

leave "deletion" "p0 p1" on_host bondctl del bond0
make_bond bond0 802.3ad
lacp_form "made anew"
leave "unloading" "p0 p1" rmmod netbond
check "the module comes again" insmod "$NB_KO"
