#!/bin/bash
# bondctl hash names the link of a LAG that the wire shows.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
lacp_begin --move-idle 10
check_soon "the members have their shares" 5 shows '[.members[].buckets] == [128, 128]'

flow up "$HOST" "$PEER" 10.0.0.2 300 8 unconnected
tally up p0 p1
sleep 0.5
tally_end up
wrong=0 right=0
while read -r from to protocol sport dport port; do
	told=$(on_host bondctl hash bond0 "src=$from" "dst=$to" "sport=$sport" "dport=$dport" "proto=$protocol" --json | jq -r '.[0].member')
	if [[ $told == "eth${port#p}" ]]; then right=$((right + 1)); else
		wrong=$((wrong + 1))
		echo "$from $to $protocol $sport $dport: told $told, is $port"
	fi
done < <(tallied up '.flows[] | select(.at | length == 1) | "\(.five) \(.at | keys[0])"')
flow_end up
check_ge "flows asked for" $((right + wrong)) 7
check_eq "told wrong" 0 $wrong
check_eq "links used" 2 "$(tallied up '[.flows[].at | keys[]] | unique | length')"
