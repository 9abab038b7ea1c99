#!/bin/bash
# Members of unequal speed are no aggregate: one speed carries the traffic, the other stays out and says why.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp_cards
speed_link 0 1000
# Both ends have to choose by the same rule, or neither goes along with the other.
peer_bonding lag "p0 p1" lacp_rate fast ad_select bandwidth
peer_addresses lag
make_bond bond0 802.3ad --ad-select bandwidth
check_soon "the faster one carries traffic" 10 shows '.members[1].role == "active"'
sleep 3
check_eq "the other does not" "1 none speed_mismatch" "$(show '"\(.lacp.distributing) \(.members[0].role) \(.members[0].reason)"')"
check_eq "the keys differ" 2 "$(show '[.members[].lacp.actor.key] | unique | length')"
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
cut_link 1
check_soon "the slower one is better than none" 10 shows '.carrier and .members[0].role == "active"'
mend_link 1
check_soon "the faster one is better still" 10 shows '.members[1].role == "active" and .members[0].reason == "speed_mismatch"'
cut_link 0
speed_link 0 10000
mend_link 0
lacp_form "equal" 15
check_traffic "equal"
# As a real card does. Its link comes back before its driver can be asked, and LACP would speak with the key of another speed.
on_host ethtool -s eth0 speed 4294967295
cut_link 0
check_soon "its link is gone" 5 vote_is eth0 carrier no
sleep 1.5
check_eq "a card that forgets its speed with its link" 10000 "$(show .members[0].speed_mbps)"
on_host ethtool -s eth0 speed 10000
mend_link 0
lacp_form "it returns" 15
on_host ethtool -s eth0 speed 10000 duplex half
cut_link 0
mend_link 0
check_soon "half duplex" 10 reason_is eth0 half_duplex
check "the other goes on" distributing 1
# Others know it only a while after their link came up, and tell nobody then.
on_host ethtool -s eth0 speed 4294967295 duplex full
cut_link 0
mend_link 0
check_soon "a card with a link and without a speed" 10 shows '(.members[0].speed_mbps // 0) == 0 and .members[0].usable'
on_host ethtool -s eth0 speed 1000
check_soon "is asked again" 10 shows '.members[0].speed_mbps == 1000'
check_soon "and has the key of its speed" 10 reason_is eth0 speed_mismatch
