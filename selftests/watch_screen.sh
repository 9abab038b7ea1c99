#!/bin/bash
# bondctl show --watch on a terminal: shows shares of the traffic, a failover at once, and gives the terminal back.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
need script
topo_switch 2
make_bond bond0 active-backup
check_soon "both members are usable" 10 shows '.state == "ok"'
choose eth0

# screen SECONDS KEYS WORDS...: bondctl with these words on a terminal of 90 columns, the keys pressed after so long; into $TMP/screen.
screen() {
	local seconds=$1 keys=$2
	shift 2
	{ pause "$seconds"; printf '%b' "$keys"; pause 1; } |
		on_host env TERM=linux script -qec "stty cols 90 rows 20; bondctl --no-color $*; echo status \$?; stty -a" "$TMP/screen" >/dev/null
}
seen() { grep -aq -- "$1" "$TMP/screen"; }

flow down "$HOST" "$PEER" 10.0.0.2 200
screen 3 q show --watch --interval 0.5
flow_end down
check "the active member has all the traffic" seen 'eth0 *active *+carrier *#* 100%'
check "no failover yet" seen 'no failover yet'
check "q ends it with status 0" seen 'status 0'
check "the screen is given back" seen $'\033\\[?1049l'
check "keys are shown again" seen '[^-]echo '

# The interval is long: only an event can have drawn what follows.
{ pause 1.5; unplug 0; } &
screen 4 q show bond0 --watch --interval 600
check "a failover is drawn at once" seen 'failovers 1, last .* ago: eth0 -> eth1, no_carrier'

screen 1 '\003' show --watch
check "so does Ctrl-C end it" seen $'\033\\[?1049l'

on_host bondctl show --watch </dev/null >"$TMP/none" 2>&1
check_eq "without a terminal" 2 $?
check_eq "two frames for scripts" 2 "$(on_host bondctl show --watch --count 2 --interval 0.1 | grep -c '^bond0 ')"
