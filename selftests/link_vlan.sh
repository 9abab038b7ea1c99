#!/bin/bash
# VLANs on a bond, 802.1Q and 802.1ad, made before and after the members joined, work over each member.
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
topo_switch 2
on_host bondctl add nb0 --mode active-backup || die "no bond"
ip -n "$HOST" link set nb0 up
# vlan NAMESPACE LOWER NAME PROTOCOL ID ADDRESS
vlan() {
	ip -n "$1" link add link "$2" name "$3" up type vlan protocol "$4" id "$5" && ip -n "$1" address add "$6/24" dev "$3"
}
check "before the members" vlan "$HOST" nb0 q5 802.1Q 5 10.5.0.1
on_host bondctl member add nb0 eth0 eth1 || die "no members"
check "after them" vlan "$HOST" nb0 q6 802.1Q 6 10.6.0.1
check "802.1ad" vlan "$HOST" nb0 s7 802.1ad 7 10.7.0.1
check "one in the other" vlan "$HOST" s7 sq8 802.1Q 8 10.8.0.1
vlan "$PEER" eth0 q5 802.1Q 5 10.5.0.2
vlan "$PEER" eth0 q6 802.1Q 6 10.6.0.2
vlan "$PEER" eth0 s7 802.1ad 7 10.7.0.2
vlan "$PEER" s7 sq8 802.1Q 8 10.8.0.2
for down in none sw0; do
	[[ $down == none ]] || ip -n "$SW" link set $down down
	for net in 5 6 7 8; do
		check_soon "$down down: 10.$net.0.2 answers" 5 on_host ping -c1 -W1 10.$net.0.2
	done
done
check "a VLAN goes" ip -n "$HOST" link del q5
check_soon "another stays" 5 on_host ping -c1 -W1 10.6.0.2
check "all members leave" on_host bondctl member del nb0 eth0 eth1
check "and come back" on_host bondctl member add nb0 eth1 eth0
check_soon "with it" 5 on_host ping -c1 -W1 10.8.0.2
