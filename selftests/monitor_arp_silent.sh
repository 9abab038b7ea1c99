#!/bin/bash
# A path dies silently (carrier stays): found within (arp_missed_max + 0.5) intervals + 5 ms of the last answer, and the history says so.
# timeout: 400
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2
grain_us=0
[[ $(uname -m) == um || ${NB_KERNEL:-} == uml ]] && grain_us=20000
make_bond bond0 active-backup --arp-interval 100 --arp-missed-max 2 --arp-ip-target 10.0.0.2

# measure INTERVAL MISSED TIMES: each time the active member's path; leaves wire=() and told=() in us, unanswered=() of them in that time, asked=() at all.
measure() {
	local i old port new
	wire=() told=() unanswered=() asked=() stalls=()
	on_host bondctl set bond0 --arp-interval "$1" --arp-missed-max "$2"
	for ((i = 0; i < $3; i++)); do
		check_soon "every path answers" 10 state_is ok
		sleep 0.3
		old=$(show .active_member) port=sw${old#eth} new=eth$((1 - ${old#eth}))
		watch old "$HOST" "$old" --filter arp
		watch new "$HOST" "$new" --filter arp
		# The last answer has to be among what is watched.
		check_soon "an answer is on the wire" 5 answered
		stall_begin
		silent_break "$port"
		check_soon "$new takes over" 5 active_is "$new"
		stalls+=("$(stall_end)")
		watch_end old
		watch_end new
		silent_mend "$port"
		judge "$old" "$new"
	done
}

answered() { (($(frames old ".op == 2 and .spa == \"10.0.0.2\" and .dst == \"$(mac "$HOST" bond0)\""))); }

# judge OLD NEW: the last answer on the old member until the first probe that the new one sends as the bond.
judge() {
	local bond answer event moved probes
	bond=$(mac "$HOST" bond0)
	event=$(history_of "[.[] | select(.event == \"active\" and .old_member == \"$1\" and .member == \"$2\")] | last |
		\"\(.time_ns / 1000 | floor) \(.gap_ns / 1000 | floor) \(.reason)\"")
	moved=${event%% *}
	# On a machine that is late one more may come after that.
	answer=$(jq -s "[.[] | select(.op == 2 and .spa == \"10.0.0.2\" and .dst == \"$bond\" and .timestamp_us < $moved) | .timestamp_us] | max" "$TMP/old.wire")
	told+=("$(cut -d' ' -f2 <<<"$event")")
	check_eq "the reason" probe_no_reply "${event##* }"
	# Gratuitous ARP of the new member is on the wire by then, too.
	wire+=($((moved - answer)))
	probes=$(jq -rs "[.[] | select(.op == 1 and .direction == \"out\" and .src == \"$bond\" and .spa != .tpa and .timestamp_us > $answer)] |
		\"\(map(select(.timestamp_us < $moved)) | length) \(length)\"" "$TMP/old.wire")
	unanswered+=("${probes% *}")
	# The watcher may see one late, but in its order: as the bond the old member asks no more once it was left.
	asked+=("${probes#* }")
	check_ge "$2 announces the bond" "$(frames new ".direction == \"out\" and .src == \"$bond\" and .spa == .tpa")" 1
}

measure 100 2 3
echo "100 ms: on the wire ${wire[*]} us, told ${told[*]} us, unanswered probes ${unanswered[*]}; stalls ${stalls[*]} us"
spare=$((grain_us + $(median "${stalls[@]}")))
check_le "from the last answer, us" "$(median "${wire[@]}")" $((255000 + spare))
check_le "as the history tells, us" "$(median "${told[@]}")" $((255000 + spare))
check_eq "after this many unanswered probes" 2 "$(median "${unanswered[@]}")"
apart=()
for i in "${!wire[@]}"; do
	apart+=($((wire[i] > told[i] ? wire[i] - told[i] : told[i] - wire[i])))
done
check_le "wire and history agree, us" "$(median "${apart[@]}")" 10000

if ((!grain_us)); then
	measure 10 2 3
	echo "10 ms: on the wire ${wire[*]} us, told ${told[*]} us, unanswered probes ${unanswered[*]}; stalls ${stalls[*]} us"
	check_le "from the last answer at 10 ms, us" "$(median "${told[@]}")" $((30000 + $(median "${stalls[@]}")))
	check_le "and no more unanswered probes" "$(median "${unanswered[@]}")" 2

	measure 10 3 3
	echo "10 ms, 3 missed: on the wire ${wire[*]} us, told ${told[*]} us, unanswered probes ${unanswered[*]}, all ${asked[*]}; stalls ${stalls[*]} us"
	check_le "from the last answer at 10 ms, 3 missed, us" "$(median "${told[@]}")" $((40000 + $(median "${stalls[@]}")))
	check_le "and no more unanswered probes" "$(median "${unanswered[@]}")" 3
	check_ge "nor fewer" "$(least "${asked[@]}")" 3
fi
