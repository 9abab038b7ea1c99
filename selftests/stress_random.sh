#!/bin/bash
# What an administrator may do comes in any order: after each dozen of random steps, and when nothing is broken any more, the bond works, its members are
# as they should be, and devices that left it as they were. NB_SEED=N: other steps, NB_SECONDS=N: for so long. The steps before a failure are told.
# timeout: 240
# kernels: uml
. "$(dirname "$0")/lib.sh"
topo_switch 4
setup_ns OTHER
seed=${NB_SEED:-1} seconds=${NB_SECONDS:-6}
RANDOM=$seed
devices=(eth0 eth1 eth2 eth3)

# Each step is a command with words drawn at random; it may fail, for much is refused in many a state.
one_of() {
	local words=("$@")
	word=${words[RANDOM % $#]}
}
# noted COMMAND...: what it was and whether it worked is told if the round goes wrong.
noted() {
	local status
	"$@" >>"$TMP/steps" 2>&1
	status=$?
	echo "$status: $*" >>"$TMP/steps"
	return $status
}
host() { noted ip -n "$HOST" "$@"; }
bond() { noted on_host bondctl "$@"; }
draw_device() { device=${devices[RANDOM % ${#devices[@]}]}; }

step_member() {
	draw_device
	one_of add del
	bond member "$word" bond0 "$device"
}
step_enslave() {
	draw_device
	one_of "master bond0" nomaster
	# shellcheck disable=SC2086
	host link set "$device" $word
}
step_carrier() {
	one_of up down
	noted ip -n "$SW" link set "sw$((RANDOM % 4))" "$word"
}
step_silent() {
	one_of break mend
	(noted "silent_$word" "sw$((RANDOM % 4))")
}
step_updown() {
	one_of bond0 "${devices[@]}"
	device=$word
	one_of up down
	host link set "$device" "$word"
}
step_mode() {
	any_mode
	bond set bond0 --mode "$mode" "${alone[@]}"
}
step_option() {
	one_of "--primary eth0" "--primary eth2" "--primary ''" "--primary-reselect better" "--primary-reselect failure" "--primary-reselect always" \
		"--fail-over-mac none" "--fail-over-mac active" "--fail-over-mac follow" "--updelay 50" "--updelay 0" "--downdelay 50" "--downdelay 0" \
		"--arp-interval 20 --arp-ip-target 10.0.0.2" "--arp-interval 20 --arp-ip-target 10.0.0.2,10.0.0.9 --ns-ip6-target fd00::2" \
		"--arp-interval 0 --arp-ip-target '' --ns-ip6-target ''" "--arp-validate all" "--arp-validate none" "--arp-validate filter_backup" \
		"--all-slaves-active 1" "--all-slaves-active 0" "--min-links 2" "--min-links 0" "--num-peer-notif 3" "--lacp-rate fast" "--lacp-rate slow" \
		"--ad-select bandwidth" "--max-links 1" "--max-links 0" "--xmit-hash-policy layer3+4" "--xmit-hash-policy vlan+srcmac" "--probe-loss down" \
		"--probe-loss keep" "--tlb-dynamic-lb 0" "--tlb-dynamic-lb 1" "--active-slave eth1" "--active-slave ''" "--adaptive 1" "--adaptive 0"
	eval "set -- $word"
	bond set bond0 "$@"
}
step_member_option() {
	draw_device
	one_of "--prio 5" "--prio -1" "--prio 0"
	# shellcheck disable=SC2086
	bond member set bond0 "$device" $word
}
step_mtu() {
	one_of 1400 1500 9000
	host link set bond0 mtu "$word"
}
step_mac() {
	one_of bond0 "${devices[@]}"
	host link set "$word" address "02:00:00:00:00:0$((RANDOM % 4))"
}
step_flags() {
	one_of "promisc on" "promisc off" "allmulticast on" "allmulticast off"
	# shellcheck disable=SC2086
	host link set bond0 $word
}
step_group() {
	one_of add del
	host maddress "$word" "01:00:5e:00:00:0$((RANDOM % 4))" dev bond0
}
step_vlan() {
	local id=$((RANDOM % 3 + 5))
	one_of add add del down up
	case $word in
	add) host link add link bond0 name "vlan$id" up type vlan id $id ;;
	del) host link del "vlan$id" ;;
	*) host link set "vlan$id" "$word" ;;
	esac
}
step_upper() {
	one_of "add link bond0 name mac0 up type macvlan mode bridge" "del mac0" "add bridge0 up type bridge" "set bond0 master bridge0" "set bond0 nomaster" \
		"del bridge0"
	# shellcheck disable=SC2086
	host link $word
}
step_features() {
	one_of bond0 "${devices[@]}"
	device=$word
	one_of "tso off" "tso on" "gro off" "gro on" "tx off" "tx on"
	# shellcheck disable=SC2086
	noted on_host ethtool -K "$device" $word
}
step_away() {
	host link set bond0 netns "$OTHER"
	pause 0.0$((RANDOM % 9))
	noted ip -n "$OTHER" link set bond0 netns "$HOST"
}
step_rename() {
	host link set bond0 name other0
	host link set other0 name bond0
}
step_anew() {
	host link del bond0
	any_mode
	bond add bond0 --mode "$mode" "${alone[@]}"
}
step_look() {
	on_host bondctl show
	on_host bondctl explain bond0
	on_host bondctl history bond0
}
steps=(member member enslave enslave carrier carrier silent updown mode mode option option option option member_option mtu mac flags group vlan vlan upper
	features away rename anew look)

# heal: nothing is broken any more, and the bond is one that works here with all of its members.
heal() {
	local i
	for i in 0 1 2 3; do
		silent_mend "sw$i"
		ip -n "$SW" link set "sw$i" up
	done
	host link set bond0 nomaster
	ip -n "$HOST" link show bond0 || bond add bond0 --mode active-backup
	bond set bond0 --arp-interval 0 --arp-ip-target '' --ns-ip6-target ''
	bond set bond0 --mode active-backup --updelay 0 --downdelay 0 --primary '' --fail-over-mac none
	host address add 10.0.0.1/24 dev bond0
	host link set bond0 up
	for i in "${devices[@]}"; do ip -n "$HOST" link show master bond0 | grep -q " ${i}[@:]" || bond member add bond0 "$i"; done
	for i in "${devices[@]}"; do host link set "$i" up; done
} 2>/dev/null >&2

# members_carry: what the bond has, all of its members do.
members_carry() {
	ip -n "$HOST" -j -d link show | jq -e '(.[] | select(.ifname == "bond0")) as $bond | [.[] | select(.master == "bond0")] | length == 4 and
		all(.mtu == $bond.mtu and (.promiscuity > 0 or $bond.promiscuity == 0) and (.allmulti > 0 or $bond.allmulti == 0))' >/dev/null
}
multicast_agrees() {
	# shellcheck disable=SC2016
	on_host awk '$3 > 0 && $2 == "bond0" {want[$5] = 1} $2 ~ /^eth[0-3]$/ {have[$2, $5] = 1}
		END {for (group in want) for (i = 0; i < 4; i++) if (!(("eth" i, group) in have)) {print "eth" i " lacks " group; bad = 1} exit bad}' /proc/net/dev_mcast
}

# release: all members leave, and are as they were; but for what a step did to a device that had left.
release() {
	local device
	for device in "${devices[@]}"; do bond member del bond0 "$device"; done
	host link del bond0
	for device in vlan5 vlan6 vlan7 mac0 bridge0; do host link del "$device"; done
	for device in "${devices[@]}"; do
		host link set "$device" down
		host link set "$device" address "${address[$device]}"
	done
} 2>/dev/null >&2

# The group of all IPv6 nodes comes and goes with what IPv6 does, bond or none.
state_of() { netdev_state "$HOST" "$1" | grep -viE '33:?33:?00:?00:?00:?01'; }
as_it_was() { [[ $(state_of "$1") == "$(<"$TMP/$1.before")" ]]; }

declare -A address=()
for device in "${devices[@]}"; do
	address[$device]=$(mac "$HOST" "$device")
	state_of "$device" >"$TMP/$device.before"
done
rounds=0 worked=0 did=0 mode='' alone=()
round() {
	local i step device before=$nb_failures
	bond add bond0 --mode active-backup >/dev/null
	host link set bond0 up
	: >"$TMP/steps"
	for ((i = 0; i < 12; i++)); do
		step=${steps[RANDOM % ${#steps[@]}]}
		"step_$step" >/dev/null 2>&1
		worked=$((worked + ($? == 0))) did=$((did + 1))
	done
	echo "--- heal" >>"$TMP/steps"
	heal
	echo "--- healed" >>"$TMP/steps"
	check_soon "round $rounds: the bond is well" 10 state_is ok
	check_soon "round $rounds: packets pass" 10 on_host ping -c1 -W1 10.0.0.2
	check_soon "round $rounds: the members carry what the bond has" 5 members_carry
	check_soon "round $rounds: and receive its groups" 5 multicast_agrees
	((nb_failures == before)) || ip -n "$HOST" -d link show
	((nb_failures == before)) || on_host bondctl explain
	release
	for device in "${devices[@]}"; do
		check_soon "round $rounds: $device is as it was" 5 as_it_was "$device" || state_of "$device" | diff "$TMP/$device.before" -
	done
	((nb_failures == before)) || { sed 's/^/# /' "$TMP/steps"; }
	rounds=$((rounds + 1))
}
end=$(($(now_ms) + seconds * 1000))
while (($(now_ms) < end)); do
	round
	((nb_failures == 0)) || break
done
echo "$rounds rounds, seed $seed: $did steps, of which $worked worked"
check_ge "rounds" "$rounds" 1
