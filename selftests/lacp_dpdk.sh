#!/bin/bash
# LACP with DPDK's bonding, which floods both links meanwhile: both rates, and the answer of a passive end.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
need dpdk-testpmd
topo_lacp 2
counts() { for device in eth0 eth1 bond0; do on_host cat "/sys/class/net/$device/statistics/rx_packets"; done; }

for ends in "on fast" "on slow" "off fast"; do
	read -r active rate <<<"$ends"
	what="$active, $rate"
	peer_dpdk "p0 p1"
	make_bond bond0 802.3ad --lacp-active "$active" --lacp-rate "$rate"
	lacp_form "$what" 20
	check_eq "$what: one partner" 1 "$(show '[.members[].lacp.partner.system] | unique | length')"
	check_eq "$what: in one aggregator" 1 "$(show '[.members[].lacp.aggregator] | unique | length')"
	check_eq "$what: it asks for slow LACPDUs" '["slow"]' "$(show '[.members[].lacp.periodic] | unique | tojson')"
	mapfile -t before < <(counts)
	lacp_steady "$what" 4.2
	mapfile -t after < <(counts)
	check_ge "$what: data by its member" $((after[0] - before[0] + after[1] - before[1])) 1000
	check_ge "$what: data by the bond" $((after[2] - before[2])) 1000
	check_eq "$what: bad LACPDUs" 0 "$(show '[.members[].lacp.counters.bad] | add')"
	[[ $ends == "on fast" ]] || { peer_dpdk_end; ip -n "$HOST" link del bond0; continue; }

	# It falls silent without a word: given up after three seconds, taken back when it speaks again.
	kill -STOP "$nb_dpdk"
	check_soon "silence is noticed" 6 distributing 0
	check_soon "and told" 6 reason_is eth0 lacp_lost
	kill -CONT "$nb_dpdk"
	check_soon "it is taken back" 20 all_distributing
	peer_dpdk_end
	ip -n "$HOST" link del bond0
done
