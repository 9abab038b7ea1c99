#!/bin/bash
# bondctl hash names the member that the wire shows, in balance-tlb and balance-alb, with tlb_dynamic_lb and without.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 balance-tlb --tlb-dynamic-lb 0 --move-idle 10
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
check_soon "and by IPv6" 10 on_host ping -6 -c1 -W1 fd00::2
check_soon "the members have their shares" 5 shows '[.members[].buckets] | sort == [85, 85, 86]'

# agree WHAT ADDRESS FLOWS [unconnected]: for every flow of a stream, is the member as told? All members are used.
agree() {
	local from to protocol sport dport port told wrong=0 right=0 ports
	flow "$1" "$HOST" "$PEER" "$2" 300 "$3" ${4:+"$4"}
	PEER=$SW tally "$1" sw0 sw1 sw2
	sleep 0.5
	PEER=$SW tally_end "$1"
	while read -r from to protocol sport dport port; do
		told=$(on_host bondctl hash bond0 "src=$from" "dst=$to" "sport=$sport" "dport=$dport" "proto=$protocol" --json | jq -r '.[0].member')
		if [[ $told == "eth${port#sw}" ]]; then right=$((right + 1)); else
			wrong=$((wrong + 1))
			echo "$from $to $protocol $sport $dport: told $told, is $port"
		fi
	done < <(tallied "$1" '.flows[] | select(.at | length == 1) | "\(.five) \(.at | keys[0])"')
	flow_end "$1"
	check_ge "$1: flows asked for" $((right + wrong)) $(($3 - 1))
	check_eq "$1: told wrong" 0 $wrong
	ports=$(tallied "$1" '[.flows[].at | keys[]] | unique | length')
	check_ge "$1: members used" "$ports" 2
}
agree tlb 10.0.0.2 8 unconnected
agree tlb_connected 10.0.0.2 6
agree tlb_ipv6 fd00::2 6 unconnected
on_host bondctl set bond0 --mode balance-alb --tlb-dynamic-lb 0 --xmit-hash-policy layer3+4
agree alb 10.0.0.2 6 unconnected
on_host bondctl set bond0 --tlb-dynamic-lb 1
agree alb_dynamic 10.0.0.2 6 unconnected
# By MAC addresses: one neighbour, one member.
check "layer2" on_host bondctl set bond0 --tlb-dynamic-lb 0 --xmit-hash-policy layer2
flow mac "$HOST" "$PEER" 10.0.0.2 300 16
PEER=$SW tally mac sw0 sw1 sw2
sleep 0.4
PEER=$SW tally_end mac
flow_end mac
check_eq "layer2: the member told is the one" "$(on_host bondctl hash bond0 src=10.0.0.1 dst=10.0.0.2 --json | jq -r '.[0].member | sub("eth"; "sw")')" \
	"$(tallied mac '[.flows[] | select(.id >= 0) | .at | keys[]] | unique | join(" ")')"
