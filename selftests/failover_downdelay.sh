#!/bin/bash
# downdelay: a flap shorter than it changes no choice, yet the packets meanwhile take the backup; a longer loss does change it.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --downdelay 20000
check_soon "all are usable" 5 state_is ok
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
choose eth0
failovers=$(show .failovers)
told() { history_of '[.[] | select(.event == "active" and .old_member == "eth0")] | length'; }
before=$(told)

# flap: and how many packets it cost, the best of some. The other end of a pair tells before it drops anything; when a card learns of a cut is the loaded
# machine's business: failover_carrier_virtio and failover_held_return have cards.
flap() {
	flow up "$HOST" "$PEER" 10.0.0.2 1000
	sleep 0.7
	unplug 0
	check_soon "the vote holds the link and says so" 5 shows '.members[0].votes[] | select(.vote == "carrier") | .value == "yes" and .reason == "downdelay"'
	pause 0.2
	plug 0
	flow_end up
	costs+=("$(lost up)")
	check_soon "it is over" 5 state_is ok
}
costs=()
for ((i = 0; i < 4 && (i == 0 || costs[i - 1] > 2); i++)); do flap; done
echo "lost: ${costs[*]}"
check_le "lost, by going and by coming back, at best" "$(least "${costs[@]}")" 2
check_eq "no other choice" eth0 "$(show .active_member)"
check_eq "no failover" "$failovers" "$(show .failovers)"
check_eq "none was told" "$before" "$(told)"

on_host bondctl set bond0 --downdelay 700
stall_begin
begun=$(now_ms)
unplug 0
check_soon "a lasting loss does" 5 active_is eth1
check_ge "not before the delay, ms" $(($(now_ms) - begun)) 690
gap=$(history_of '[.[] | select(.event == "active")] | last | .gap_ns')
stall=$(stall_end)
check_ge "the history measured it, ns" "$gap" 700000000
check_le "to the millisecond, but for what the machine stood still ($stall us), ns" "$gap" $((760000000 + stall * 1000))
