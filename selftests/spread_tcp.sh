#!/bin/bash
# Bulk TCP through a bond, both ways and in every mode that spreads: what arrives is what was sent, and large segments reach the members whole.
# timeout: 200
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
need busybox
topo_lag 2
make_bond bond0 balance-xor
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
megabytes=16
mkdir "$TMP/www"
head -c ${megabytes}M /dev/urandom >"$TMP/www/data"
sum=$(sha256sum <"$TMP/www/data")
for space in "$HOST" "$PEER"; do
	ip netns exec "$space" busybox httpd -p 7000 -h "$TMP/www" 2>/dev/null || skip "no busybox httpd"
done
# sent KEY: of the bond's members together.
sent() { on_host cat /sys/class/net/eth{0,1}/statistics/"tx_$1" | awk '{sum += $1} END {printf "%d\n", sum}'; }
fetch() { ip netns exec "$1" busybox wget -q -O - "http://$2:7000/data" | sha256sum; }
for mode in balance-xor balance-rr; do
	check "$mode" on_host bondctl set bond0 --mode $mode
	bytes=$(sent bytes) packets=$(sent packets)
	check_eq "$mode: from the host" "$sum" "$(fetch "$PEER" 10.0.0.1)"
	bytes=$(($(sent bytes) - bytes)) packets=$(($(sent packets) - packets))
	check_ge "$mode: bytes that the members sent" $bytes $((megabytes << 20))
	check_ge "$mode: bytes a packet" $((bytes / packets)) 4000
	check_eq "$mode: from the host, IPv6" "$sum" "$(fetch "$PEER" "[fd00::1]")"
	check_eq "$mode: to the host" "$sum" "$(fetch "$HOST" 10.0.0.2)"
done
check_eq "nothing was dropped" 0 "$(on_host cat /sys/class/net/bond0/statistics/tx_dropped)"
