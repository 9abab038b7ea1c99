#!/bin/bash
# A bond's counters count what was sent and received, and never go back: not at a join, a leave, a failover nor a member's sudden death.
# timeout: 120
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
need ethtool
topo_switch 3
make_bond nb0 active-backup
rate=1000 seconds=10
[[ ${NB_KERNEL:-} != uml ]] || rate=300
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
check_soon "eth0 is active" 3 on_host bondctl set nb0 --active-slave eth0
stats=/sys/class/net/nb0/statistics
value() { on_host cat $stats/"$1"; }
# What veth says it dropped: a pair that goes loses its other end before anybody is told, and drops what is sent until then. The bond's own drops are not of
# these; a packet is either counted as sent or as dropped, by one or by the other.
dropped() {
	local own
	own=$(on_host ethtool -S nb0 | awk '/ tx_drop_no_/ {sum += $2} END {print +sum}')
	echo $(($(value tx_dropped) - own))
}
active() { [[ $(json '.[0].active_member' on_host bondctl show nb0 --json) == "$1" ]]; }

# shellcheck disable=SC2016
on_host bash -c 'while :; do
	for counter in rx_packets rx_bytes tx_packets tx_bytes rx_dropped tx_dropped; do
		read -r now <$0/$counter || exit
		key=last_$counter
		((now >= ${!key:-0})) || echo "$counter went from ${!key} to $now"
		printf -v $key %s "$now"
	done
	echo sampled >&2
	sleep 0.02
done' "$stats" >"$TMP/backwards" 2>"$TMP/samples" &
sampler=$!
sleep 0.3
packets=$(value tx_packets) bytes=$(value tx_bytes) dropped=$(dropped)
# It ends with the stream; only what is never sent to its end makes it wait.
on_peer nbstream recv 5000 $((3 * seconds)) >"$TMP/got" &
receiver=$!
sleep 0.3
on_host nbstream send 10.0.0.2 5000 $rate $seconds >"$TMP/sent" &
sender=$!
sleep 1
ip -n "$SW" link set sw0 down
check_soon "a failover" 3 eval '! active eth0'
sleep 1
ip -n "$SW" link set sw0 up
check_soon "eth0 is active again" 3 on_host bondctl set nb0 --active-slave eth0
sleep 1
check "it still is" active eth0
check "the active one leaves" on_host bondctl member del nb0 eth0
sleep 1
check "and joins" on_host bondctl member add nb0 eth0
check_soon "eth0 is active again" 3 on_host bondctl set nb0 --active-slave eth0
sleep 1
check "it still is" active eth0
check "the active one dies" ip -n "$HOST" link del eth0
sleep 1
check "another one leaves" ip -n "$HOST" link set eth2 nomaster
wait "$sender"
wait "$receiver"
kill "$sampler"
sent=$(jq .sent "$TMP/sent")
check_ge "samples" "$(grep -c sampled "$TMP/samples")" 50
check_eq "no counter went back" "" "$(head -5 "$TMP/backwards")"
packets=$(($(value tx_packets) - packets)) bytes=$(($(value tx_bytes) - bytes)) dropped=$(($(dropped) - dropped))
echo "veth dropped $dropped of $sent"
# Neighbour discovery, announcements and membership reports come on top of the stream.
check_ge "packets sent, and dropped by veth" $((packets + dropped)) "$sent"
check_le "and not counted twice" "$packets" $((sent + 120))
check_ge "bytes sent" "$bytes" $(((sent - dropped) * (32 + 42)))
echo "received: $(<"$TMP/got")"
check_le "hardly any lost" "$(jq .lost "$TMP/got")" $((rate / 10 + dropped))

before=$(value rx_packets)
on_host ping -q -c 20 -i 0.02 -W1 10.0.0.2 >"$TMP/ping"
check_ge "answers are received" "$(($(value rx_packets) - before))" 20
