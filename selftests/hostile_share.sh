#!/bin/bash
# ARP, Neighbour Discovery and Markers as fast as a station can send them: data beside them arrives as it does beside frames of a type that nobody knows, and
# they take of the processor a small multiple of what those take; of Markers few are answered.
# timeout: 200
# kernels: deep
# processors: 2
. "$(dirname "$0")/lib.sh"
pairs=3 count=4500
# In percent. What the host itself does with ARP and ND is in it, too: it learns neighbours and answers.
most=700

# Of 500 stations, the type of the frame being @: who asks the host, who answers it, who asks for another.
all=ffffffffffff other=02:00:00:00:00:99
arp() { printf '%s [0x020000100000:6] @ 0001 0800 0604 000%s [0x020000100000:6] [0x0a014000:4] %s %s' "$@"; }
nd() { printf '%s' "$(nd_frame "$@")" | sed 's/ 86dd / @ /'; }
marker='0180c2000002020000000a0a @ 0201 0110 0001 [0x020000200000:6] [1:4] 0000 0000'$(printf %0180d 0)

# busy: what all processors have done, in hundredths of a second.
busy() { awk '/^cpu / {print $2 + $3 + $4 + $7 + $8}' /proc/stat; }
# flood KIND TYPE DEVICE FRAMES: notes from when to when, of which kind, and what it took.
flood() {
	local kind=$1 type=$2 device=$3 from took
	shift 3
	pause 0.1
	from=$(now_ms) took=$(busy)
	on_peer nbflow send "$device" 500 $((count / 500 / $#)) 0 "${@//@/$type}" >"$TMP/sent" || fail "$kind is not sent"
	pause 0.1
	echo "$kind $from $(now_ms) $(($(busy) - took))" >>"$TMP/floods"
}
# beside KIND TYPE DEVICE FRAMES...: floods of this kind and of the type 88b5 in turn.
beside() {
	local kind=$1 type=$2 i
	shift 2
	for ((i = 0; i < pairs; i++)); do
		flood "$kind" "$type" "$@"
		flood "$kind-unknown" 88b5 "$@"
	done
}
# lost_beside KIND FLOW: in each flood, of those sent in its time.
lost_beside() {
	jq -r --arg kind "$1" --rawfile floods "$TMP/floods" '.losses as $losses | [$floods | split("\n")[] | split(" ") | select(.[0] == $kind) |
		(.[1] | tonumber) as $from | (.[2] | tonumber) as $to | [$losses[] | select(.[0] >= $from and .[0] <= $to) | .[1]] | add // 0] | join(" ")' "$TMP/$2.flow"
}
took() { awk -v kind="$1" '$1 == kind {print $4}' "$TMP/floods"; }
# judge WHAT KIND...: ends the data.
judge() {
	local what=$1 kind name i ours unknown
	shift
	flow_end up down
	for kind; do
		for name in up down; do
			read -ra ours < <(lost_beside "$kind" $name)
			read -ra unknown < <(lost_beside "$kind-unknown" $name)
			echo "# $what: $kind: $name lost ${ours[*]}, beside unknown ${unknown[*]}"
			check_le "$what: $kind: lost $name" "$(median "${ours[@]}")" "$(median "${unknown[@]}")"
		done
		mapfile -t ours < <(took "$kind")
		mapfile -t unknown < <(took "$kind-unknown")
		echo "# $what: $kind: took ${ours[*]}, unknown ${unknown[*]}"
		for ((i = 0; i < pairs; i++)); do ours[i]=$((100 * ours[i] / unknown[i])); done
		check_le "$what: $kind: takes of the processor, % of what unknown frames do" "$(median "${ours[@]}")" $most
	done
	: >"$TMP/floods"
}
begin() {
	ip -n "$HOST" address add 10.1.0.1/16 dev bond0
	bond=$(mac "$HOST" bond0)
	asks=("$(arp $all 1 000000000000 0a010001)" "$(arp "$bond" 2 "$bond" 0a010001)" "$(arp $all 1 000000000000 '[0x0a014000:4]')")
	nds=("$(nd "$bond" $other fd00::77 fd00::1 88 60 fd00::77 "0201 $other")" "$(nd 33:33:00:00:00:01 $other fd00::77 ff02::1 88 20 fd00::77 "0201 $other")"
		"$(nd "$bond" $other fd00::77 fd00::1 87 00 fd00::1 "0101 $other")")
	check_soon "$1: the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
	flow up "$HOST" "$PEER" 10.0.0.2 300 8
	flow down "$PEER" "$HOST" 10.0.0.1 300 8
}

topo_switch 2
make_bond bond0 balance-alb --alb-max-clients 256
check_soon "balance-alb: both are usable" 5 state_is ok
begin balance-alb
beside arp 0806 eth0 "${asks[@]}"
beside nd 86dd eth0 "${nds[@]}"
judge balance-alb arp nd

topo_lacp 2
# shellcheck disable=SC2119
lacp_begin
begin 802.3ad
beside arp 0806 p0 "${asks[@]}"
beside nd 86dd p0 "${nds[@]}"
begin=$(now_ms)
beside marker 8809 p0 "$marker"
read -r came answered < <(lacp_member eth0 '.counters | "\(.marker_rx) \(.response_tx)"')
check_ge "802.3ad: Markers came" "$came" $((pairs * count / 2))
check_le "802.3ad: answers to them, five a second" "$answered" $((10 + 5 * ($(now_ms) - begin) / 1000))
judge 802.3ad arp nd marker
check "the LAG is whole" shows "$nb_whole"
