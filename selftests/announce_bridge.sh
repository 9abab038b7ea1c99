#!/bin/bash
# The addresses of a bridge that the bond is a port of are announced too, from the bridge's station; those of devices above it as well, and each
# as often as it was asked for, however many devices are above it and however many ways lead there. One that may be a neighbour's is not.
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
ips "$HOST" <<-END
	link add vrf7 up type vrf table 7
	link add link virt0 name v7 type vlan id 7
	link set v7 master vrf7 up
	address add 10.7.0.1/24 dev v7
	address add fd07::1/64 dev v7 nodad
	link add virt1 up type bridge forward_delay 0 mcast_snooping 0
	link add link virt0 name v5 type vlan id 5
	link add link virt0 name v6 type vlan id 6
	link set v5 master virt1 up
	link set v6 master virt1 up
	address add 10.5.0.1/24 dev virt1
	address add fd05::1/64 dev virt1 nodad
END
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
check_soon "both are usable" 5 state_is ok
sleep 2
# Another one, which is not this host's yet: whether a neighbour has it is asked for 20 s.
on_host sysctl -qw net.ipv6.conf.virt0.accept_dad=1 net.ipv6.conf.virt0.dad_transmits=20
ip -n "$HOST" address add fd00::77/64 dev virt0
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
check "an address is tentative still" grep -q fd00::77 <(ip -n "$HOST" -6 -o address show dev virt0 tentative)
check_eq "it is not announced" 0 "$(frames nd '.type == 136 and .target == "fd00::77"')"
# announced WHAT IP IP6 VLAN
announced() {
	check_eq "$1: gratuitous ARPs" 2 "$(frames arp ".spa == \"$2\" and .tpa == \"$2\" and .vlans[0].id == $4")"
	check_eq "$1: unsolicited NAs" 2 "$(frames nd ".type == 136 and .target == \"$3\" and .ip_dst == \"ff02::1\" and .vlans[0].id == $4")"
}
announced "a VLAN in a VRF" 10.7.0.1 fd07::1 7
announced "a bridge of two VLANs, by the one" 10.5.0.1 fd05::1 5
announced "by the other" 10.5.0.1 fd05::1 6
check_eq "the switch followed" sw1 "$(on_sw bridge -j fdb show br br0 | jq -r ".[] | select(.mac == \"$bridge\" and .state != \"permanent\") | .ifname")"
check "packets pass" on_host ping -c1 -W1 10.0.0.2
