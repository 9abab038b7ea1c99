#!/bin/bash
# The interval is kept, down to 5 ms, on every member; it and the targets change while traffic runs, without a failover.
# timeout: 150
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 100 --arp-ip-target 10.0.0.2
check_soon "every path answers" 10 state_is ok

# pace INTERVAL: the median time between probes of the backup, us.
pace() {
	on_host bondctl set bond0 --arp-interval "$1"
	watch "pace$1" "$HOST" eth1 --filter arp
	sleep 1.5
	watch_end "pace$1"
	jq -s '[.[] | select(.direction == "out" and .op == 1) | .timestamp_us] | [.[1:], .[:-1]] | transpose | map(.[0] - .[1]) | sort | .[length / 2 | floor]' \
		"$TMP/pace$1.wire"
}

grain=0
[[ ${NB_KERNEL:-} == uml ]] && grain=10000
for interval in 200 50 20 5; do
	us=$(pace "$interval")
	check_ge "every $interval ms, us" "$us" $((interval * 900 - grain))
	check_le "every $interval ms, us" "$us" $((interval * 1100 + 500 + grain))
done
check_eq "fast probes are answered too" "ok eth0 0" "$(show '"\(.state) \(.active_member) \(.failovers)"')"
silent_break sw0
check_soon "5 ms: a dead path is left" 5 active_is eth1
silent_mend sw0
check_soon "mended" 5 state_is ok
check_fails "4 ms is refused" on_host bondctl set bond0 --arp-interval 4
check "with a reason" grep -q 'arp.interval' <<<"$OUT"

on_host bondctl set bond0 --arp-interval 50 --arp-ip-target 10.0.0.2
flow up "$HOST" "$PEER" 10.0.0.2 500
on_host bondctl set bond0 --arp-ip-target 10.0.0.3
watch change "$HOST" eth0 --filter arp
sleep 0.7
watch_end change
check_ge "the new target is probed" "$(frames change '.direction == "out" and .tpa == "10.0.0.3"')" 5
check_eq "the old one is not" 0 "$(frames change '.direction == "out" and .spa == "0.0.0.0" and .tpa == "10.0.0.2"')"
on_host bondctl set bond0 --arp-interval 0
on_host bondctl set bond0 --arp-interval 25
on_host bondctl set bond0 --arp-ip-target 10.0.0.2,10.0.0.3
flow_end up
check_eq "nothing is lost by changes" 0 "$(lost up)"
check_soon "every path answers" 5 state_is ok
check_eq "and no failover" 1 "$(show .failovers)"
