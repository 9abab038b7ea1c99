#!/bin/bash
# ARP and NS monitoring in balance-tlb and balance-alb: each member asks from its own address as nobody; a path that dies silently carries nothing
# any more, its clients are taught another, and back.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
alb_bond balance-alb --num-peer-notif 1
for mode in balance-alb balance-tlb; do
	on_host bondctl set bond0 --mode $mode --arp-interval 100 --arp-missed-max 2 --arp-ip-target 10.0.0.2 --ns-ip6-target fd00::2
	check_soon "$mode: every path answers" 10 shows '.state == "ok" and all(.members[]; any(.votes[]; .vote == "probe" and .value == "yes"))'
	choose eth1
	sleep 1.5
	fdb_watch $mode
	watch_members "$mode"
	sleep 1
	members_end "$mode"
	watch_end $mode
	check_eq "$mode: who asks" "$(for i in 0 1 2; do echo "sw$i 1 $(own eth$i) $(own eth$i) 0.0.0.0"; done)" \
		"$(said "$mode" '.kind == "arp" and .tpa == "10.0.0.2" and .dst == "ff:ff:ff:ff:ff:ff"' '"\(.op) \(.src) \(.sha) \(.spa)"' | sort -u)"
	check_eq "$mode: who solicits" "$(for i in 0 1 2; do echo "sw$i $(own eth$i) true"; done)" \
		"$(said "$mode" '.type == 135 and .target == "fd00::2" and .dst[:5] == "33:33"' "\"\\(.src) \\((.source_lladdr // .src) == .src)\"" | sort -u)"
	check_eq "$mode: stations at more than one port" "" "$(fdb_flaps $mode)"

	if [[ $mode == balance-alb ]]; then
		ip netns exec "$HOST" nbclients recv 5001 60 >"$TMP/received" &
		stations all 12 --rate 400 --port 5001
		check_soon "$mode: all know the host" 10 stations_say all "$nb_know"
		check "$mode: evenly" evenly 3
		sleep 1.2
	fi
	for path in 2 1; do
		flow up "$HOST" "$PEER" 10.0.0.2 300 16
		silent_break sw$path
		check_soon "$mode: sw$path dies silently: eth$path is not used" 3 shows ".members[$path] | (.usable | not) and .role == \"none\" and .reason == \"probe_no_reply\""
		sleep 0.3
		check_eq "$mode: sw$path: the others are not blamed" 2 "$(show '[.members[] | select(.role == "active")] | length')"
		flow_end up
		echo "$mode: sw$path: lost to the far host $(lost up)"
		if [[ $mode == balance-alb ]]; then
			check_agree "$mode: sw$path: its clients were taught others" 3 all
			check "$mode: sw$path: evenly: $(shares)" evenly 2
		fi
		check_soon "$mode: sw$path: the far host reaches the host" 3 on_peer ping -c1 -W1 10.0.0.1
		silent_mend sw$path
		check_soon "$mode: sw$path: mended" 10 shows '.state == "ok" and all(.members[]; .role == "active")'
		[[ $mode == balance-tlb ]] && continue
		check_soon "$mode: sw$path: clients are shared again" 10 evenly 3
		check_agree "$mode: sw$path: and know it" 3 all
		sleep 1.2
	done
	if [[ $mode == balance-alb ]]; then
		stations_end all
		wait "${nb_sniffer[all]}" 2>/dev/null
	fi
done
