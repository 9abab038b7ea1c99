#!/bin/bash
# What is wrong with links, devices and settings, explain names, and nothing else: active-backup.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 active-backup
check_soon "all are usable" 5 state_is ok
check_eq "all is well: no cause of trouble" "" "$(explained)"

ip -n "$SW" link set sw1 down
fault no_carrier "the switch port of eth1 is shut" eth1:no_carrier
for i in 0 2; do ip -n "$SW" link set "sw$i" down; done
fault no_usable_member "all switch ports are shut" eth0:no_carrier eth1:no_carrier eth2:no_carrier
on_host bondctl set bond0 --updelay 600000
for i in 0 1 2; do ip -n "$SW" link set "sw$i" up; done
check_soon "one is used at once" 5 shows '.active_member'
on_host bondctl set bond0 --updelay 0
check_soon "all are usable" 5 state_is ok

on_host bondctl set bond0 --updelay 600000
ip -n "$SW" link set sw2 down
check_soon "it is lost" 5 vote_is eth2 carrier no
ip -n "$SW" link set sw2 up
fault updelay "a link is back, updelay 600 s" eth2:updelay
check "the time that is left is told" jq -e '.[0].members[2].votes[0] | .next.what == "used" and .next.in_ms > 500000 and
	.next.in_ms <= 600000 and any(.limits[]; .name == "updelay" and .ms == 600000)' "$TMP/explained"
on_host bondctl set bond0 --updelay 0 --downdelay 600000
check_soon "all are usable" 5 state_is ok
ip -n "$SW" link set sw2 down
fault downdelay "a link is lost, downdelay 600 s" eth2:downdelay
check "the time that is left is told" jq -e '.[0].members[2].votes[0].next | .what == "lost" and .in_ms > 500000' "$TMP/explained"
ip -n "$SW" link set sw2 up
on_host bondctl set bond0 --downdelay 0

ip -n "$HOST" link set eth1 down
fault admin_down "ip link set eth1 down" eth1:admin_down
ip -n "$HOST" link set eth1 up
ip -n "$HOST" link set bond0 down
fault bond_down "ip link set bond0 down" bond0:bond_down
ip -n "$HOST" link set bond0 up

on_host bondctl set bond0 --primary eth9
fault primary_absent "primary is a device that never joined" bond0:primary_absent
on_host bondctl set bond0 --primary '' --arp-interval 100
fault no_target "arp_interval is set, no target is" bond0:no_probe_target
on_host bondctl set bond0 --arp-interval 0 --miimon 0
trap_is habit_miimon "miimon 0, to turn link monitoring off" bond0:habit_miimon
on_host bondctl set bond0 --miimon 100
trap_is no_probes "nothing is probed" bond0:no_probe_target

on_host bondctl member del bond0 eth1 eth2
fault one_member "one member is left" bond0:one_member
on_host bondctl member del bond0 eth0
fault no_member "the last member left" bond0:no_member
