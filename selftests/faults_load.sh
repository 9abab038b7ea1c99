#!/bin/bash
# Whichever allocation fails while the module is loaded, it is not loaded, and loads the next time.
# timeout: 600
# kernels: debug uml
# module: own
. "$(dirname "$0")/lib.sh"
need nbfail
may_fail
is_loaded() { grep -q '^netbond ' /proc/modules; }
refused=0 told=0 wrong=0 tried=0
for ((n = 1; n <= 5000; n += ${NB_STEP:-60})); do
	tried=$((tried + 1))
	rm -f "$TMP/nth"
	timeout -k 1 60 nbfail "$TMP/nth" "$n" insmod "$NB_KO" >"$TMP/said" 2>&1
	status=$?
	((status == 125)) && die "$(<"$TMP/said")"
	if ((status == 0)) && is_loaded; then
		told=$((told + 1))
		ip link add nb0 type netbond || { wrong=$((wrong + 1)) && echo "allocation $n: loaded, and makes no bond"; }
		rmmod netbond || die "allocation $n: does not unload"
	elif ((status > 0 && status < 124)) && ! is_loaded; then
		refused=$((refused + 1))
	else
		wrong=$((wrong + 1))
		echo "allocation $n: status $status: $(head -c 200 "$TMP/said")"
		is_loaded && rmmod netbond
	fi
	[[ $(<"$TMP/nth") == failed* ]] || break
done
echo "# faults: loading the module | $tried of $((n - 1)) | $refused | $told | 0"
check_le "the allocations have an end" "$n" 5000
check_ge "some refuse" "$refused" 1
check_eq "neither loaded nor not" 0 "$wrong"
