#!/bin/bash
# The bond goes down and up, changes its mode, loses members, is deleted and the module unloaded while ARP and Neighbour Discovery pour in and
# neighbours are being taught: nothing breaks, and what comes next works.
# kernels: 6.12
# timeout: 150
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2
own=$(mac "$HOST" eth1)
# From 64 stations that verify all the time, and from thousands that are none.
stations all 64 --ask 2000 --verify 40
ip netns exec "$PEER" nbflow send eth0 2000 100000 1000 "ffffffffffff [0x020000100000:6] 0806 0001 0800 0604 0001 [0x020000100000:6] [0x0a014000:4] 000000000000 0a010001" >"$TMP/sent" &
flood=$!
# Of this host, too.
asking() { while :; do ip -n "$HOST" neigh flush dev bond0; on_host ping -c1 -W1 10.0.0.2; on_host ping -6 -c1 -W1 fd00::2; done >/dev/null 2>&1; }
for round in 1 2 3; do
	alb_bond balance-alb --alb-max-clients 200 --num-peer-notif 5 --peer-notif-delay 20
	check_soon "round $round: clients" 10 shows '.alb.clients > 20'
	asking &
	asker=$!
	ip -n "$HOST" link set bond0 down
	ip -n "$HOST" link set bond0 up
	ips "$HOST" <<-END
		address replace fd00::1/64 dev bond0 nodad
		address replace fd01::1/64 dev bond0 nodad
	END
	pause 0.1
	on_host bondctl set bond0 --mode active-backup
	on_host bondctl set bond0 --mode balance-alb
	ip -n "$SW" link set sw0 down
	pause 0.05
	ip -n "$SW" link set sw0 up
	on_host bondctl member del bond0 "eth$((round % 2))"
	on_host bondctl member add bond0 "eth$((round % 2))"
	on_host bondctl set bond0 --mode balance-tlb
	on_host bondctl clients bond0 >/dev/null 2>&1
	on_host bondctl set bond0 --mode balance-alb
	check_soon "round $round: both are usable" 10 state_is ok
	check_soon "round $round: the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
	check_soon "round $round: clients again" 10 shows '.alb.clients > 20'
	kill "$asker"
	wait "$asker" 2>/dev/null
	case $round in
	1) check "it is deleted" on_host bondctl del bond0 ;;
	2) check "it is deleted, by ip" ip -n "$HOST" link del bond0 ;;
	3) check_soon "the module goes" 10 rmmod netbond ;;
	esac
	check_eq "round $round: the address is back" "$own" "$(mac "$HOST" eth1)"
done
check "the module comes" insmod "$NB_KO"
alb_bond balance-alb
check_soon "the last one: packets pass" 10 on_host ping -c1 -W1 10.0.0.2
check_agree "the last one: all stations send where it wants it" 10 all
kill $flood
stations_end all
