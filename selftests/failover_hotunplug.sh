#!/bin/bash
# The active member's device disappears while in use: the bond lets go of it and goes on; a new device of that name joins like any other.
# kernels: 6.12 6.1
# timeout: 120
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
flow up "$HOST" "$PEER" 10.0.0.2 1000
sleep 0.7
ip -n "$HOST" link del eth0
check_eq "the other is active" eth1 "$(show .active_member)"
check_eq "one member is left" eth1 "$(show '[.members[].name] | join(" ")')"
check "the history tells" on_host sh -c 'bondctl history bond0 --json | jq -e "any(.[]; .event == \"member_removed\" and .member == \"eth0\")"'
flow_end up
# With several processors the far end goes with what waits in its queue, a few milliseconds of the stream; the bond itself loses none.
check_le "lost" "$(lost up)" $(($(nproc) == 1 ? 1 : 25))
ip -n "$HOST" link add eth0 type veth peer name sw0 netns "$SW"
ip -n "$SW" link set sw0 master br0 up
check "it joins" on_host bondctl member add bond0 eth0
check_soon "it is usable" 5 shows 'all(.members[]; .usable) and (.members | length) == 2'
check_eq "and waits" eth1 "$(show .active_member)"
check_eq "the bond's address is its members'" "$(mac "$HOST" bond0)" "$(mac "$HOST" eth0)"
