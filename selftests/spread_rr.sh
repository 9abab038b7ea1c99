#!/bin/bash
# balance-rr: members take turns of packets_per_slave packets exactly, also when fewer are left; membership reports all go one way.
# kernels: 6.12
# timeout: 300
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_lag 3
on_host sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
on_host bondctl add bond0 --mode balance-rr --member eth0,eth1,eth2 || die "no bond"
ip -n "$HOST" link set bond0 up
check_soon "up" 5 state_is ok
flows="$(frame 020000000001 020000000002 0800)$(ipv4 0a000001 0a000002 11)9c40 1389 0000000000000000"
igmp="$(frame 01005e000001 020000000002 0800)$(ipv4 0a000001 e0000001 02)1100000000000000"
# send NAME FRAME: 300 frames from one processor; the number behind each tells their order.
send() {
	tally "$1" p0 p1 p2
	on_host taskset -c 0 nbflow send bond0 300 1 0 "$2" >"$TMP/sent"
	tally_end "$1"
}
counts() { tallied "$1" '[.frames[]] | join(" ")'; }
# runs NAME: how many frames in sequence each port got, the first and the last run left out, as {length: times}.
runs() {
	# shellcheck disable=SC2016
	tallied "$1" '[.flows | sort_by(.id)[] | .at | keys[0]] | reduce .[] as $p ([]; if (.[-1] // [])[0] == $p then .[-1][1] += 1 else . + [[$p, 1]] end)
		| .[1:-1] | group_by(.[1]) | map("\(.[0][1]):\(length)") | join(" ")'
}
send one "$flows"
check_eq "1 packet a turn" "100 100 100" "$(counts one)"
check_eq "one after the other" "1:298" "$(runs one)"
on_host bondctl set bond0 --packets-per-slave 3
send three "$flows"
for i in 0 1 2; do
	check_ge "3 packets a turn: p$i" "$(tallied three ".frames.p$i")" 98
	check_le "3 packets a turn: p$i" "$(tallied three ".frames.p$i")" 102
done
check_eq "by threes" 3 "$(runs three | cut -d: -f1)"
on_host bondctl set bond0 --packets-per-slave 0
send random "$flows"
for i in 0 1 2; do
	# Five standard deviations.
	check_ge "at random: p$i" "$(tallied random ".frames.p$i")" 60
	check_le "at random: p$i" "$(tallied random ".frames.p$i")" 140
done
check_ge "runs of different lengths" "$(runs random | wc -w)" 3
on_host bondctl set bond0 --packets-per-slave 1
send igmp "$igmp"
check_eq "membership reports by one member" 300 "$(tallied igmp '[.frames[]] | max')"
ip -n "$PEER" link set p1 down
check_soon "eth1 is lost" 5 shows '.members[1].role == "none"'
send two "$flows"
check_eq "two take turns" "150 0 150" "$(counts two)"
check_eq "one after the other" "1:298" "$(runs two)"
ip -n "$PEER" link set p1 up
check_soon "eth1 is back" 5 shows '.members[1].role == "active"'
send again "$flows"
check_eq "three again at once" "100 100 100" "$(counts again)"
check_soon "the weights" 5 on_host bondctl member set bond0 eth2 --weight 2
send weights "$flows"
check_eq "1 to 1 to 2" "75 75 150" "$(counts weights)"
check_fails "what belongs to hashing is refused" on_host bondctl set bond0 --xmit-hash-policy layer2
