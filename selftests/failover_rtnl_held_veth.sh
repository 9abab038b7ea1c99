#!/bin/bash
# The far end of a veth goes at the beginning of what holds RTNL for long: what waits for RTNL, as linkwatch does, comes too late, yet at most one packet
# is lost.
# timeout: 200
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2
# Nor does a poll help.
make_bond bond0 active-backup --miimon 0
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

# A group is put down under one RTNL lock, one device after the other as they were made: sw0 first.
number=300
for ((i = 0; i < number; i++)); do echo "link add name held$i group 9 up type dummy"; done | ips "$SW" || die "no dummies"
ip -n "$SW" link set sw0 group 9
# Not where the sender is: it would stand still meanwhile.
aside=()
(($(nproc) == 1)) || aside=(taskset -c 1)

choose eth0
flow up "$HOST" "$PEER" 10.0.0.2 2000
sleep 0.7
"${aside[@]}" ip -n "$SW" link set group 9 down
ended=${EPOCHREALTIME/./}
check_soon "the other takes over" 5 active_is eth1
flow_end up
moved=$(history_of '[.[] | select(.event == "active" and .old_member == "eth0")] | last | .time_ns / 1000 | floor')
check_ge "RTNL was held after the bond had moved, ms" $(((ended - moved) / 1000)) 30
check_le "lost" "$(lost up)" 1
