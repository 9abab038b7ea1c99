#!/bin/bash
# A backup's dead path is seen while the active one is fine, in both directions of death; nothing moves; a loss of the active one then finds no other.
# kernels: 6.12
# timeout: 150
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 active-backup --arp-interval 100 --arp-ip-target 10.0.0.2
check_soon "every path answers" 10 state_is ok
active=$(show .active_member)
check_eq "the first is active" eth0 "$active"

silent_break sw1
check_soon "the backup's path is lost" 3 vote_is eth1 probe no
check_eq "it is told" "false probe_no_reply" "$(show '.members[1] | "\(.usable) \(.reason)"')"
check_eq "the bond is degraded for it" "degraded probe_no_reply" "$(show '"\(.state) \(.reason)"')"
check_eq "its link is not to blame" yes "$(show '.members[1].votes[] | select(.vote == "carrier") | .value')"
check_eq "nothing moved" eth0 "$(show .active_member)"

# The active one is lost, and the dead backup must not be its successor.
silent_break sw0
check_soon "the third takes over" 5 active_is eth2
check_eq "eth1 never was active" 0 "$(history_of '[.[] | select(.event == "active" and .member == "eth1")] | length')"
silent_mend sw0
silent_mend sw1
check_soon "all mended" 5 state_is ok

# Only one direction dead: what the backup sends is lost, what comes is heard.
tc -n "$SW" qdisc add dev sw1 clsact
tc -n "$SW" filter add dev sw1 ingress pref 1 matchall action drop
check_soon "a backup that cannot send is seen" 3 vote_is eth1 probe no
silent_mend sw1
check_soon "mended" 5 state_is ok
tc -n "$SW" qdisc add dev sw1 clsact
tc -n "$SW" filter add dev sw1 egress pref 1 matchall action drop
check_soon "and one that cannot hear" 3 vote_is eth1 probe no
