#!/bin/bash
# The addresses of a bridge that the bond is a port of are announced too, from the bridge's station.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
on_host bondctl add bond0 --mode active-backup --num-peer-notif 2 --peer-notif-delay 100 --member eth0,eth1
ip -n "$HOST" link set bond0 up
ip -n "$HOST" link add virt0 type bridge forward_delay 0
ip -n "$HOST" link set bond0 master virt0
ip -n "$HOST" link set virt0 up
ip -n "$HOST" address add 10.0.0.1/24 dev virt0
ip -n "$HOST" address add fd00::1/64 dev virt0 nodad
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
check_soon "both are usable" 5 state_is ok
sleep 2
bridge=$(mac "$HOST" virt0)
watch arp "$PEER" eth0 --filter arp
watch nd "$PEER" eth0 --filter nd
ip -n "$SW" link set sw0 down
check_soon "the other takes over" 5 active_is eth1
sleep 1
watch_end arp
watch_end nd
check_eq "gratuitous ARPs" 2 "$(frames arp ".spa == \"10.0.0.1\" and .tpa == \"10.0.0.1\" and .sha == \"$bridge\" and .src == \"$bridge\"")"
check_eq "unsolicited NAs" 2 "$(frames nd ".type == 136 and .target == \"fd00::1\" and .ip_dst == \"ff02::1\" and .target_lladdr == \"$bridge\"")"
check_eq "the switch followed" sw1 "$(on_sw bridge -j fdb show br br0 | jq -r ".[] | select(.mac == \"$bridge\" and .state != \"permanent\") | .ifname")"
check "packets pass" on_host ping -c1 -W1 10.0.0.2
