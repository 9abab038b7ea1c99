#!/bin/bash
# Whatever way a member leaves, it is what it was before it joined: flags, MAC, MTU, promiscuity, filters.
# kernels: 6.12 6.1
# timeout: 400
. "$(dirname "$0")/lib.sh"
setup_ns HOST
ip -n "$HOST" link add eth0 type veth peer name far0
ip -n "$HOST" link add eth1 type veth peer name far1
for i in 0 1; do ip -n "$HOST" link set far$i up; done
# One is up and has everything an administrator can set, the other is down and bare.
ip -n "$HOST" link set eth0 address 02:00:00:00:00:10 mtu 1400 promisc on allmulticast on
ip -n "$HOST" link set eth0 up
ip -n "$HOST" maddr add 01:00:5e:01:02:03 dev eth0
ns_exec "$HOST" bridge fdb add 02:aa:00:00:00:01 dev eth0 self
ip -n "$HOST" link set eth1 address 02:00:00:00:00:11 mtu 1300
sleep 1
for i in 0 1; do netdev_state "$HOST" eth$i >"$TMP/eth$i"; done
check "the state is seen" grep -q 02:aa:00:00:00:01 "$TMP/eth0"

# join: a bond that gives its members something of everything.
join() {
	on_host bondctl add nb0 --mode active-backup || die "no bond"
	ip -n "$HOST" link set nb0 address 02:00:00:00:00:77
	ip -n "$HOST" link set nb0 up promisc on allmulticast on
	ip -n "$HOST" maddr add 01:00:5e:0a:0b:0c dev nb0
	ns_exec "$HOST" bridge fdb add 02:bb:00:00:00:01 dev nb0 self
	ip -n "$HOST" link add link nb0 name v5 up type vlan id 5
	on_host bondctl member add nb0 eth0 eth1 || die "no members"
	for i in 0 1; do
		check_eq "eth$i is dressed" "1500 02:00:00:00:00:77 true" \
			"$(json '.[0] | "\(.mtu) \(.address) \(.promiscuity > 0)"' ip -n "$HOST" -d -j link show eth$i)"
		check "eth$i is up" eval "ip -n $HOST link show eth$i | grep -q '[<,]UP[,>]'"
		check "eth$i has the bond's unicast" eval "ns_exec $HOST bridge fdb show dev eth$i | grep -q 02:bb:00:00:00:01"
		check "and multicast" ns_exec "$HOST" grep -q "eth$i .*01005e0a0b0c" /proc/net/dev_mcast
	done
}

# left HOW COMMAND...: leaving so restores both.
left() {
	local how=$1
	shift
	join
	check "$how" "$@"
	for i in 0 1; do
		check_state "$how restores eth$i" 3 "$HOST" eth$i "$TMP/eth$i"
	done
	ip -n "$HOST" link del nb0 2>/dev/null
	return 0
}

left "bondctl member del" on_host bondctl member del nb0 eth0 eth1
left "nomaster" eval "ip -n $HOST link set eth0 nomaster && ip -n $HOST link set eth1 nomaster"
left "bondctl del" on_host bondctl del nb0
left "ip link del" ip -n "$HOST" link del nb0
join
ip -n "$HOST" link set nb0 down
ip -n "$HOST" link set nb0 promisc off
check "a bond that is down" ip -n "$HOST" link del nb0
for i in 0 1; do check_state "restores eth$i too" 3 "$HOST" eth$i "$TMP/eth$i"; done
# Promiscuity that stands in for a unicast filter ends only while a device is up.
set_down() { ip -n "$HOST" link set eth1 down && on_host bondctl member del nb0 eth0 eth1; }
left "set down by an administrator, then member del" set_down
left "rmmod" rmmod netbond
