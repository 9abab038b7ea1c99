#!/bin/bash
# Whichever allocation fails in a request, the request is done whole or not at all, nothing hangs, and the bond works after it.
# timeout: 400
# kernels: debug
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/faults.inc"
topo_switch 3
make_bond bond0 active-backup --arp-interval 100 --arp-ip-target 10.0.0.2
on_host bondctl member del bond0 eth2
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2

del_nb9() { ip -n "$HOST" link del nb9; }
leave_eth2() { ip -n "$HOST" link set eth2 nomaster; }
join_eth2() { ip -n "$HOST" link set eth2 master bond0; }
back() { on_host bondctl set bond0 --mode active-backup --arp-interval 100 --arp-ip-target 10.0.0.2; }
set=(nbnl CMD_BOND_SET A_NAME:str:bond0 A_OPTIONS+)
member=(A_NAME:str:bond0 A_MEMBER+ MEMBER_NAME:str:eth2 .)

whole "new bond" del_nb9 nbnl CMD_BOND_NEW A_NAME:str:nb9 A_OPTIONS+ OPT_MODE:u32:1 OPT_MIIMON:u32:50 . A_MEMBER+ MEMBER_NAME:str:eth2 .
whole "new bond by ip" del_nb9 ip link add nb9 address 02:00:00:00:00:99 type netbond
whole "a member joins" leave_eth2 nbnl CMD_MEMBER_ADD "${member[@]}"
join_eth2
whole "a member leaves" join_eth2 nbnl CMD_MEMBER_DEL "${member[@]}"
leave_eth2
whole "options" back "${set[@]}" OPT_ARP_INTERVAL:u32:200 OPT_ARP_IP_TARGET+ ADDR_IPV4:hex:0a000002 ADDR_IPV4:hex:0a000003 . .
back
no_ns() { on_host bondctl set bond0 --ns-ip6-target ''; }
whole "IPv6 targets" no_ns "${set[@]}" OPT_NS_IP6_TARGET+ ADDR_IPV6:hex:fd000000000000000000000000000002 ADDR_IPV6:hex:fd000000000000000000000000000003 . .
prio_back() { on_host bondctl member set bond0 eth1 --prio 0; }
whole "a member's settings" prio_back nbnl CMD_MEMBER_SET A_NAME:str:bond0 A_MEMBER+ MEMBER_NAME:str:eth1 MEMBER_OPTIONS+ MOPT_PRIO:u32:5 . .
for mode in 0 2 3 4 5 6; do whole "mode $mode" back "${set[@]}" OPT_MODE:u32:$mode OPT_ARP_INTERVAL:u32:0 OPT_ARP_IP_TARGET+ . .; done
mtu_back() { ip -n "$HOST" link set bond0 mtu 1500; }
whole "MTU" mtu_back ip link set bond0 mtu 1400
del_vlan() { ip -n "$HOST" link del vlan7; }
whole "VLAN" del_vlan ip link add link bond0 name vlan7 type vlan id 7
ip -n "$HOST" link add link bond0 name vlan7 type vlan id 7
on_host bondctl set bond0 --arp-interval 0 --arp-ip-target ''
for mode in 2 3 4 5 6; do
	on_host bondctl set bond0 --mode $mode
	whole "a member joins, with a VLAN, mode $mode" leave_eth2 nbnl CMD_MEMBER_ADD "${member[@]}"
done
del_vlan
back
# The bond takes the active member's address, which it had not.
address=$(mac "$HOST" bond0)
activate() { on_host bondctl set bond0 --active-slave eth1; }
give_back() {
	on_host bondctl set bond0 --fail-over-mac none
	ip -n "$HOST" link set bond0 address "$address"
	activate
}
activate
check "the active member has another address" test "$(show '.members[] | select(.name == "eth1").permanent_address')" != "$address"
whole "fail_over_mac" give_back "${set[@]}" OPT_FAIL_OVER_MAC:u32:1 .
reads "list of bonds" nbnl CMD_BOND_GET dump
reads "one bond" nbnl CMD_BOND_GET A_NAME:str:bond0
reads "one member" nbnl CMD_MEMBER_GET A_NAME:str:bond0 A_MEMBER+ MEMBER_NAME:str:eth1 .
reads "history" nbnl CMD_HISTORY_GET dump A_NAME:str:bond0
on_host bondctl set bond0 --arp-interval 0 --arp-ip-target ''
on_host bondctl set bond0 --mode balance-xor
reads "buckets" nbnl CMD_BUCKET_GET dump A_NAME:str:bond0
reads "where a flow goes" nbnl CMD_FLOW_GET A_NAME:str:bond0 A_FLOW+ FLOW_IPV4_SOURCE:hex:0a000001 FLOW_IPV4_DESTINATION:hex:0a000002 \
	FLOW_SOURCE_PORT:u32:5 FLOW_DESTINATION_PORT:u32:6 .
on_host bondctl set bond0 --mode balance-alb
reads "clients" nbnl CMD_CLIENT_GET dump A_NAME:str:bond0
on_host bondctl set bond0 --mode active-backup
check_soon "the peer answers in the end" 10 on_host ping -c1 -W1 10.0.0.2
join_eth2
check_soon "another member joins" 10 state_is ok
