#!/bin/bash
# fail_over_mac follow: members that join a bond that is down, or has no link, keep different addresses.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
addresses() { on_host sh -c 'cat /sys/class/net/eth*/address' | sort -u | wc -l; }
on_host bondctl add nb0 --mode active-backup --fail-over-mac follow --member eth0,eth1,eth2 || die "no bond"
check_eq "in a bond that is down" 3 "$(addresses)"
ip -n "$HOST" link set nb0 up
check_soon "it has a link" 3 on_host bondctl wait nb0 up --timeout 3
check_eq "up" 3 "$(addresses)"
check_eq "the active one carries the bond's" "$(on_host cat /sys/class/net/nb0/address)" \
	"$(on_host cat "/sys/class/net/$(json '.[0].active_member' on_host bondctl show nb0 --json)/address")"
ip -n "$HOST" link set nb0 down
sleep 0.5
check_eq "down again" 3 "$(addresses)"
on_host bondctl member del nb0 eth0 2>/dev/null
check_eq "when the first has left" 2 "$(on_host sh -c 'cat /sys/class/net/eth[12]/address' | sort -u | wc -l)"
