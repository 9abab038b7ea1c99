#!/bin/bash
# downdelay: a flap shorter than it changes no choice, yet the packets meanwhile take the backup; a longer loss does change it.
# timeout: 150
. "$(dirname "$0")/lib.sh"
topo_cut
make_bond bond0 active-backup --downdelay 2000
check_soon "all are usable" 5 state_is ok
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

flow up "$HOST" "$PEER" 10.0.0.2 1000
sleep 0.7
unplug 0
sleep 0.2
check_eq "the vote holds the link and says so" "yes downdelay" \
	"$(show '.members[0].votes[] | select(.vote == "carrier") | "\(.value) \(.reason)"')"
plug 0
flow_end up
check_le "lost, by going and by coming back" "$(lost up)" 2
check_eq "no other choice" eth0 "$(show .active_member)"
check_eq "no failover" 0 "$(show .failovers)"
check_eq "none was told" 0 "$(history_of '[.[] | select(.event == "active" and .old_member == "eth0")] | length')"

on_host bondctl set bond0 --downdelay 700
begun=$(now_ms)
unplug 0
check_soon "a lasting loss does" 5 active_is eth1
check_ge "not before the delay, ms" $(($(now_ms) - begun)) 690
gap=$(history_of '[.[] | select(.event == "active")] | last | .gap_ns')
check_ge "the history measured it, ns" "$gap" 700000000
check_le "to the millisecond, ns" "$gap" 760000000
