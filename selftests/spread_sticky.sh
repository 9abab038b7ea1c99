#!/bin/bash
# While nothing fails a flow keeps its member and its order, whatever settings change that have nothing to do with it.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 3
make_bond bond0 balance-xor
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
settled() { shows '[.members[].buckets] | sort == [85, 85, 86]'; }
check_soon "the members have their shares" 5 settled
moves=$(show .moves)
tally all p0 p1 p2
flow connected "$HOST" "$PEER" 10.0.0.2 400 40
flow unconnected "$HOST" "$PEER" 10.0.0.3 400 40 unconnected
sleep 0.5
for change in "--miimon 50" "--num-peer-notif 3" "--updelay 50 --downdelay 50" "--move-idle 20 --move-timeout 30" "--xmit-hash-policy layer3+4" \
	"--assumed-speed 1000" "--all-slaves-active 1" "--arp-interval 200 --arp-ip-target 10.0.0.2" "--weight-policy equal" "--mode balance-xor"; do
	# shellcheck disable=SC2086
	check "set $change" on_host bondctl set bond0 $change
done
check "a member's preference" on_host bondctl member set bond0 eth1 --prio 7
check "a VLAN above" ip -n "$HOST" link add link bond0 name v5 up type vlan id 5
check "another MTU" ip -n "$HOST" link set bond0 mtu 1400
sleep 0.5
flow_end connected
flow_end unconnected
tally_end all
check_eq "no flow by two members" 0 "$(tallied all '[.flows[] | select(.id | type == "number") | select(.at | length > 2)] | length')"
for name in connected unconnected; do
	check_eq "$name: lost, duplicated, out of order" "0 0 0" "$(flowed $name '"\(.lost) \(.duplicated) \(.flow_reordered)"')"
done
check_eq "no bucket moved" "$moves" "$(show .moves)"
