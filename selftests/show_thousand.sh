#!/bin/bash
# A thousand bonds are shown whole: each once, also while others come and go.
# timeout: 240
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
setup_ns HOST
seq -f 'link add b%03g type netbond' 0 999 | ips "$HOST" || die "no bonds"
seq -f 'b%03g' 0 999 >"$TMP/names"
# whole WHAT FILE: the thousand names, sorted, each once.
whole() { check_eq "$1" "" "$(grep '^b' "$2" | sort | diff "$TMP/names" - | head -5)"; }

least=99999999
for _ in 1 2 3 4 5; do
	from=${EPOCHREALTIME/./}
	on_host bondctl show >"$TMP/text" || fail "show"
	took=$((${EPOCHREALTIME/./} - from))
	((took < least)) && least=$took
done
echo "# us for bondctl show of 1000 bonds, with ip netns exec, the best of five: $least"
check_le "us for 1000 bonds" "$least" 1000000
awk '/^b/ {print $1}' "$TMP/text" >"$TMP/shown"
whole "text" "$TMP/shown"
on_host bondctl show --json | jq -r '.[].name' >"$TMP/shown"
whole "JSON" "$TMP/shown"
on_host bondctl metrics | sed -n 's/^netbond_bond_info{bond="\([^"]*\)".*/\1/p' >"$TMP/shown"
whole "metrics" "$TMP/shown"

# Below, between and above them in whatever order the kernel tells them.
churn() {
	while [[ ! -e $TMP/enough ]]; do
		seq -f 'link add x%g type netbond' 0 19 | ips "$HOST"
		seq -f 'link del x%g' 0 19 | ips "$HOST"
	done
}
churn &
others=0
for i in {1..3}; do
	on_host bondctl show --json | jq -r '.[].name' >"$TMP/shown" || fail "show"
	others=$((others + $(grep -c '^x' "$TMP/shown")))
	sort "$TMP/shown" | uniq -d >"$TMP/twice"
	check_eq "none is shown twice, $i" "" "$(<"$TMP/twice")"
	whole "while others come and go, $i" "$TMP/shown"
done
: >"$TMP/enough"
wait
check_ge "others were seen" "$others" 1
