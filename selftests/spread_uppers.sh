#!/bin/bash
# VLAN, QinQ, macvlan, ipvlan, VRF, bridge and another bond work above balance-xor, both ways, over all members.
# kernels: 6.12
# timeout: 300
. "$(dirname "$0")/lib.sh"
topo_lag 2
make_bond bond0 balance-xor
# far NET DEVICE, near NET DEVICE: addresses on both ends.
far() { ip -n "$PEER" address add "10.$1.0.2/24" dev "$2"; }
near() {
	ip -n "$HOST" link set "$2" up
	ip -n "$HOST" address add "10.$1.0.1/24" dev "$2"
}
# many ADDRESS WHAT: a stream of 32 flows arrives whole.
many() {
	flow "$1" "$HOST" "$PEER" "10.$1.0.2" 1000 32
	sleep 0.4
	flow_end "$1"
	check_eq "$2: flows: lost, duplicated" "0 0" "$(flowed "$1" '"\(.lost) \(.duplicated)"')"
	check_ge "$2: arrived" "$(flowed "$1" .received)" 50
}
for link in "lag bond0 q5 802.1Q 5" "lag bond0 s6 802.1ad 6" "s6 s6 sq7 802.1Q 7"; do
	read -r below_far below name protocol id <<<"$link"
	ip -n "$PEER" link add link "$below_far" name "$name" up type vlan protocol "$protocol" id "$id"
	ip -n "$HOST" link add link "$below" name "$name" up type vlan protocol "$protocol" id "$id"
	far "$id" "$name"
	near "$id" "$name"
done
# Only one of these two at a time.
for kind in "8 macvlan mode bridge" "9 ipvlan mode l2"; do
	read -r id kind <<<"$kind"
	# shellcheck disable=SC2086
	check "$kind" ip -n "$HOST" link add link bond0 name "up$id" type $kind
	far "$id" lag
	near "$id" "up$id"
	check_soon "$kind: 10.$id.0.2 answers" 5 on_host ping -c1 -W1 "10.$id.0.2"
	ip -n "$HOST" link del "up$id"
done
ip -n "$HOST" link add vrf1 type vrf table 11 2>/dev/null && ip -n "$HOST" link set vrf1 up && {
	ip -n "$HOST" link add link bond0 name q10 type vlan id 10
	ip -n "$HOST" link set q10 master vrf1
	near 10 q10
	ip -n "$PEER" link add link lag name q10 up type vlan id 10
	far 10 q10
	check_soon "VRF" 5 on_host ip vrf exec vrf1 ping -c1 -W1 10.10.0.2 || on_host ping -I vrf1 -c1 -W1 10.10.0.2
}
on_host bondctl add nb1 --mode balance-xor || die "no second bond"
ip -n "$HOST" link add link bond0 name q11 type vlan id 11
check "a bond on a VLAN on a bond" on_host bondctl member add nb1 q11
near 11 nb1
ip -n "$PEER" link add link lag name q11 up type vlan id 11
far 11 q11
for id in 5 6 7 11; do
	check_soon "10.$id.0.2 answers" 5 on_host ping -c1 -W1 10.$id.0.2
done
many 7 QinQ
many 11 "bond on bond"
# Under a bridge the bond forwards for others: a far address behind it is reached from a device of the bridge.
ip -n "$HOST" link add br12 type bridge forward_delay 0 mcast_snooping 0
ip -n "$HOST" link add link bond0 name q12 up type vlan id 12
ip -n "$HOST" link set q12 master br12
setup_ns GUEST
# shellcheck disable=SC2153
ip -n "$GUEST" link add eth0 type veth peer name guest netns "$HOST"
ip -n "$HOST" link set guest master br12 up
ip -n "$HOST" link set br12 up
ip -n "$GUEST" link set eth0 up
ip -n "$GUEST" address add 10.12.0.1/24 dev eth0
ip -n "$PEER" link add link lag name q12 up type vlan id 12
far 12 q12
check_soon "a guest behind a bridge" 5 ns_exec "$GUEST" ping -c1 -W1 10.12.0.2
flow guest "$GUEST" "$PEER" 10.12.0.2 1000 32
sleep 0.4
flow_end guest
check_eq "its flows: lost, duplicated" "0 0" "$(flowed guest '"\(.lost) \(.duplicated)"')"
# What one member cannot do the bond does not offer.
feature() { on_host ethtool -k bond0 | awk -v f="$1:" '$1 == f {print $2}'; }
for name in scatter-gather tx-checksumming tcp-segmentation-offload generic-segmentation-offload; do
	check_eq "$name" on "$(feature $name)"
done
check_eq "the members' tunnels are, too" on "$(feature tx-udp_tnl-segmentation)"
