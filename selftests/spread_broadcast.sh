#!/bin/bash
# broadcast: every member sends every frame once; a dead one does not hold up the others; without members packets are counted as dropped; none leak.
# kernels: 6.12
# timeout: 300
. "$(dirname "$0")/lib.sh"
topo_lag 3
make_bond bond0 broadcast
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
flows="$(frame 020000000001 020000000002 0800)$(ipv4 0a000001 0a000002 11)9c40 1389 0000000000000000"
big=$(printf '00%.0s' {1..1300})
# send NAME PORTS: 200 frames; each must come in once by all of PORTS.
send() {
	tally "$1" p0 p1 p2
	on_host nbflow send bond0 200 1 0 "$flows" >"$TMP/sent"
	tally_end "$1"
	check_eq "$1: frames that came once by each of $2" 200 "$(tallied "$1" "[.flows[] | select(.at == ([\"${2// /\",\"}\"] | map({(.): 1}) | add))] | length")"
}
# used: kB that the kernel holds in slabs.
used() {
	sleep 0.5
	awk '/^Slab:/ {print $2}' /proc/meminfo
}
send three "p0 p1 p2"
ip -n "$PEER" link set p1 down
check_soon "eth1 is lost" 5 shows '.members[1].role == "none"'
send two "p0 p2"
ip -n "$PEER" link set p1 up
check_soon "eth1 is back" 5 shows '.members[1].role == "active"'
send again "p0 p1 p2"
on_host nbflow send bond0 100 20 0 "$flows$big" >"$TMP/sent"
before=$(used)
on_host nbflow send bond0 100 40 0 "$flows$big" >"$TMP/sent"
# A clone each would be 1 MB, with its data 8 MB.
check_le "memory kept, kB" $(($(used) - before)) 900
on_host bondctl member del bond0 eth1 eth2
send one "p0"
dropped() { on_host cat /sys/class/net/bond0/statistics/tx_dropped; }
ip -n "$PEER" link set p0 down
check_soon "no carrier" 5 shows '.state == "failed" and (.carrier | not)'
on_host bondctl member del bond0 eth0
before=$(dropped)
on_host nbflow send bond0 50 1 0 "$flows" >"$TMP/sent"
check_ge "dropped, counted" $(($(dropped) - before + $(jq .errors "$TMP/sent"))) 50
