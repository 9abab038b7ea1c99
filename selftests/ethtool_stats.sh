#!/bin/bash
# ethtool -S counts a bond's failovers, moves, events and drops by reason; ethtool tells the speed of what carries traffic.
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
need ethtool
topo_switch 2
make_bond bond0 active-backup
stat() { on_host ethtool -S bond0 | awk -v name="$1:" '$1 == name {print $2}'; }
stat_is() { [[ $(stat "$1") == "$2" ]]; }
events_agree() { [[ $(history_of 'map(.seq) | max') == "$(stat history_events)" ]]; }
speed() { on_host ethtool bond0 | awk '/Speed:/ {s = $2} /Duplex:/ {d = $2} /Link detected:/ {l = $3} END {print s, d, l}'; }
speed_is() { [[ $(speed) == "$1" ]]; }

names="failovers bucket_moves history_events tx_drop_no_member tx_drop_no_memory xdp_tx_drop_no_member xdp_tx_drop_refused"
check_eq "the counters" "$names" "$(on_host ethtool -S bond0 | awk -F'[ :]+' '/^ / {print $2}' | xargs)"
check_soon "the bond is ok" 5 state_is ok
for name in $names; do
	[[ $name == history_events ]] || check_eq "$name begins with" 0 "$(stat "$name")"
done
check_eq "events are those of the history" "$(history_of 'map(.seq) | max')" "$(stat history_events)"

ip -n "$SW" link set sw0 down
check_soon "a failover is counted" 3 stat_is failovers 1
check_eq "as bondctl counts it" 1 "$(show .failovers)"
check_soon "and its events" 3 events_agree
check_eq "no drop" 0 "$(stat tx_drop_no_member)"
ip -n "$SW" link set sw0 up
check_soon "both are back" 5 state_is ok
check_eq "speed of active-backup" "10000Mb/s Full yes" "$(speed)"

# Held votes keep the carrier of the bond, so that packets still get as far as the choice.
on_host bondctl set bond0 --downdelay 60000
for i in 0 1; do ip -n "$SW" link set sw$i down; done
sleep 0.5
before=$(json '.[0].stats64.tx.dropped' ip -n "$HOST" -j -s link show bond0)
on_host nbwire send bond0 "02aa00000002 02aa00000001 88b5 $(printf '%092d' 0)" 10
check_ge "drops for want of a member" "$(stat tx_drop_no_member)" 10
check_ge "they are drops of the device, too" \
	"$(($(json '.[0].stats64.tx.dropped' ip -n "$HOST" -j -s link show bond0) - before))" 10
for i in 0 1; do ip -n "$SW" link set sw$i up; done
on_host bondctl set bond0 --downdelay 0
check_soon "both are back again" 5 state_is ok

on_host bondctl set bond0 --mode balance-xor
check_soon "balance-xor: speeds add up" 3 speed_is "20000Mb/s Full yes"
moves=$(stat bucket_moves)
check_eq "every bucket found a member" 256 "$moves"
failovers=$(stat failovers)
ip -n "$SW" link set sw1 down
check_soon "balance-xor: speed of the one that carries" 3 speed_is "10000Mb/s Full yes"
check_eq "its buckets moved" $((moves + 128)) "$(stat bucket_moves)"
check_eq "which is a failover" $((failovers + 1)) "$(stat failovers)"
ip -n "$SW" link set sw0 down
check_soon "no speed when nobody carries" 3 speed_is "Unknown! Unknown! no"
for i in 0 1; do ip -n "$SW" link set sw$i up; done
check_soon "both carry" 5 speed_is "20000Mb/s Full yes"
on_host bondctl set bond0 --mode balance-rr
check_soon "balance-rr: speeds add up" 3 speed_is "20000Mb/s Full yes"
on_host bondctl set bond0 --mode broadcast
check_soon "broadcast: as fast as the slowest" 3 speed_is "10000Mb/s Full yes"
