#!/bin/bash
# Frames of Slow Protocols that are wrong in every way: each is counted where it belongs, nothing changes, traffic goes on, the log stays quiet.
# timeout: 400
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
lacp_begin
check_traffic "first"
echo "netbond-selftest hostile begins" >/dev/kmsg

# Of link 0: what the far end says of itself, and of us.
far_system=$(far_end p0 actor "system mac address")
far="65535 $far_system $(far_end p0 actor "port key") 255 $(far_end p0 actor "port number") 63"
own=$(lacp_member eth0 '.actor | "\(.system_priority) \(.system) \(.key) \(.port_priority) \(.port) 63"')
source=$(mac "$PEER" p0)
# shellcheck disable=SC2086
good=$(lacp_frame "$source" $far $own)
check_eq "an LACPDU is 124 bytes long" 248 ${#good}
head=${good:0:28}

# inject HEX [COUNT [MS]]: as if the far end had sent it.
inject() { on_peer nbwire send p0 "$@"; }
nb_state='[.carrier, .state, (.members[] | [.name, .role, .reason, .lacp.selected, .lacp.aggregator, .lacp.mux, .lacp.rx, .lacp.actor, .lacp.partner])] | tojson'
state() { show "$nb_state"; }
count() { lacp_member eth0 ".counters.$1"; }
# look COUNTER: it, and the state, by one question: $counter, $state.
look() { read -r counter state < <(show "\"\\(.members[0].lacp.counters.$1) \\($nb_state)\""); }
reached() { look "$1" && ((counter >= $2)); }
# counted WHAT COUNTER NUMBER HEX...: each frame raises this counter by one, and the state stays.
counted() {
	local what=$1 name=$2 number=$3 counter state before hex
	shift 3
	look "$name"
	before=$counter
	for hex; do inject "$hex"; done
	check_soon "$what: $name" 2 reached "$name" $((before + number))
	((counter - before > number + 8)) && fail "$what: $name: $((counter - before)) instead of $number"
	check_eq "$what: the state" "$was" "$state"
}
was=$(state)

counted "a good one" pdu_rx 1 "$good"
short=()
for length in 109 62 61 42 20 3 2 1; do short+=("${good:0:$((28 + 2 * length))}"); done
counted "cut short" bad ${#short[@]} "${short[@]}"
counted "with a long tail" pdu_rx 1 "$good$(printf %02400d 0)"
printf -v zeros %0216d 0
illegal=()
for subtype in 00 0b 7f ff; do illegal+=("$head${subtype}01$zeros"); done
counted "illegal subtypes" bad 4 "${illegal[@]}"
counted "subtypes of others" unknown 4 "${head}0301$zeros" "${head}0a01$zeros" "${head}0401$zeros" "${head}0901$zeros"
# What must not be validated: the version, the types of the TLVs, reserved octets.
counted "versions and types" pdu_rx 4 "${head}0102${good:32}" "${head}01f1${good:32}" "${head}0101ff14${good:36}" \
	"${good:0:66}ffffff${good:72}"
# What may be: the lengths. One way or the other, each is counted.
wrong=("${head}01010115${good:36}" "${good:0:72}0200${good:76}" "${good:0:112}03ff${good:116}" "${good:0:144}0001${good:148}")
before=$(($(count bad) + $(count pdu_rx)))
for hex in "${wrong[@]}"; do inject "$hex"; done
sleep 0.2
check_ge "wrong lengths, each is counted" $(($(count bad) + $(count pdu_rx) - before)) ${#wrong[@]}
check_eq "wrong lengths: the state" "$was" "$(state)"

# refused WHAT HEX: it is not read, and nothing happens. The far end repairs what it would do, so the state alone says little; and may speak meanwhile.
refused() {
	local counter state before events
	watch refused "$PEER" p0 --filter lacp
	look pdu_rx
	before=$counter events=$(show .event_seq)
	inject "$2"
	sleep 0.3
	look pdu_rx
	check_eq "$1: no event" "$events" "$(show .event_seq)"
	watch_end refused
	check_eq "$1: the frame was sent" 1 "$(frames refused "$refused")"
	check_le "$1: read, beside what the far end says" $((counter - before)) "$(frames refused ".direction == \"out\" and ($refused | not)")"
	check_eq "$1: the state" "$was" "$state"
}
refused='.direction == "out" and (.vlans != [] or .dst != "01:80:c2:00:00:02")'
# A VLAN's LACPDU is not ours, whoever it says that it is from; nor is one for another address.
# shellcheck disable=SC2086
foreign=$(lacp_frame "$source" 1 02:00:00:00:00:66 1 1 1 63 $own)
refused "tagged" "${foreign:0:24}81000005${foreign:24}"
refused "tagged by a provider" "${foreign:0:24}88a80005${foreign:24}"
refused "to everybody" "ffffffffffff${foreign:12}"
# A tag with no number says a priority and no VLAN.
counted "with a priority" pdu_rx 1 "${good:0:24}81000000${good:24}"

# Markers: answered with what was asked, to the group, from the port's own address; five a second.
marker() { printf '%s0201%s10%04x%s%08x00000000%0180d' "$head" "$1" "$2" "${far_system//:/}" "$3" 0; }
watch answer "$PEER" p0 --filter lacp
counted "a Marker" marker_rx 1 "$(marker 01 7 305419896)"
sleep 0.2
watch_end answer
check_eq "the Response" "[\"01:80:c2:00:00:02\",\"$(show '.members[0].permanent_address')\",124,2,16,7,\"$far_system\",305419896]" \
	"$(jq -s -c 'map(select(.direction == "in" and .kind == "marker")) | .[0] |
		[.dst, .src, .length, .marker_type, .marker_length, .requester_port, .requester_system, .transaction]' "$TMP/answer.wire")"
sleep 1
watch many "$PEER" p0 --filter lacp
limited=$(count response_limited)
inject "$(marker 01 7 99)" 200 2
sleep 0.5
watch_end many
check_ge "many Markers: answered" "$(frames many '.direction == "in" and .marker_type == 2')" 3
check_le "many Markers: answered, five a second" "$(frames many '.direction == "in" and .marker_type == 2')" 15
check_ge "the others are counted" $(($(count response_limited) - limited)) 150
watch unasked "$PEER" p0 --filter lacp
counted "a Response that nobody asked for" response_rx 1 "$(marker 02 7 99)"
counted "a Marker that is no Marker" bad 2 "$(marker 03 7 99)" "${head}02010110"
watch_end unasked
check_eq "they are not answered" 0 "$(frames unasked '.direction == "in" and .kind == "marker"')"

# Our own system, as by a loop.
before=$(count loopback)
# shellcheck disable=SC2086
inject "$(lacp_frame "$source" $own $own)" 5 100
sleep 0.2
check_ge "our own system" $(($(count loopback) - before)) 5
check "our own system: the carrier stays" shows .carrier
check_soon "our own system: the bond is as it was" 10 all_distributing

# Noise: thousands of good ones, then of bad ones, under traffic.
flow flood "$HOST" "$PEER" 10.0.0.2 500 16
watch answers "$PEER" p0 --filter lacp
start=$(now_ms)
inject "$good" 20000
inject "${good:0:80}" 20000
took=$(($(now_ms) - start))
check "a flood: all carry traffic" all_distributing
check_eq "a flood: the state" "$was" "$(state)"
watch_end answers
flow_end flood
check_le "a flood of $took ms: LACPDUs sent meanwhile" "$(frames answers '.direction == "in" and .kind == "lacp"')" $((10 + took / 100))
check_eq "a flood: lost" 0 "$(lost flood)"

# A partner that tells of nothing but changes.
for i in 1 2 3 4 5 6 7 8 9 10; do
	# shellcheck disable=SC2086
	inject "$(lacp_frame "$source" $i "02:00:00:00:01:0$((i % 10))" $i $i $i $((i * 25)) $own)" 3 5
done
check "changes: the other member goes on" shows '.carrier'
lacp_form "changes: the bond is as it was" 20
check_traffic "after all"
# What netbond says, not whose stack it is in: a small guest may complain of atomic memory under such a flood.
lines=$(dmesg | sed '1,/netbond-selftest hostile begins/d' | grep -E '\] (netbond|bond0)\b')
check_le "lines in the kernel's log" "$(grep -c . <<<"$lines")" 20
(($(grep -c . <<<"$lines") <= 20)) || head -15 <<<"$lines" | sed 's/^/FAIL: /'
