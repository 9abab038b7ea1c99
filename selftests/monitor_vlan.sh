#!/bin/bash
# A target behind a VLAN device on the bond: probes carry the tag and that device's address, and prove the path of that VLAN.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
# Answer only where the address is: in its VLAN.
on_peer sysctl -qw net.ipv4.conf.all.arp_ignore=1
make_bond bond0 active-backup --arp-interval 50 --arp-ip-target 10.5.0.2
vlan_path 10.5.0.1/24 10.5.0.2/24 802.1q 5
check_soon "every path answers" 10 state_is ok
watch_arp 1 "$HOST" eth0 "$HOST" eth1
probe='.direction == "out" and .op == 1'
check_ge "probes of the active member" "$(frames active "$probe")" 10
check_eq "all tagged, with the VLAN device's address" 0 "$(frames active "$probe and ([.vlans[].id] != [5] or .vlans[0].tpid != \"0x8100\" or .spa != \"10.5.0.1\")")"
check_ge "probes of the backup" "$(frames backup "$probe")" 10
check_eq "all tagged, from nobody" 0 "$(frames backup "$probe and ([.vlans[].id] != [5] or .spa != \"0.0.0.0\")")"
check_eq "a wrong VLAN is lost" "" "$(frames active "$probe and .vlans == []" | grep -v '^0$')"

# The switch forgets the VLAN on the active member's port; all else passes.
tc -n "$SW" qdisc add dev sw0 clsact
tc -n "$SW" filter add dev sw0 ingress protocol 802.1q pref 1 flower vlan_id 5 action drop
check_soon "the VLAN's dead path is left" 5 active_is eth1
silent_mend sw0
check_soon "mended" 5 state_is ok

# Its table is another's, and the bond is in no VRF.
if ip -n "$HOST" link add vrf1 up type vrf table 77; then
	ip -n "$HOST" link set vlan5 master vrf1
	pause 0.5
	check "the route in a VRF of the VLAN device is found" shows '.state == "ok" and .reason != "probe_no_route"'
	watch_arp 1 "$HOST" eth0 "$HOST" eth1
	check_ge "probes of the active member" "$(frames backup "$probe and [.vlans[].id] == [5] and .spa == \"10.5.0.1\"")" 10
else
	[[ ${NB_KERNEL:-} == uml ]] || fail "no VRF"
fi
ip -n "$HOST" link del vlan5
check_soon "without the device there is no route" 5 shows '.reason == "probe_no_route"'
