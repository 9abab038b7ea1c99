#!/bin/bash
# The bond keeps its MAC address when fail_over_mac cannot be changed for want of memory, whichever allocation fails.
# timeout: 240
# kernels: uml
. "$(dirname "$0")/lib.sh"
need nbfail
may_fail
topo_switch 2
make_bond bond0 active-backup
# Not the member whose address the bond has.
choose eth1
address() { ip -n "$HOST" -o link show "$1" | sed -E 's/.* link\/ether ([^ ]+) .*/\1/'; }
before=$(address bond0)
on_host bondctl set bond0 --fail-over-mac active
after=$(address bond0)
check "the active member has another address" test "$before" != "$after"
back() {
	on_host bondctl set bond0 --fail-over-mac none
	ip -n "$HOST" link set bond0 address "$before"
}
back
tried=0 changed=0 refused=0 half=0
for ((n = 1; n <= 1000; n += ${NB_STEP:-4})); do
	tried=$((tried + 1))
	ip netns exec "$HOST" nbfail "$TMP/nth" "$n" nbnl CMD_BOND_SET A_NAME:str:bond0 A_OPTIONS+ OPT_FAIL_OVER_MAC:u32:1 . >"$TMP/said" 2>&1
	status=$?
	((status == 125)) && die "$(<"$TMP/said")"
	now=$(address bond0)
	if ((status == 0)); then changed=$((changed + 1)); else refused=$((refused + 1)); fi
	[[ $(<"$TMP/nth") == failed* ]] || break
	if [[ $now == "$before" ]]; then
		((status)) || { half=$((half + 1)) && echo "allocation $n: changed, with the address before"; }
		continue
	fi
	# Or it was done, and the answer lost.
	if ((status)) && shows '.options.fail_over_mac == "none"' >/dev/null; then
		half=$((half + 1))
		echo "allocation $n: refused, and the address is $now"
	fi
	back
done
echo "# faults: fail_over_mac | $tried of $n | $refused | $changed | 0"
check_le "the allocations have an end" "$n" 1000
check_ge "some are refused" "$refused" 1
check_eq "half done" 0 "$half"
