#!/bin/bash
# ns_ip6_target behind a VLAN device and behind two stacked ones: solicitations carry the tags in their order and that device's address, and only an
# answer with the same tags proves the path.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --arp-all-targets all --ns-ip6-target fd05::2,fd06::2
vlan_path fd05::1/64 fd05::2/64 802.1q 5
vlan_path fd06::1/64 fd06::2/64 802.1ad 100 802.1q 6
check_soon "every path answers" 10 state_is ok
choose eth0
check_soon "every path answers" 10 state_is ok
bond=$(mac "$HOST" bond0) far=$(mac "$PEER" eth0)
station=$(show '.members[1].probe_address')
watch active "$HOST" eth0 --filter nd
watch backup "$HOST" eth1 --filter nd
sleep 1
watch_end active
watch_end backup

# wire TARGET DEVICE-ADDRESS TAGS: on both members' wires; the kernel's own solicitations go to one station or come of another address.
wire() {
	local tags="([.vlans[] | \"\\(.tpid) \\(.id)\"] == $3)" probe answer
	probe=".direction == \"out\" and .type == 135 and .target == \"$1\" and (.ip_dst | startswith(\"ff02::1:ff\"))"
	answer=".direction == \"in\" and .type == 136 and .target == \"$1\" and $tags"
	check_ge "$1: probes of the active member" "$(frames active "$probe")" 10
	check_eq "$1: all with its tags, the device's address and the bond's station" 0 \
		"$(frames active "$probe and ($tags and .ip_src == \"$2\" and .src == \"$bond\" and .source_lladdr == \"$bond\" and .csum_ok | not)")"
	check_ge "$1: answered so" "$(frames active "$answer and .dst == \"$bond\"")" 10
	check_ge "$1: probes of the backup" "$(frames backup "$probe")" 10
	check_eq "$1: all with its tags, from a station of its own" 0 \
		"$(frames backup "$probe and ($tags and (.ip_src | startswith(\"fe80::\")) and .src == \"$station\" and .source_lladdr == \"$station\" | not)")"
	check_ge "$1: answered so" "$(frames backup "$answer and .dst == \"$station\"")" 10
}
wire fd05::2 fd05::1 '["0x8100 5"]'
wire fd06::2 fd06::1 '["0x88a8 100", "0x8100 6"]'

# judge WHAT TARGET DEVICE-ADDRESS TAGS moves|stays: the switch forgets the target's VLAN on the active member's port, all else passes, and there come
# good answers with these tags.
judge() {
	local frame chatting
	check_soon "every path answers" 10 state_is ok
	choose eth0
	frame=$(nd_frame "$bond" "$far" "$2" "$3" 88 60 "$2" "0201$far")
	nsenter --net="/run/netns/$SW" nbwire send sw0 "${frame/ 86dd / $4 86dd }" 100000 10 &
	chatting=$!
	wait_for 10 grep -q nbwire "/proc/$chatting/comm"
	pause 0.2
	tc -n "$SW" qdisc add dev sw0 clsact
	case $2 in
	fd05::2) tc -n "$SW" filter add dev sw0 ingress protocol 802.1q pref 1 flower vlan_id 5 action drop ;;
	fd06::2) tc -n "$SW" filter add dev sw0 ingress protocol 802.1ad pref 1 flower vlan_id 100 action drop ;;
	esac || die "no tc drop"
	if [[ $5 == moves ]]; then
		check_soon "$2: $1 proves nothing, the VLAN's dead path is left" 3 active_is eth1
	else
		sleep 0.8
		check_eq "$2: $1 is an answer" eth0 "$(show .active_member)"
	fi
	kill "$chatting"
	wait "$chatting" 2>/dev/null
	silent_mend sw0
}
judge "an answer with its tag" fd05::2 fd05::1 "8100 0005" stays
judge "one without" fd05::2 fd05::1 "" moves
judge "one of another VLAN" fd05::2 fd05::1 "8100 0006" moves
judge "an answer with both tags" fd06::2 fd06::1 "88a8 0064 8100 0006" stays
judge "one with both in the other order" fd06::2 fd06::1 "8100 0006 88a8 0064" moves

check_soon "mended" 5 state_is ok
check_eq "for that reason" probe_no_reply "$(history_of '[.[] | select(.event == "active" and .old_member == "eth0")] | last | .reason')"
ip -n "$HOST" link del vlan6
check_soon "without the inner device there is no route" 5 shows '.reason == "probe_no_route"'
