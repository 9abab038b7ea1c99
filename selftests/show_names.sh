#!/bin/bash
# Names may hold what a terminal obeys, a shell runs or a plugin's line ends with: none of it comes out, and commands to copy still work.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
setup_ns HOST
esc=$'e\e[2J\a' run="\$(id)|" dash="a'=b"
for name in "$esc" "$run" "$dash"; do
	ip -n "$HOST" link add "$name" type dummy || die "no device"
done
bond=$'b\e[31m\302\233'
check "a bond" on_host bondctl add "$bond" --mode active-backup --member "$esc" --member "$run"
check "another" on_host bondctl add "$dash|" --mode active-backup --member "$dash"
ip -n "$HOST" link set "$bond" up
ip -n "$HOST" link set "$dash|" up

# obeys FILE: a byte that is neither visible nor the end of a line.
obeys() { LC_ALL=C grep -q '[^ -~]' "$1"; }
for command in show "show --details" explain history\ "$bond" check export advise\ --listen\ 0\ --no-input metrics "show --json" "explain --json"; do
	read -ra words <<<"$command"
	on_host bondctl "${words[@]}" >"$TMP/out" 2>"$TMP/err"
	[[ -s $TMP/out ]] || fail "${command%% *} says nothing: $(<"$TMP/err")"
	check_fails "no order to the terminal: ${command%%"$bond"}" obeys "$TMP/out"
done
on_host bondctl show $'no\e[2J' 2>"$TMP/err"
check_fails "nor in an error" obeys "$TMP/err"
check "it says what was asked for" grep -qF 'no\x1b[2J: no such bond' "$TMP/err"

# The line of a plugin: text, one bar, numbers with their labels.
line=$(on_host bondctl --no-color check)
check_eq "status" 0 $?
check_eq "one bar" 1 "$(tr -cd '|' <<<"$line" | wc -c)"
check "labels in quotes" grep -qF "'a''\x3db\x7c_usable'=" <<<"$line"
on_host bondctl --no-color check none >/dev/null
check_eq "unknown, behind a flag" 3 $?

# What explain says is to be done can be done as it stands there.
ip -n "$HOST" link set "$esc" down
on_host bondctl explain "$bond" --json >"$TMP/json"
remedy=$(jq -r '[.[].members[].findings[].remedy | select(. != null and startswith("ip link set $"))][0]' "$TMP/json")
echo "# $remedy"
check "the command of explain" on_host bash -c "$remedy"
check "did what it says" eval "ip -n $HOST link show \"\$esc\" | head -1 | grep -q '[<,]UP[,>]'"
