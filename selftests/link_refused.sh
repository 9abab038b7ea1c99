#!/bin/bash
# A join that fails, early or late, leaves the device and the bond as they were and says why in one line.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
setup_ns HOST
for i in 0 1 2 3; do
	ip -n "$HOST" link add eth$i type veth peer name far$i
	ip -n "$HOST" link set far$i up
	((i == 3)) || ip -n "$HOST" link set eth$i up
done
bond_state() { json '.[0] | "\(.state) \(.active_member) \(.address) \(.mtu) \(.options | tostring) \([.members[].name] | tostring)"' on_host bondctl show nb0 --json; }

# refused WHAT DEVICE [bondctl]: nb0 does not take it, by no way; by bondctl alone where ip would first release it from its master.
refused() {
	local what=$1 device=$2 way
	netdev_state "$HOST" "$device" >"$TMP/before"
	bond_state >"$TMP/bond"
	for way in "bondctl member add nb0 $device" "ip link set $device master nb0"; do
		[[ ${3:-${way%% *}} == "${way%% *}" ]] || continue
		# shellcheck disable=SC2086
		check_fails "$what: ${way%% *}" on_host $way
		[[ $(wc -l <<<"$OUT") == 1 ]] || fail "not one line: $OUT"
		[[ $OUT == "bondctl: nb0: $device: "* || $OUT == "Error: "* ]] || fail "$what: no reason: $OUT"
		echo "    $OUT"
	done
	check_state "$what: as before" 3 "$HOST" "$device" "$TMP/before"
	check_eq "$what: the bond too" "$(<"$TMP/bond")" "$(bond_state)"
}

on_host bondctl add nb0 --mode active-backup --member eth0 || die "no bond"
ip -n "$HOST" link set nb0 up
ip -n "$HOST" link add br7 type bridge
ip -n "$HOST" link set eth1 master br7
refused "loopback" lo
refused "a bridge's member" eth1 bondctl
refused "a member already" eth0 bondctl
refused "the bond itself" nb0
ip -n "$HOST" link add link nb0 name v9 type vlan id 9
refused "what stands on the bond" v9
ip -n "$HOST" link del v9
ip -n "$HOST" link set eth1 nomaster
if modprobe -q bonding max_bonds=0; then
	ip -n "$HOST" link add old0 type bond mode active-backup miimon 50
	ip -n "$HOST" link set eth1 master old0
	ip -n "$HOST" link set old0 up
	refused "a bond of the kernel's own driver" old0
	# What would have been the end of a kernel in which it had joined: its driver looks for the bond of a slave.
	ip -n "$HOST" link set far1 down
	ip -n "$HOST" link set eth2 master old0
	ip -n "$HOST" link set far1 up
	sleep 0.3
	ip -n "$HOST" link del old0
	ip -n "$HOST" link set eth1 up
	ip -n "$HOST" link set eth2 up
fi
modprobe -q tun
if ip -n "$HOST" tuntap add tun0 mode tun 2>/dev/null; then refused "a tun device" tun0; fi
for kind in ipip sit gre; do
	if ip -n "$HOST" link add t7 type $kind local 10.9.9.1 remote 10.9.9.2 2>/dev/null; then
		refused "$kind" t7
		ip -n "$HOST" link del t7
	fi
done

# Late failures. A macvlan has taken eth2; a vlan device takes no MTU above its real device's, is not set up on one that is down,
# and an ipvlan never changes its address.
ip -n "$HOST" link add link eth2 name mv0 address 02:00:00:00:00:21 type macvlan
refused "what carries a macvlan" eth2
ip -n "$HOST" link add link eth1 name v6 address 02:00:00:00:00:22 type vlan id 6
ip -n "$HOST" link set v6 up
ip -n "$HOST" link set eth1 mtu 1600
ip -n "$HOST" link set v6 mtu 1600 promisc on
ip -n "$HOST" link set nb0 mtu 9000
refused "its MTU is too small" v6
refused "its MTU is too small, down" mv0
ip -n "$HOST" link set nb0 mtu 1500
ip -n "$HOST" link set eth1 mtu 1500
ip -n "$HOST" link add link eth3 name v7 address 02:00:00:00:00:23 type vlan id 7
ip -n "$HOST" link set v7 mtu 1400
refused "it does not go up" v7
ip -n "$HOST" link set v7 allmulticast on
refused "it does not go up, with allmulti" v7
ip -n "$HOST" link set mv0 up mtu 1450
ip -n "$HOST" link set nb0 address "$(json '.[0].address' ip -n "$HOST" -j link show eth2)"
refused "it refuses the address" mv0
ip -n "$HOST" link del mv0
if ip -n "$HOST" link add link eth2 name iv0 mtu 1440 type ipvlan 2>/dev/null; then
	refused "it cannot change its address" iv0
	ip -n "$HOST" link del iv0
fi

# As many as there are numbers for, and not one more.
{
	for i in {0..256}; do echo "link add many$i type dummy"; done
} | ips "$HOST" || die "no dummies"
on_host bondctl add nb2 --mode balance-xor --member many0 || die "no bond of many"
ip -n "$HOST" link set nb2 up
check "255 members" on_host bondctl member add nb2 many{1..254}
carrying() { json '[.[0].members[] | select(.buckets > 0)] | length' on_host bondctl show nb2 --json; }
all_carry() { [[ $(carrying) == 255 ]]; }
check_soon "each carries its share, when the buckets have moved" 10 all_carry
check_fails "one more" on_host bondctl member add nb2 many255
check "why" grep -q "as many members as it can have" <<<"$OUT"
names=()
for i in {0..256}; do names+=(A_MEMBER+ "MEMBER_NAME:str:many$i" .); done
check_fails "257 in one message" on_host nbnl CMD_MEMBER_DEL A_NAME:str:nb2 "${names[@]}"
check "why" grep -q "too many members in one message" <<<"$OUT"
check_eq "all are still there" 255 "$(json '.[0].members | length' on_host bondctl show nb2 --json)"
on_host bondctl del nb2

# All or nothing.
ip -n "$HOST" link del v6
netdev_state "$HOST" eth1 >"$TMP/eth1"
check_fails "a bond with a bad second member" on_host bondctl add nb1 --mode active-backup --member eth1 --member lo
check_fails "is not there" ip -n "$HOST" link show nb1
check_state "and the first is as before" 3 "$HOST" eth1 "$TMP/eth1"
check_fails "two members, one bad" on_host bondctl member add nb0 eth1 v7
check_state "neither joined" 3 "$HOST" eth1 "$TMP/eth1"
check_eq "the bond has its one member" eth0 "$(json '[.[0].members[].name] | join(" ")' on_host bondctl show nb0 --json)"
check_fails "releasing one that is none" on_host bondctl member del nb0 eth0 eth1
check_eq "releases none" eth0 "$(json '[.[0].members[].name] | join(" ")' on_host bondctl show nb0 --json)"
