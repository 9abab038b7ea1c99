#!/bin/bash
# A link-local ns_ip6_target is asked on the bond itself, untagged. Every device has a route to it: until somebody heard it once its silence is no lost path,
# for it may be in a VLAN; after that it is.
# kernels: 6.12
# timeout: 60
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --probe-loss down
vlan_path fd05::1/64 fd05::2/64 802.1q 5
ip -n "$PEER" address add fe80::99/64 dev vlan5 nodad
check_soon "both are usable" 5 state_is ok
watch wire "$SW" peer0 --filter nd
on_host bondctl set bond0 --ns-ip6-target fe80::99
check_soon "in a VLAN it is not found" 5 shows '.reason == "probe_no_route"'
sleep 0.5
watch_end wire
check_eq "that takes nothing away" "probe_no_route yes" "$(show '"\(.reason) \(.members[] | .votes[] | select(.vote == "carrier") | .value)"' | sort -u)"
check "nor the carrier" grep -q LOWER_UP <<<"$(ip -n "$HOST" link show dev bond0)"
check_ge "it was asked" "$(frames wire '.type == 135 and .target == "fe80::99"')" 5
check_eq "without a tag" 0 "$(frames wire '.type == 135 and .target == "fe80::99" and (.vlans | length) > 0')"

ip -n "$PEER" address del fe80::99/64 dev vlan5
ip -n "$PEER" address add fe80::99/64 dev eth0 nodad
check_soon "on the bond itself it is" 5 state_is ok
silent_break sw1
check_soon "once it was heard, a path on which it is silent is lost" 3 vote_is eth1 probe no
silent_mend sw1
check_soon "mended" 5 state_is ok
on_host bondctl set bond0 --probe-loss keep
ip -n "$PEER" address del fe80::99/64 dev eth0
check_soon "and so are all" 5 shows '.reason == "probe_all_lost"'
