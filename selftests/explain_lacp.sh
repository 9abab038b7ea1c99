#!/bin/bash
# What is wrong with LACP, explain names, and nothing else; at the far end is the in-tree driver.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_mid 2
on_peer sysctl -qw net.ipv6.conf.all.disable_ipv6=1

# far OPTION VALUE...: the far end's aggregate anew, over both ports.
far() {
	ip -n "$PEER" link del lag 2>/dev/null
	ip -n "$PEER" link del other 2>/dev/null
	peer_bonding lag "p0 p1" lacp_rate fast "$@"
}
# one_carries: eth0 alone, with its new partner.
one_carries() { check_soon "eth0 has its partner" 15 shows '.members[0].role == "active" and .members[1].lacp.rx == "current" and .lacp.distributing == 1'; }
# replug: both links anew, of which the far end sees nothing.
replug() {
	local i
	for i in 0 1; do ip -n "$MID" link set "h$i" down; done
	check_soon "no link" 5 shows 'all(.members[]; .reason == "no_carrier")'
	for i in 0 1; do ip -n "$MID" link set "h$i" up; done
}
far
make_bond bond0 802.3ad --arp-interval 0
lacp_form "first"
check_eq "all is well: no cause of trouble" "" "$(explained)"

# One way, then the other. The far end gives up 6 s after it heard us last.
mid_break 0 to_host
fault lacp_lost "eth0 hears nothing any more, though it has carrier" eth0:lacp_lost
mid_mend 0
lacp_form "mended" 15
# A partner that is defaulted speaks every 30 s: who asks for no more goes on to hear it.
on_host bondctl set bond0 --lacp-rate slow
mid_break 0 to_peer
fault lacp_partner_defaulted "eth0 hears the partner, which does not hear it" eth0:lacp_partner_defaulted
mid_mend 0
on_host bondctl set bond0 --lacp-rate fast
lacp_form "mended" 15

on_host bondctl set bond0 --min-links 2
ip -n "$MID" link set h1 down
fault min_links "min_links 2, and one of two links is cut" bond0:min_links eth1:no_carrier
ip -n "$MID" link set h1 up
on_host bondctl set bond0 --min-links 3
fault min_links_too_high "min_links 3 of two members" bond0:min_links_too_high
on_host bondctl set bond0 --min-links 0 --max-links 1
trap_is standby "max_links 1" eth1:standby_max_links
# A link that lost its place because nothing sent there arrives is no spare.
on_host bondctl set bond0 --lacp-rate slow
mid_break 0 to_peer
fault lacp_partner_defaulted_standby "the same, max_links 1 and eth1 in its place" eth0:lacp_partner_defaulted
check "and the bond is degraded" shows '.state == "degraded" and .reason == "lacp_partner_defaulted" and .members[1].role == "active"'
mid_mend 0
on_host bondctl set bond0 --lacp-rate fast
check_soon "mended, it takes its place again" 15 shows '.state == "ok" and .members[0].role == "active"'
on_host bondctl set bond0 --max-links 0 --lacp-partner-pin 02:00:00:00:00:01
fault pinned_out "lacp_partner_pin is another system" eth0:lacp_pinned_out eth1:lacp_pinned_out
on_host bondctl set bond0 --lacp-partner-pin none
lacp_form "any partner" 15

# Data alone is lost: only probes can tell.
peer_addresses lag
on_host bondctl set bond0 --arp-interval 100 --arp-ip-target 10.0.0.2
check_soon "probes are answered" 10 shows 'all(.members[]; any(.votes[]; .vote == "probe" and .value == "yes"))'
mid_break 1 both data
fault lacp_held "LACPDUs pass, data does not" eth1:lacp_held
mid_mend 1
on_host bondctl set bond0 --arp-interval 0 --arp-ip-target ''

far lacp_rate slow
fault lacp_rates_differ "the partner asks for slow LACPDUs" bond0:lacp_rates_differ
# Two aggregates where there should be one.
ip -n "$PEER" link set p1 nomaster
peer_bonding other p1 lacp_rate fast
ip -n "$PEER" link set lag type bond lacp_rate fast
one_carries
fault lacp_other_partner "eth1 is plugged into another switch" eth1:lacp_other_partner
ip -n "$PEER" link del lag
ip -n "$PEER" link del other
for name in lag other; do
	key=$([[ $name == lag ]] && echo 5 || echo 6)
	peer_bonding $name "$([[ $name == lag ]] && echo p0 || echo p1)" lacp_rate fast ad_actor_system 02:00:00:00:00:aa ad_user_port_key "$key"
done
one_carries
fault lacp_key_mismatch "the ports of the partner are in different LAGs" eth1:lacp_key_mismatch

on_host bondctl set bond0 --lacp-active off
far lacp_active off
# The in-tree driver says two things all the same, before it is silent.
pause 3
replug
fault lacp_passive "both ends are passive" eth0:lacp_passive eth1:lacp_passive
on_host bondctl set bond0 --lacp-active on
ip -n "$PEER" link del lag
peer_bonding lag "p0 p1" mode balance-xor
replug
fault lacp_no_pdu "the switch has a static LAG without LACP" eth0:lacp_no_pdu eth1:lacp_no_pdu
on_host bondctl set bond0 --lacp-fallback all --lacp-fallback-timeout 1000
fault lacp_fallback "no partner, lacp_fallback all" eth0:lacp_fallback eth1:lacp_fallback
ip -n "$HOST" link set bond0 down
fault lacp_bond_down "ip link set bond0 down" bond0:bond_down
