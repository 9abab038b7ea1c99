#!/bin/bash
# Bonds upon bonds: seven carry packets and obey; one more, or a bond that would stand on itself, is refused with words, and nothing changes.
# kernels: 6.12 uml
. "$(dirname "$0")/lib.sh"
topo_switch 1
below=eth0
for ((i = 1; i <= 7; i++)); do
	check "bond $i" on_host bondctl add b$i --mode active-backup --member $below
	below=b$i
done
ip -n "$HOST" address add 10.0.0.1/24 dev b7
ip -n "$HOST" link set b7 up
check_soon "packets pass through seven" 10 on_host ping -c1 -W1 10.0.0.2
check "and many" on_host ping -q -i0.01 -c50 -W2 10.0.0.2
ip -n "$SW" link set sw0 down
check_soon "the uppermost hears of the cable" 5 on_host grep -qx 0 /sys/class/net/b7/carrier
ip -n "$SW" link set sw0 up
check_soon "and again" 10 on_host ping -c1 -W1 10.0.0.2

# refused WORDS COMMAND...: says so, and changes nothing.
refused() {
	local words=$1 before
	shift
	before=$(on_host bondctl show --json | jq -c 'map([.name, .members[].name])')
	check_eq "exit code of $*" 1 "$(on_host "$@" 2>"$TMP/said" >/dev/null; echo $?)"
	check "$* says \"$words\": $(<"$TMP/said")" grep -q "$words" "$TMP/said"
	check_eq "nothing changed by $*" "$before" "$(on_host bondctl show --json | jq -c 'map([.name, .members[].name])')"
}
on_host bondctl add b8 --mode active-backup
refused "More than eight devices" bondctl member add b8 b7
refused "More than eight devices" bondctl add b9 --mode active-backup --member b7
refused "stands on the bond" bondctl member add b1 b7
check_eq "b7 is nobody's member" "" "$(ip -n "$HOST" -o link show dev b7 | grep -o 'master [^ ]*')"
check "packets pass as before" on_host ping -c1 -W1 10.0.0.2
for ((i = 1; i <= 7; i++)); do ip -n "$HOST" link del b$i; done
for ((i = 8; i <= 9; i++)); do ip -n "$HOST" link del b$i 2>/dev/null; done

# A bond whose own member leaves while it is one: it has no address of that any more, nor does the next member get it.
ip -n "$HOST" link add d0 address 02:00:00:00:00:d0 type dummy
ip -n "$HOST" link add d1 address 02:00:00:00:00:d1 type dummy
on_host bondctl add inner --mode active-backup --member d0
on_host bondctl add outer --mode active-backup
ip -n "$HOST" link set outer address 02:00:00:00:00:77
check "inner joins" on_host bondctl member add outer inner
on_host bondctl member del inner d0
on_host bondctl member del outer inner
check "it keeps no address of who left" [ "$(mac "$HOST" inner)" != 02:00:00:00:00:d0 ]
on_host bondctl member add inner d1
check_eq "it takes that of its next first member, who keeps it" "02:00:00:00:00:d1 02:00:00:00:00:d1" "$(mac "$HOST" inner) $(mac "$HOST" d1)"
