#!/bin/bash
# Shares follow speed and weight, in buckets and on the wire; a change of weights waits for pauses as a member's return does.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 3
modprobe dummy numdummies=0 2>/dev/null
ip -n "$HOST" link add dummy5 type dummy 2>/dev/null || skip "no dummy device"
make_bond bond0 balance-xor --hash-seed 1 --move-idle 0
shares() { check_soon "$1" 5 shows "[.members[] | .buckets] == $2"; }
# A veth says that it has 10000 Mbit/s.
shares "equal ones" "[86, 85, 85]"
check "weights" on_host bondctl member set bond0 eth1 --weight 2
check "weights" on_host bondctl member set bond0 eth2 --weight 5
shares "1 to 2 to 5" "[32, 64, 160]"
tally wire p0 p1 p2
on_host nbflow send bond0 8000 1 4000 \
	"$(frame 020000000001 020000000002 0800)$(ipv4 0a000001 0a000002 11)[10000:2] 1389 0000000000000000" >"$TMP/sent"
tally_end wire
check_eq "all arrived" 8000 "$(tallied wire '[.frames[]] | add')"
for share in "p0 1000" "p1 2000" "p2 5000"; do
	read -r port due <<<"$share"
	got=$(tallied wire ".frames.$port")
	echo "$port: $got of 8000, due $due"
	check_ge "$port: at least its share less 5 %" "$got" $((due * 95 / 100))
	check_le "$port: at most its share and 5 %" "$got" $((due * 105 / 100))
done
check "weights as they were" on_host bondctl member set bond0 eth1 eth2 --weight 1
check "a member that does not know its speed" on_host bondctl member add bond0 dummy5
check "its speed" on_host bondctl set bond0 --assumed-speed 30000
shares "1 to 1 to 1 to 3" "[43, 43, 42, 128]"
check "another" on_host bondctl set bond0 --assumed-speed 2000
shares "5 to 5 to 5 to 1" "[80, 80, 80, 16]"
check "equal shares" on_host bondctl set bond0 --weight-policy equal
shares "whatever the speed" "[64, 64, 64, 64]"
on_host bondctl member del bond0 dummy5
shares "three again" "[86, 85, 85]"

on_host bondctl set bond0 --move-idle 400 --move-timeout 0
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
for _ in 1 2 3; do
	flow up "$HOST" "$PEER" 10.0.0.2 800 60
	sleep 0.3
	tally before p0 p1 p2
	sleep 0.5
	tally_end before
	on_host bondctl member set bond0 eth2 --weight 20
	tally after p0 p1 p2
	sleep 1
	tally_end after
	planned=$(on_host bondctl buckets bond0 --json | jq '[.[0].buckets[] | select(.next == "eth2")] | length')
	flow_end up
	# Where the machine stands still for longer than move_idle every flow pauses.
	(($(late_us up) >= 250000)) || break
	echo "the sender was $(late_us up) us late"
	on_host bondctl member set bond0 eth2 --weight 1
	check_soon "as before" 5 shows '[.members[].buckets] | sort == [85, 85, 86]'
done
check_eq "no flow that does not pause moves" "" "$(moved before after)"
check_ge "they are planned to" "$planned" 4
check_eq "lost, duplicated, out of order" "0 0 0" "$(flowed up '"\(.lost) \(.duplicated) \(.flow_reordered)"')"
check_soon "in the pause they do" 5 shows '.members[2].buckets == 232'
check_fails "no weight" on_host bondctl member set bond0 eth2 --weight 0
check_fails "too much" on_host bondctl member set bond0 eth2 --weight 256
check_eq "change nothing" 20 "$(show '.members[2].weight')"
