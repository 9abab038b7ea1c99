#!/bin/bash
# ip link alone: a bond with defaults, members in and out, up, traffic, deleted with its members.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2

check "ip link add" ip -n "$HOST" link add nb0 type netbond
check_eq "its kind" netbond "$(json '.[0].linkinfo.info_kind' ip -n "$HOST" -d -j link show nb0)"
check_eq "its settings" "active-backup 100 0 1 all none" \
	"$(json '.[0].options | "\(.mode) \(.miimon) \(.arp_interval) \(.num_peer_notif) \(.arp_validate) \(.fail_over_mac)"' on_host bondctl show nb0 --json)"
check_eq "no member, no carrier" "failed false 0" \
	"$(json '.[0] | "\(.state) \(.carrier) \(.members | length)"' on_host bondctl show nb0 --json)"
check_fails "a name twice" ip -n "$HOST" link add nb0 type netbond
check "a name of the kernel's choice" ip -n "$HOST" link add type netbond
check "which is netbond0" ip -n "$HOST" link del netbond0

check "a member" ip -n "$HOST" link set eth0 master nb0
check "another" ip -n "$HOST" link set eth1 up master nb0
ip -n "$HOST" address add 10.0.0.1/24 dev nb0
check "up" ip -n "$HOST" link set nb0 up
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
check_eq "both belong to it" "eth0 eth1" "$(json '[.[].ifname] | join(" ")' ip -n "$HOST" -j link show master nb0)"
check_eq "ok, with carrier" "ok true eth0" "$(json '.[0] | "\(.state) \(.carrier) \(.active_member)"' on_host bondctl show nb0 --json)"
check_eq "a member knows what it is" netbond "$(json '.[0].linkinfo.info_slave_kind' ip -n "$HOST" -d -j link show eth0)"

check "out again" ip -n "$HOST" link set eth0 nomaster
check_soon "the other works" 5 on_host ping -c1 -W1 10.0.0.2
check "down and up" ip -n "$HOST" link set nb0 down
check_eq "down is failed" failed "$(json '.[0].state' on_host bondctl show nb0 --json)"
ip -n "$HOST" link set nb0 up
check_soon "and works again" 5 on_host ping -c1 -W1 10.0.0.2
check "deleted with a member" ip -n "$HOST" link del nb0
check_eq "nothing is left" "null" "$(json '.[0].master' ip -n "$HOST" -j link show eth1)"
check_eq "no bond" "[]" "$(on_host bondctl show --json | jq -c .)"
