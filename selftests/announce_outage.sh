#!/bin/bash
# When all members were lost and one comes back, that is announced, though the bond and what stands on it have no queues for a moment: gratuitous ARP,
# with the address that the bond then has, and membership reports.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
on_host sysctl -qw net.ipv4.igmp_qrv=1

garp() { frames out ".direction == \"in\" and .kind == \"arp\" and .op == 1 and .spa == \"$1\" and .tpa == \"$1\" and .sha == \"$2\" and .src == \"$2\""; }

# outage WHAT [OPTION VALUE...]: a bond that loses both, and gets eth1 back.
outage() {
	local what=$1 reports
	shift
	make_bond bond0 "$@"
	ip -n "$HOST" link add link bond0 name vlan5 up type vlan id 5
	ip -n "$HOST" address add 10.5.0.1/24 dev vlan5
	ip -n "$HOST" address add 239.1.2.3/32 dev bond0 autojoin
	check_soon "$what: both are usable" 5 state_is ok
	for i in 0 1; do echo "link set sw$i down"; done | ips "$SW"
	check_soon "$what: both are lost" 5 state_is failed
	# Until the queues of the bond and of the VLAN device are gone.
	sleep 2.5
	watch out "$PEER" eth0
	ip -n "$SW" link set sw1 up
	check_soon "$what: one is back" 5 state_is degraded
	sleep 1.5
	watch_end out
	check_eq "$what: announced" 2 "$(garp 10.0.0.1 "$(mac "$HOST" bond0)")"
	check_eq "$what: with its VLAN device's address" 2 "$(garp 10.5.0.1 "$(mac "$HOST" vlan5)")"
	reports=$(frames out '.direction == "in" and .kind == "igmp" and .type != 17')
	check_ge "$what: membership reports" "$reports" 1
	ip -n "$HOST" link del bond0
	ip -n "$SW" link set sw0 up
}
outage active-backup active-backup --num-peer-notif 2
outage "fail_over_mac active" active-backup --fail-over-mac active --num-peer-notif 2
outage balance-xor balance-xor --num-peer-notif 2
