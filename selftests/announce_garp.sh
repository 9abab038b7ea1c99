#!/bin/bash
# After a failover: exactly num_peer_notif gratuitous ARPs and unsolicited NAs for each address, peer_notif_delay apart, for the bond and what
# stands on it (VLAN, macvlan), from the right station, as a router where it is one; the switch and the neighbours follow. 0 is none.
# timeout: 200
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --num-peer-notif 3 --peer-notif-delay 200
ip -n "$HOST" link add link bond0 name vlan5 up type vlan id 5
ip -n "$HOST" address add 10.5.0.1/24 dev vlan5
ip -n "$HOST" address add fd05::1/64 dev vlan5 nodad
ip -n "$HOST" link add link bond0 name mac0 up type macvlan mode bridge
ip -n "$HOST" address add 10.7.0.1/24 dev mac0
ip -n "$HOST" address add 10.0.0.11/24 dev bond0
# The host is a router there, and nowhere else.
on_host sysctl -qw net.ipv6.conf.vlan5.forwarding=1
check_soon "both are usable" 5 state_is ok
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
# The announcements of the first choice, and the kernel's own of new addresses, are over.
sleep 2.5
bond=$(mac "$HOST" bond0) macvlan=$(mac "$HOST" mac0)

watch arp "$PEER" eth0 --filter arp
watch nd "$PEER" eth0 --filter nd
ip -n "$SW" link set sw0 down
check_soon "the other takes over" 5 active_is eth1
sleep 1.5
watch_end arp
watch_end nd

# garp ADDRESS MAC VLANS: how many well-formed ones.
garp() {
	frames arp ".direction == \"in\" and .op == 1 and .spa == \"$1\" and .tpa == \"$1\" and .sha == \"$2\" and .src == \"$2\" and
		.dst == \"ff:ff:ff:ff:ff:ff\" and [.vlans[].id] == $3"
}
check_eq "for the bond's address" 3 "$(garp 10.0.0.1 "$bond" '[]')"
check_eq "for its other one" 3 "$(garp 10.0.0.11 "$bond" '[]')"
check_eq "for the VLAN device's, tagged" 3 "$(garp 10.5.0.1 "$bond" '[5]')"
check_eq "for the macvlan's, from its own station" 3 "$(garp 10.7.0.1 "$macvlan" '[]')"
check_eq "and not one more" 12 "$(frames arp '.direction == "in" and .spa == .tpa')"
# una ADDRESS VLANS ROUTER: how many well-formed unsolicited NAs.
una() {
	frames nd ".direction == \"in\" and .type == 136 and .target == \"$1\" and .src == \"$bond\" and .target_lladdr == \"$bond\" and
		.ip_dst == \"ff02::1\" and .hoplimit == 255 and .csum_ok and .override and (.solicited | not) and [.vlans[].id] == $2 and
		.router == $3"
}
check_eq "unsolicited NAs for the bond's" 3 "$(una fd00::1 '[]' false)"
check_eq "for the VLAN device's, tagged, as a router" 3 "$(una fd05::1 '[5]' true)"
check_eq "and not one more" 6 "$(frames nd '.direction == "in" and .type == 136 and (.target | IN("fd00::1", "fd05::1"))')"
read -r first second third <<<"$(jq -rs '[.[] | select(.spa == "10.0.0.1" and .tpa == "10.0.0.1") | .timestamp_us] | join(" ")' "$TMP/arp.wire")"
echo "apart: $(((second - first) / 1000)) ms, $(((third - second) / 1000)) ms"
check_ge "spaced, all in all, us" $((third - first)) 350000
check_le "spaced, all in all, us" $((third - first)) 900000
moved=$(history_of '[.[] | select(.event == "active")] | last | .time_ns / 1000 | floor')
check_le "the first comes at once, us" $((first - moved)) 50000
check_eq "the switch followed" sw1 "$(on_sw bridge -j fdb show br br0 | jq -r ".[] | select(.mac == \"$bond\" and .state != \"permanent\") | .ifname")"

ip -n "$SW" link set sw0 up
check_soon "both are usable" 5 state_is ok
on_host bondctl set bond0 --num-peer-notif 0
watch none "$PEER" eth0
ip -n "$SW" link set sw1 down
check_soon "back" 5 active_is eth0
sleep 0.7
watch_end none
check_eq "0 is none" 0 "$(frames none '(.kind == "arp" and .spa == .tpa) or (.kind == "nd" and .type == 136)')"
