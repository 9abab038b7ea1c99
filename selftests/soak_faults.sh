#!/bin/bash
# Random faults come over each mode under traffic both ways, IPv4 and IPv6: what is lost, comes twice or too late does so while one lasts, and is no
# more than it explains; what TCP carries arrives whole. NB_SECONDS=3600: for so long, all modes; NB_SEED=N: other faults; NB_MODES="802.3ad stp": these alone.
# timeout: 9000
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
RATE=200
seed=${NB_SEED:-168} seconds=${NB_SECONDS:-14}
read -ra modes <<<"${NB_MODES:-active-backup 802.3ad balance-alb balance-xor balance-tlb stp balance-rr broadcast}"
# Without much time, some of them.
((seconds / ${#modes[@]} >= 7)) || modes=("${modes[@]:0:$((seconds / 7 ? seconds / 7 : 1))}")

# static: the far end is a LAG that nobody speaks of.  lag: it is one.
static() { [[ $mode == balance-xor || $mode == balance-rr || $mode == broadcast ]]; }
lag() { static || [[ $mode == 802.3ad ]]; }

# ---- Where the faults are
#
# link N: where link N ends, NAMESPACE DEVICE, before the partner; far N: where it ends behind the middle, if there is one.
link() {
	if lag; then
		echo "$MID h$1"
	elif [[ $mode == stp ]] && (($1)); then
		echo "$SWB sw0"
	else
		echo "$SW sw$1"
	fi
}
far() { ! lag || echo "$MID q$1"; }
carrier() {
	local space device at
	for at in "$(link "$1")" "$(far "$1")"; do
		read -r space device <<<"$at"
		[[ ! $device ]] || ip -n "$space" link set "$device" "$2"
	done
}
# drop N to_host|to_peer|both: what runs that way.
drop() {
	local space device way
	read -r space device < <(link "$1")
	tc -n "$space" qdisc add dev "$device" clsact
	for way in ingress egress; do
		[[ $2 == to_host && $way == ingress || $2 == to_peer && $way == egress ]] ||
			tc -n "$space" filter add dev "$device" "$way" pref 1 matchall action drop || die "no tc drop"
	done
}
mend() {
	local space device
	read -r space device < <(link "$1")
	tc -n "$space" qdisc del dev "$device" clsact
}
whole() {
	case $mode in
	802.3ad) shows "$nb_whole" ;;
	stp) shows '[.members | sort_by(.name)[].stp.state] == ["forwarding", "blocking"]' ;;
	*) shows '.state == "ok"' ;;
	esac
}

begin_mode() {
	case $mode in
	stp)
		topo_stp
		make_stp eth0,eth1
		ip -n "$HOST" address add fd00::1/64 dev bond0 nodad
		ip -n "$PEER" address add fd00::2/64 dev eth0 nodad
		;;
	balance-xor | balance-rr | broadcast | 802.3ad)
		topo_lacp_mid 2
		partner
		;;&
	802.3ad) make_bond bond0 802.3ad ;;
	balance-xor) make_bond bond0 balance-xor --arp-interval 100 --arp-ip-target 10.0.0.2 --xmit-hash-policy layer3+4 ;;
	balance-rr | broadcast) make_bond bond0 "$mode" --arp-interval 100 --arp-ip-target 10.0.0.2 ;;
	*)
		topo_switch 2
		make_bond bond0 "$mode" --arp-interval 100 --arp-ip-target 10.0.0.2
		;;
	esac
	check_soon "$mode: all is well" 20 whole
	check_soon "$mode: the peer answers" 20 eval 'on_host ping -c1 -W1 10.0.0.2 && on_host ping -c1 -W1 fd00::2'
}
partner() {
	if [[ $mode == 802.3ad ]]; then peer_bonding lag "p0 p1" lacp_rate fast; else peer_bonding lag "p0 p1" mode balance-xor; fi
	peer_addresses lag
}

# ---- The faults
#
# Each comes, lasts, goes; what it explains it leaves in $up and $down, ms in which what is sent that way may be lost: the design's numbers and as much as
# the machine may stand still, or "all" while it lasts.
hold() { pause "$((1 + RANDOM % $1)).$((RANDOM % 10))"; }
fault_cut() {
	up=400 down=400
	[[ $mode != stp ]] || up=all down=all
	[[ $mode != broadcast ]] || up=0
	carrier "$n" down
	hold 2
	carrier "$n" up
}
# Probes: two intervals and a half. LACP: three seconds to notice, three more for a partner that looks at Synchronization alone. A static LAG does not look
# at all, nor does spanning tree at a link that only its own words get lost on. What goes by both links is lost by neither alone.
fault_drop() {
	case $mode in
	802.3ad) up=7000 down=7000 ;;
	balance-xor | balance-rr) up=700 down=all ;;
	broadcast) up=0 down=all ;;
	stp) up=all down=all ;;
	*) up=700 down=700 ;;
	esac
	drop "$n" "$1"
	if [[ $mode == stp ]]; then pause 12; elif [[ $mode == 802.3ad ]]; then pause 7; else hold 2; fi
	mend "$n"
}
fault_silent() { fault_drop both; }
fault_deaf() { fault_drop to_host; }
fault_mute() { fault_drop to_peer; }
fault_leave() {
	up=400 down=400
	[[ $mode != stp ]] || up=all down=all
	# In a static LAG nobody tells the other end.
	! static || down=all
	[[ $mode != broadcast ]] || up=0
	on_host bondctl member del bond0 "eth$n"
	pause 0.$((RANDOM % 10))
	on_host bondctl member add bond0 "eth$n"
}
fault_options() {
	case $mode in
	stp) on_host bondctl set bond0 --priority 57344 && on_host bondctl set bond0 --priority 61440 ;;
	802.3ad) on_host bondctl set bond0 --lacp-rate slow && on_host bondctl set bond0 --lacp-rate fast --xmit-hash-policy layer3+4 ;;
	active-backup) on_host bondctl set bond0 --resend-igmp 3 && on_host bondctl set bond0 --resend-igmp 1 --arp-interval $((80 + RANDOM % 40)) ;;
	balance-rr) on_host bondctl set bond0 --packets-per-slave $((RANDOM % 4)) && on_host bondctl set bond0 --arp-interval $((80 + RANDOM % 40)) ;;
	broadcast) on_host bondctl set bond0 --resend-igmp 3 && on_host bondctl set bond0 --resend-igmp 1 --arp-interval $((80 + RANDOM % 40)) ;;
	*) on_host bondctl set bond0 --move-idle $((20 + RANDOM % 200)) && on_host bondctl set bond0 --arp-interval $((80 + RANDOM % 40)) ;;
	esac
}
fault_mode() {
	local other=balance-alb back=()
	up=1000 down=1000
	case $mode in
	stp) return ;;
	balance-alb) other=active-backup ;;
	balance-xor) other=balance-rr ;;
	balance-rr | broadcast) other=balance-xor ;;
	802.3ad) other=balance-xor up=all down=all back=(--lacp-rate fast) ;;
	esac
	on_host bondctl set bond0 --mode $other
	pause 0.$((RANDOM % 10))
	on_host bondctl set bond0 --mode "$mode" "${back[@]}"
}
fault_partner() {
	up=all down=all
	if lag; then
		ip -n "$PEER" link del lag && partner
	else
		ip -n "$SW" link set br0 down
		pause 0.$((RANDOM % 10))
		ip -n "$SW" link set br0 up
	fi
}
# The system of a LAG follows the bond's address: selected anew.
fault_address() {
	up=500 down=1000
	[[ $mode != 802.3ad && $mode != stp ]] || up=all down=all
	ip -n "$HOST" link set bond0 address "$(printf '02:00:00:00:01:%02x' $((RANDOM % 256)))"
}
fault_mtu() {
	up=200 down=200
	ip -n "$HOST" link set bond0 mtu 1400
	ip -n "$HOST" link set bond0 mtu 1500
}
fault_delay() {
	local space device
	read -r space device < <(link "$n")
	tc -n "$space" qdisc add dev "$device" root netem delay $((5 + RANDOM % 40))ms
	hold 2
	tc -n "$space" qdisc del dev "$device" root
	up=100 down=100
}
faults=(cut silent deaf mute leave options mode partner address mtu delay)

# episode: one fault, until all is well again, and a while without any.
episode() {
	local fault=${faults[RANDOM % ${#faults[@]}]} n=$((RANDOM % 2)) up=0 down=0 begin
	# A backup that fails says little.
	[[ $mode != active-backup ]] || ((RANDOM % 4 == 0)) || n=$(show '.active_member[3:]')
	begin=$(now_ms)
	"fault_$fault"
	wait_for 40 whole || fail "$mode: $fault of link $n does not end: $(show '"\(.state) \(.reason) \([.members[] | [.name, .reason, .stp.state]] | tojson)"')"
	wait_for 10 on_host ping -c1 -W1 10.0.0.2 || fail "$mode: no answer after $fault of link $n"
	pause 0.3
	echo "$begin $(now_ms) $fault $n $up $down" >>"$TMP/windows"
	pause 0.$((4 + RANDOM % 6))
}

# account NAME up|down: attributes each loss of a flow to a fault, whose limit it may not pass; and what came twice or too late, where the mode itself does
# not do so to what leaves this host.
account() {
	local odd=true
	[[ $2 != up || ($mode != balance-rr && $mode != broadcast) ]] || odd=false
	jq -r --arg way "$2" --argjson odd $odd --rawfile windows "$TMP/windows" --argjson rate $RATE '
		[$windows | split("\n")[] | select(. != "") | split(" ") | {from: (.[0] | tonumber - 100), to: (.[1] | tonumber), what: "\(.[2]) of link \(.[3])",
			limit: (if $way == "up" then .[4] else .[5] end)} |
			.most = (if .limit == "all" then 1e9 else ((.limit | tonumber) * $rate / 1000 | floor) end)] as $w |
		. as $flow |
		([$flow.losses[] | select(. as [$at] | any($w[]; $at >= .from and $at <= .to) | not) | "lost \(.[1]) at \(.[0]) ms without a fault"] +
		[$flow.odd[] | select($odd) | select(. as [$at] | any($w[]; $at >= .from and $at <= .to + 1000) | not) | "\(.[1]) twice or late at \(.[0]) ms without a fault"] +
		[$w[] | . as $one | ([$flow.losses[] | select(.[0] >= $one.from and .[0] <= $one.to) | .[1]] | add // 0) as $lost |
			select($lost > .most) | "lost \($lost) by \(.what) from \(.from + 100) to \(.to) ms, which explains \(.most)"])[]' "$TMP/$1.flow" >"$TMP/unexplained"
	check_eq "$mode: $1: lost $(lost "$1") of $(flowed "$1" .total), $(flowed "$1" '"\(.duplicated) twice, \(.flow_reordered) late"'): unexplained" "" "$(<"$TMP/unexplained")"
}

# tcp_begin: numbered lines to the peer by TCP.  tcp_end: whatever happened to the links, they arrive in the end, all, and in order.
tcp_begin() {
	local line=0
	nsenter --net="/run/netns/$PEER" busybox nc -l -p 7000 >"$TMP/tcp.got" <&"$nb_never" &
	tcp_receiver=$!
	wait_for 10 ns_exec "$PEER" grep -q ":$(printf %04X 7000) .* 0A " /proc/net/tcp /proc/net/tcp6 || die "no receiver of TCP"
	: >"$TMP/tcp.on"
	while [[ -e $TMP/tcp.on ]]; do
		printf '%08d%01991d\n' $((++line)) 0
		pause 0.02
	done | tee "$TMP/tcp.sent" | nsenter --net="/run/netns/$HOST" busybox nc 10.0.0.2 7000 &
}
tcp_ended() { ! kill -0 "$tcp_receiver"; }
tcp_end() {
	rm "$TMP/tcp.on"
	check_soon "$mode: TCP ends" 60 tcp_ended
	check "$mode: what TCP carried, $(wc -c <"$TMP/tcp.sent") bytes, arrived whole" cmp "$TMP/tcp.sent" "$TMP/tcp.got"
	check_ge "$mode: lines of it" "$(wc -l <"$TMP/tcp.got")" 100
}

for mode in "${modes[@]}"; do
	begin_mode
	RANDOM=$seed
	: >"$TMP/windows"
	flow up "$HOST" "$PEER" 10.0.0.2 $RATE 16
	flow up6 "$HOST" "$PEER" fd00::2 $RATE 4
	flow down "$PEER" "$HOST" 10.0.0.1 $RATE 16
	tcp_begin
	pause 0.5
	end=$(($(now_ms) + 1000 * seconds / ${#modes[@]} - 2000))
	while (($(now_ms) < end)); do episode; done
	flow_end up up6 down
	tcp_end
	for name in up up6; do account $name up; done
	account down down
	echo "# soak: $mode | seed $seed | $(wc -l <"$TMP/windows") faults: $(cut -d' ' -f3 "$TMP/windows" | sort | uniq -c | awk '{printf "%s%s %s", sep, $1, $2; sep = ", "}') | sent $(($(flowed up .total) + $(flowed up6 .total) + $(flowed down .total))), lost $(($(lost up) + $(lost up6) + $(lost down)))"
	ip -n "$HOST" link del bond0
	for space in "$HOST" "$SW" "$SWB" "$MID" "$PEER" "$FAR"; do [[ ! $space ]] || nb_del_ns "$space"; done
	HOST='' SW='' SWB='' MID='' PEER='' FAR=''
done
