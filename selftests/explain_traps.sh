#!/bin/bash
# What others do to the devices of a bond, explain names, and nothing else: MAC addresses, offloads, MTU.
# timeout: 90
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
need ethtool
make_bond bond0 active-backup
check_soon "all is well" 5 state_is ok
check_eq "all is well: no cause of trouble" "" "$(explained)"

on_host ethtool -K eth1 tso off >/dev/null
fault offload_tso "ethtool -K eth1 tso off" eth1:offload_mismatch
on_host ethtool -K eth1 tso on >/dev/null
on_host ethtool -K eth0 tx off >/dev/null
fault offload_tx "ethtool -K eth0 tx off" eth0:offload_mismatch
on_host ethtool -K eth0 tx on tso on >/dev/null
check_soon "all is well again" 5 nb_named ""

was=$(mac "$HOST" eth1)
ip -n "$HOST" link set eth1 address 02:00:00:00:00:66
fault mac_changed "somebody gives eth1 another MAC address" eth1:mac_changed
ip -n "$HOST" link set eth1 address "$was"
check_soon "all is well again" 5 nb_named ""
for mode in "active-backup --fail-over-mac active" "active-backup --fail-over-mac follow" balance-xor balance-tlb balance-alb active-backup; do
	# shellcheck disable=SC2086
	on_host bondctl set bond0 --fail-over-mac none --mode $mode
	check_soon "$mode: no address is taken for wrong" 5 nb_named ""
done

# What systemd-udevd does where a .link file tells it to; the file alone does nothing, nor does an address without one.
mkdir -p /run/systemd/network
defer rm -f /run/systemd/network/00-netbond.link
printf '[Match]\nDriver=netbond\n\n[Link]\nMACAddressPolicy=persistent\n' >/run/systemd/network/00-netbond.link
check_eq "a .link file that did nothing" "" "$(explained)"
ip -n "$HOST" link set bond0 address 02:00:00:00:00:77
fault mac_policy "a .link file with MACAddressPolicy=persistent, and the MAC address that came of it" bond0:mac_policy
printf '[Match]\nDriver=netbond\n\n[Link]\nMACAddressPolicy=none\n' >/run/systemd/network/00-netbond.link
check_eq "with MACAddressPolicy=none somebody chose the address" "" "$(explained)"
check_fails "a member's own MTU is refused, so it is never another" ip -n "$HOST" link set eth1 mtu 1400
