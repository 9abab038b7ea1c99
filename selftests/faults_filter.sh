#!/bin/bash
# What the bond receives its members come to receive, whichever allocation fails while an address is added: where there was no memory, a little later.
# timeout: 300
# kernels: uml
. "$(dirname "$0")/lib.sh"
need nbfail
may_fail
topo_switch 2
make_bond bond0 active-backup
# group, station ADDRESS: bond and members that receive for it, in $REPLY.
group() { REPLY=$(on_host cat /proc/net/dev_mcast | awk -v address="$1" '$5 == address && $2 ~ /^(bond0|eth[01])$/ {printf "%s ", $2}'); }
station() { REPLY=$(on_host bridge fdb show | awk -v address="$1" '$1 == address && /self/ && $3 ~ /^(bond0|eth[01])$/ {printf "%s ", $3}'); }
all() { "$@" && [[ $REPLY == *eth0\ * && $REPLY == *eth1\ * ]]; }
none() { "$@" && [[ ! $REPLY ]]; }
unlearn() { on_host bridge fdb del 02:bb:00:00:00:01 dev bond0 self; }
leave() { ip -n "$HOST" maddress del 01:00:5e:0a:0b:0c dev bond0; }
missed() { dmesg | grep -c "no memory for a member's receive filter"; }

# try WHAT group|station ADDRESS UNDO COMMAND...
try() {
	local what=$1 has=$2 address=$3 undo=$4 n deaf=0 added=0
	shift 4
	for ((n = 1; n <= 1000; n++)); do
		on_host nbfail "$TMP/nth" "$n" "$@" >"$TMP/said" 2>&1
		(($? == 125)) && die "$(<"$TMP/said")"
		"$has" "$address"
		if [[ $REPLY == *bond0* ]]; then
			added=$((added + 1))
			wait_for 2 all "$has" "$address" || { deaf=$((deaf + 1)) && echo "$what, allocation $n: of all only $REPLY"; }
			[[ $(<"$TMP/nth") == failed* ]] || break
			"$undo" >/dev/null 2>&1
		fi
	done
	echo "# faults: $what | $n of $n | $added with the address | $deaf deaf"
	check_le "$what: the allocations have an end" "$n" 1000
	check_ge "$what: is done in spite of some" "$added" 2
	check_eq "$what: times that a member does not receive" 0 "$deaf"
	"$undo"
	check_soon "$what: no longer than the bond" 2 none "$has" "$address"
}
before=$(missed)
try "a group" group 01005e0a0b0c leave ip maddress add 01:00:5e:0a:0b:0c dev bond0
try "a station" station 02:bb:00:00:00:01 unlearn bridge fdb add 02:bb:00:00:00:01 dev bond0 self
check_ge "filters had to be tried again" $(($(missed) - before)) 3
