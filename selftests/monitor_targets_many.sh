#!/bin/bash
# Sixteen IPv4 and sixteen IPv6 targets, every one probed and answered on every member, each with its own account.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
four='' six=''
for ((i = 20; i < 36; i++)); do
	echo "address add 10.0.0.$i/24 dev eth0"
	echo "address add fd00::$i/64 dev eth0 nodad"
	four+=,10.0.0.$i six+=,fd00::$i
done >"$TMP/addresses"
ip -n "$PEER" -batch "$TMP/addresses"
make_bond bond0 active-backup --arp-interval 200 --arp-ip-target "${four#,}" --ns-ip6-target "${six#,}" --arp-all-targets all
check_soon "all 32 answer on both" 15 state_is ok
check_eq "each has its account" 64 "$(show '[.members[].targets[] | select(.ok and .sent > 0 and .replies > 0)] | length')"
ip -n "$PEER" address del fd00::27/64 dev eth0
check_soon "the one that died is found" 5 shows '[.members[].targets[] | select(.value == "no") | .target] == ["fd00::27", "fd00::27"]'
check_eq "and it alone is told" "fd00::27" "$(history_of '[.[] | select(.event == "target_lost") | .target] | join(" ")')"
check_fails "a seventeenth is refused" on_host bondctl set bond0 --arp-ip-target "${four#,},10.0.0.99"
check_eq "and changes nothing" 16 "$(show '.options.arp_ip_target | length')"
