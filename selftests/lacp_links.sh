#!/bin/bash
# max_links: the better members by actor_port_prio carry traffic, the others stand by and take over. min_links: too few are none.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 4
peer_bonding lag "p0 p1 p2 p3" lacp_rate fast
peer_addresses lag
make_bond bond0 802.3ad --ad-actor-sys-prio 1 --max-links 2
on_host bondctl member set bond0 eth0 eth1 --actor-port-prio 200
on_host bondctl member set bond0 eth2 eth3 --actor-port-prio 100
used() { shows "[.members[] | select(.role == \"active\") | .name] == [$(printf '"%s",' "$@" | sed 's/,$//')]"; }
check_soon "the better two carry traffic" 10 used eth2 eth3
check_soon "the others stand by" 5 shows 'all(.members[:2][]; .reason == "standby_max_links" and .lacp.selected == "standby")'
check_eq "no more" 2 "$(show .lacp.distributing)"
sleep 1
for i in 0 1; do check "the far end knows that eth$i is out of sync" far_unsaid p$i 56; done
check_traffic "two of four"

ip -n "$PEER" link set p2 down
check_soon "one is lost: the other goes on at once" 1 shows '.carrier and .members[3].role == "active"'
check_soon "and one that stood by joins it" 6 shows '.lacp.distributing == 2 and .members[2].role == "none"'
check_traffic "one took over"
ip -n "$PEER" link set p2 up
check_soon "the better one is back" 10 used eth2 eth3
check "a member is made better" on_host bondctl member set bond0 eth0 --actor-port-prio 50
check_soon "and used" 10 shows '.members[0].role == "active" and .lacp.distributing == 2'
check "no limit" on_host bondctl set bond0 --max-links 0
lacp_form "no limit"
check "one" on_host bondctl set bond0 --max-links 1
check_soon "one" 10 used eth0
check "no limit again" on_host bondctl set bond0 --max-links 0
lacp_form "no limit again"

check "min_links" on_host bondctl set bond0 --min-links 3
check "enough" all_distributing
ip -n "$PEER" link set p0 down
check_soon "three are enough" 3 shows '.carrier and .lacp.distributing == 3'
ip -n "$PEER" link set p1 down
check_soon "two are not" 3 shows '(.carrier | not) and .state == "failed" and .reason == "min_links"'
ip -n "$PEER" link set p1 up
check_soon "three are again" 10 shows '.carrier and .lacp.distributing == 3'
ip -n "$PEER" link set p1 down
check_soon "two are not" 3 shows '.carrier | not'
check "live" on_host bondctl set bond0 --min-links 2
check_soon "two are enough now" 3 shows .carrier
