#!/bin/bash
# Learning frames: each member tells switches its own address every lp_interval seconds, the active one the bond's, too, untagged and in every
# VLAN of the bond; other modes tell nothing.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 balance-alb
vlan_path 10.5.0.1/24 10.5.0.2/24 802.1q 5
ip -n "$HOST" link add link bond0 name s100 up type vlan proto 802.1ad id 100
ip -n "$HOST" link add link s100 name q6 up type vlan proto 802.1q id 6
check_soon "both are usable" 5 state_is ok
bond=$(mac "$HOST" bond0) active=$(show .active_member)
# learn NAME SECONDS: "swN MAC TAGS COUNT" of the learning frames of so long into $TMP/NAME.learn; their form is checked. Leaves at_most: how often one that
# is sent every second can be among them.
learn() {
	local begun
	begun=$(now_ms)
	watch_members "$1" --filter ethertype 0x9000
	sleep "$2"
	members_end "$1"
	at_most=$((($(now_ms) - begun) / 1000 + 1))
	check_eq "$1: they are for their own station" "" "$(said "$1" '.src != .dst' '"\(.src) \(.dst)"')"
	check_eq "$1: none is short" "" "$(said "$1" '.length < 60' .length)"
	said "$1" true '"\(.src) \([.vlans[] | "\(.tpid):\(.id)"] | join(","))"' | sort | uniq -c | awk '{print $2, $3, $4, $1}' >"$TMP/$1.learn"
}
# wants: "swN MAC TAGS", all that has to be said.
wants() {
	local i tags
	for i in 0 1; do
		for tags in '' 0x8100:5 0x88a8:100; do
			echo "sw$i $(own "eth$i") $tags"
			[[ $active != "eth$i" ]] || echo "sw$i $bond $tags"
		done
	done | sort
}
for mode in balance-alb balance-tlb; do
	check "$mode" on_host bondctl set bond0 --mode $mode
	sleep 0.5
	before=$(show .alb.learning_frames)
	learn $mode 2.2
	check_ge "$mode: they are counted" $(($(show .alb.learning_frames) - before)) 18
	# The inner tag goes in the outer one, or stays away.
	check_eq "$mode: who says what, and where" "$(wants)" "$(awk '{print $1, $2, (NF == 4 ? $3 : "")}' "$TMP/$mode.learn" | grep -v '0x88a8:100,0x8100:6$' | sort)"
	check_ge "$mode: each so often, at least" "$(awk '{print $NF}' "$TMP/$mode.learn" | sort -n | head -1)" 2
	check_le "$mode: and at most" "$(awk '{print $NF}' "$TMP/$mode.learn" | sort -n | tail -1)" $at_most
done
check "every 10 s" on_host bondctl set bond0 --lp-interval 10
sleep 1.2
learn slow 2
check_le "every 10 s: most" "$(awk '{print $NF}' "$TMP/slow.learn" | sort -n | tail -1 | grep . || echo 0)" 1
on_host bondctl set bond0 --lp-interval 1

# 200 VLANs more, all of them in time, and packets pass.
{
	echo link set bond0 up
	for ((i = 1000; i < 1200; i++)); do echo "link add link bond0 name many$i up type vlan id $i"; done
} | ips "$HOST"
flow up "$HOST" "$PEER" 10.0.0.2 300 8
sleep 1
learn many 2.4
flow_end up
check_eq "200 VLANs: each is told by each, the bond's and both own" 600 "$(grep -cE '0x8100:1[01][0-9]{2} ' "$TMP/many.learn")"
check_ge "200 VLANs: as often as one, or nearly" "$(awk '{print $NF}' "$TMP/many.learn" | sort -n | head -1)" 1
check_le "200 VLANs: not more often" "$(awk '{print $NF}' "$TMP/many.learn" | sort -n | tail -1)" $at_most
check_eq "200 VLANs: lost" 0 "$(lost up)"
check "another mode" on_host bondctl set bond0 --mode active-backup
sleep 0.3
watch_members none --filter ethertype 0x9000
sleep 1.5
members_end none
check_eq "another mode tells nothing" "" "$(said none true .src)"
