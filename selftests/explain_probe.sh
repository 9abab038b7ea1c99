#!/bin/bash
# What is wrong behind the first switch, explain names, and nothing else: active-backup that probes.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 100 --arp-ip-target 10.0.0.2,10.0.0.3
check_soon "all is well" 10 state_is ok
check_eq "all is well: no cause of trouble" "" "$(explained)"

silent_break sw1
fault silent_switch "a switch port drops all and shows carrier" eth1:probe_no_reply
silent_mend sw1
check_soon "all is well again" 10 state_is ok

# Requests are lost, and what comes is the answer to somebody else, from the target: by default that proves nothing.
tc -n "$SW" qdisc add dev sw1 clsact
tc -n "$SW" filter add dev sw1 ingress pref 1 matchall action drop
target=$(mac "$PEER" eth0)
ip netns exec "$SW" nbwire send sw1 "$(arp_frame 020000000099 "${target//:/}" 2 "${target//:/}" 10.0.0.2 020000000099 10.0.0.99)" 100000 20 &
chatting=$!
fault forged_replies "eth1 sends nothing, and hears a target's answers to others" eth1:probe_no_reply
kill $chatting
silent_mend sw1
check_soon "all is well again" 10 state_is ok

ip -n "$SW" link set br0 type bridge vlan_filtering 1
on_sw bridge vlan del dev sw1 vid 1
on_sw bridge vlan add dev sw1 vid 20 pvid untagged
fault wrong_vlan "the switch port is in another VLAN" eth1:probe_no_reply
on_sw bridge vlan add dev sw1 vid 1 pvid untagged
check_soon "all is well again" 10 state_is ok

ip -n "$PEER" address del 10.0.0.3/24 dev eth0
fault dead_target "one of two targets is dead" bond0:dead_target
on_host bondctl set bond0 --arp-all-targets all
fault dead_target_all "one of two targets is dead, arp_all_targets all" bond0:dead_target
ip -n "$PEER" link set eth0 down
fault all_targets_dead "both targets are dead" bond0:probe_all_lost
ip -n "$PEER" link set eth0 up
ip -n "$PEER" address add 10.0.0.3/24 dev eth0
check_soon "all is well again" 10 state_is ok
on_host bondctl set bond0 --arp-validate active
fault validate_active "arp_validate active: backups are believed by any frame" bond0:validate_active
on_host bondctl set bond0 --arp-validate all

# What the far host answers for another, by proxy ARP, it does not answer to an ARP probe: to none of a backup.
ip -n "$PEER" link add far0 up type dummy
ip -n "$PEER" route add 10.0.0.77/32 dev far0
on_peer sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.eth0.proxy_arp=1 net.ipv4.neigh.eth0.proxy_delay=0
on_host bondctl set bond0 --arp-ip-target 10.0.0.77
fault deaf_target "the target is behind proxy ARP, which answers no ARP probe" bond0:deaf_target eth1:probe_no_reply
on_host bondctl set bond0 --arp-ip-target 10.0.0.1
fault own_target "the target is an address of this host" bond0:own_target

on_host bondctl set bond0 --arp-ip-target 10.0.0.2,10.0.0.3
on_host bondctl set bond0 --arp-all-targets any --arp-quorum 3
fault quorum_too_high "arp_quorum 3, two targets" bond0:quorum_too_high
on_host bondctl set bond0 --arp-quorum 0 --arp-ip-target 192.0.2.1
fault no_route "no route to the target" bond0:probe_no_route
on_host bondctl set bond0 --arp-ip-target ''
fault no_target_left "the targets were taken away" bond0:no_probe_target
