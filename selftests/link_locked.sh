#!/bin/bash
# Members whose driver has the kernel lock each device by itself (newer kernels, dummy): what a link does and what an administrator does to it hangs
# nothing, and who leaves is what it was before. Elsewhere dummy has no such lock, and all of this has to be so as well.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
setup_ns HOST OTHER
ips "$HOST" <<-END
	link add eth0 type dummy
	link add eth1 type dummy
	link set eth0 address 02:00:00:00:00:10 mtu 1400 up
	link set eth1 address 02:00:00:00:00:11 mtu 1300
END
for i in 0 1; do netdev_state "$HOST" eth$i >"$TMP/eth$i"; done

# join: a bond that has more than one address of its own, for which a device without a filter has to be promiscuous.
join() {
	on_host bondctl add bond0 --mode active-backup || die "no bond"
	ip -n "$HOST" link set bond0 up
	ns_exec "$HOST" bridge fdb add 02:bb:00:00:00:01 dev bond0 self
	check "members join" on_host timeout 20 bondctl member add bond0 eth0 eth1
}
promiscuous() { [[ $(json '.[0].promiscuity' ip -n "$HOST" -d -j link show "$1") -gt 0 ]]; }

join
check_soon "a bond of them works" 5 shows '.state == "ok" and .active_member == "eth0"'
for i in 0 1; do check_soon "eth$i receives for the bond's second address" 3 promiscuous eth$i; done
check "a link is lost" timeout 20 ip -n "$HOST" link set eth0 carrier off
check_soon "the other takes over" 3 active_is eth1
check "the link is back" timeout 20 ip -n "$HOST" link set eth0 carrier on
check_soon "and used" 5 shows '.state == "ok"'
check "one is set down" timeout 20 ip -n "$HOST" link set eth1 down
check_soon "the first takes over" 3 active_is eth0
check "it is set up" timeout 20 ip -n "$HOST" link set eth1 up
check "the MTU changes" timeout 20 ip -n "$HOST" link set bond0 mtu 1450
check "the address changes" timeout 20 ip -n "$HOST" link set bond0 address 02:00:00:00:00:99
check "features change" on_host timeout 20 ethtool -K eth0 tx off
check "and are back" on_host timeout 20 ethtool -K eth0 tx on
check "a member is renamed" timeout 20 ip -n "$HOST" link set eth1 name other
check "and again" timeout 20 ip -n "$HOST" link set other name eth1
check_soon "the bond still works" 5 shows '.state == "ok"'

check "members leave" on_host timeout 20 bondctl member del bond0 eth0 eth1
for i in 0 1; do check_state "who leaves is what it was" 3 "$HOST" eth$i "$TMP/eth$i"; done
ip -n "$HOST" link del bond0
join
check "a bond is deleted" timeout 20 ip -n "$HOST" link del bond0
for i in 0 1; do check_state "its members are what they were" 3 "$HOST" eth$i "$TMP/eth$i"; done
join
check "a member moves away" timeout 20 ip -n "$HOST" link set eth0 netns "$OTHER"
check "a member is deleted" timeout 20 ip -n "$HOST" link del eth1
check_eq "none is left" 0 "$(show '.members | length')"
check_eq "the MTU of who moved is its own" 1400 "$(json '.[0].mtu' ip -n "$OTHER" -j link show eth0)"
