#!/bin/bash
# The module is unloaded under traffic and probes, again and again, in any mode: members get back what was theirs, the next load works.
# timeout: 240
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2
own=$(mac "$HOST" eth1) mode='' alone=()
end=$((SECONDS + ${NB_SECONDS:-0})) times=4
[[ ${NB_KERNEL:-} != uml ]] || times=2
for ((i = 0; i < times || SECONDS < end; i++)); do
	any_mode
	make_bond bond0 "$mode" --arp-interval 5 --arp-ip-target 10.0.0.2 --ns-ip6-target fd00::2 --num-peer-notif 20 --peer-notif-delay 5 "${alone[@]}"
	check_soon "$mode: packets pass" 10 on_host ping -c1 -W1 10.0.0.2
	flow "up$i" "$HOST" "$PEER" 10.0.0.2 1500
	flow "down$i" "$PEER" "$HOST" 10.0.0.1 1500
	ip netns exec "$HOST" bondctl monitor >/dev/null 2>&1 &
	sleep 0.6
	ip -n "$SW" link set sw0 down
	check_soon "$mode: the module goes" 10 rmmod netbond
	ip -n "$SW" link set sw0 up
	check_eq "the bond is gone" "" "$(ip -n "$HOST" -o link show bond0 2>/dev/null)"
	check_eq "$mode: the address is back" "$own" "$(mac "$HOST" eth1)"
	flow_drop "up$i"
	flow_drop "down$i"
	check "the module comes" insmod "$NB_KO"
done
