#!/bin/bash
# active_slave: obeyed at once and kept, '' releases, an unusable or foreign member is refused with a reason and nothing changes.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 active-backup --primary eth0
check_soon "the primary is active" 5 active_is eth0
check_soon "all are usable" 5 state_is ok
flow up "$HOST" "$PEER" 10.0.0.2 1000
sleep 0.5
check "eth2 is made active" on_host bondctl set bond0 --active-slave eth2
check_eq "it is, at once" eth2 "$(show .active_member)"
flow_end up
check_eq "nothing is lost by a wish" 0 "$(lost up)"
check_eq "the history names the administrator" administrator "$(history_of '[.[] | select(.event == "active")] | last | .reason')"
sleep 0.5
check_eq "it sticks, against the primary" eth2 "$(show .active_member)"
check_eq "a wish is no failover" 0 "$(show .failovers)"

ip -n "$SW" link set sw1 down
check_soon "eth1 is lost" 5 shows '.members[1].usable == false'
check_fails "eth1 is refused" on_host bondctl set bond0 --active-slave eth1
check "the reason is told" grep -q 'active_slave.*not usable' <<<"$OUT"
check_fails "a stranger is refused" on_host bondctl set bond0 --active-slave lo
check "the reason is told" grep -q 'active_slave.*not a member' <<<"$OUT"
check_fails "with another option beside it" on_host bondctl set bond0 --active-slave eth1 --miimon 77
check_eq "nothing changed" "eth2 100" "$(show '"\(.active_member) \(.options.miimon)"')"

on_host bondctl set bond0 --active-slave ''
check_soon "released: the primary takes over" 5 active_is eth0
on_host bondctl set bond0 --active-slave eth2
ip -n "$SW" link set sw2 down
check_soon "a lost one is left all the same" 5 active_is eth0
ip -n "$SW" link set sw2 up
check_soon "it returns" 5 shows '.members[2].usable'
sleep 0.3
check_eq "and the wish is spent" eth0 "$(show .active_member)"
