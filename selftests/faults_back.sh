#!/bin/bash
# A change of fail_over_mac or of the mode that is refused because memory ran out leaves every address as it was, though none is left to go back with.
# timeout: 400
# kernels: debug
. "$(dirname "$0")/lib.sh"
need nbfail
may_fail
fault=/sys/kernel/debug/failslab
defer eval "echo 0 >$fault/probability; echo N >$fault/task-filter"
for setting in task-filter=Y interval=1 probability=100; do echo "${setting#*=}" >"$fault/${setting%=*}" || die "no $setting"; done
topo_switch 2
make_bond bond0 active-backup
choose eth1
addresses() { on_host ip -br link show | awk '$1 ~ /^(bond0|eth[01])(@|$)/ {printf "%s %s ", $1, $3}'; }
# What nbfail sets is not in the /sys of "ip netns exec".
cat >"$TMP/starve" <<'X'
mount -t debugfs none /sys/kernel/debug && exec nbfail "$@"
X

# try WHAT ATTRIBUTES JQ BACK...: the options that change, what is true as long as they have not, bondctl's options that undo it.
try() {
	local what=$1 attributes same=$3 back bytes few=512 enough=50000 before half=0 refused=0 changed=0
	read -ra attributes <<<"$2"
	shift 3
	back=("$@")
	before=$(addresses)
	# What is had once is had, so that the first time takes more. The last that can fail is what comes after the addresses.
	done_with $enough || fail "$what: refused with enough: $(<"$TMP/said")"
	while ((enough - few > 32)); do
		bytes=$(((few + enough) / 2))
		if done_with $bytes; then enough=$bytes; else few=$bytes; fi
	done
	for ((bytes = few > 1024 ? few - 768 : 256; bytes < few; bytes += 32)); do done_with $bytes; done
	echo "# faults: $what | $((refused + changed)) of $few bytes | $refused refused | $changed done | $half half"
	check_ge "$what: is done with enough" "$changed" 1
	check_ge "$what: some are refused" "$refused" 8
	check_eq "$what: half done" 0 "$half"
}
# done_with BYTES: try's request, with this much memory.
done_with() {
	local now status
	on_host bash "$TMP/starve" "$TMP/nth" "+$1" nbnl CMD_BOND_SET A_NAME:str:bond0 A_OPTIONS+ "${attributes[@]}" . >"$TMP/said" 2>&1
	status=$?
	((status == 125)) && die "$(<"$TMP/said")"
	now=$(addresses)
	if shows "$same" >/dev/null; then
		refused=$((refused + 1))
		[[ $now == "$before" ]] || { half=$((half + 1)) && echo "$what, $1 bytes: refused, and left are $now"; }
		mend "$before"
		return 1
	fi
	changed=$((changed + 1))
	on_host bondctl set bond0 "${back[@]}"
	# From where it began, whatever was left.
	mend "$before"
}
# mend ADDRESSES: what addresses() said.
mend() {
	local device word
	[[ $(addresses) == "$1" ]] && return
	for word in $1; do
		if [[ $word == *:* ]]; then ip -n "$HOST" link set "${device%@*}" address "$word"; else device=$word; fi
	done
	check_eq "as it was" "$1" "$(addresses)"
}
try "fail_over_mac none to active" OPT_FAIL_OVER_MAC:u32:1 '.options.fail_over_mac == "none"' --fail-over-mac none
try "the mode" OPT_MODE:u32:6 '.options.mode == "active-backup"' --mode active-backup
