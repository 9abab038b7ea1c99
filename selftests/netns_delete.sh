#!/bin/bash
# A network namespace goes with bonds, members, bonds on bonds and devices on them; nothing is left behind, in the kernel neither.
. "$(dirname "$0")/lib.sh"
for round in 1 2 3; do
	name=gone-$RANDOM$RANDOM
	ip netns add $name
	for i in 0 1 2; do
		ip -n $name link add eth$i type veth peer name far$i
		ip -n $name link set far$i up
	done
	ip netns exec $name bondctl add nb0 --mode active-backup --member eth0,eth1 --arp-interval 20 --arp-ip-target 10.0.0.2 || die "no bond"
	ip netns exec $name bondctl add nb1 --mode active-backup --member nb0,eth2 || die "no bond on a bond"
	ip -n $name link add link nb1 name v5 type vlan id 5
	ip -n $name link add br7 type bridge
	ip -n $name link set v5 master br7
	for dev in nb0 nb1 v5 br7; do ip -n $name link set $dev up; done
	ip -n $name address add 10.0.0.1/24 dev nb1
	((round == 2)) && ip netns exec $name ping -c 3 -i 0.1 -W1 10.0.0.2 >/dev/null &
	sleep 0.2
	check_eq "a bond on a bond" nb0 "$(ip netns exec $name bondctl show nb1 --json | jq -r '.[0].active_member')"
	check "it goes, round $round" nb_del_ns $name
done
check_eq "no bond" "[]" "$(bondctl show --json | jq -c .)"
gone() { rmmod netbond; }
check_soon "the module unloads" 10 gone
check "and comes back" insmod "$NB_KO"
