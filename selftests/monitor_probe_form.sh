#!/bin/bash
# Probes on the wire: the active member asks as the bond, a backup asks as nobody (RFC 5227, sender address 0) from a station of its own.
# Over many rounds no switch learns the bond's address on a backup's port and no neighbour learns another station for the bond.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 50 --arp-ip-target 10.0.0.2,10.0.0.3
check_soon "every path answers" 10 state_is ok
bond=$(mac "$HOST" bond0)
check_eq "the bond has the first member's address" "$bond" "$(show '.members[0].permanent_address')"

# rounds ACTIVE BACKUP: two seconds of probes; quietly the switch and the neighbour are watched for every change, however short.
rounds() {
	local active=$1 backup=$2 station listeners
	on_host bondctl set bond0 --active-slave "$active"
	check_soon "$active is active" 5 active_is "$active"
	check_soon "every path answers" 10 state_is ok
	on_host ping -c1 -W1 10.0.0.2 >/dev/null
	sleep 0.5
	station=$(show ".members[] | select(.name == \"$backup\") | .probe_address")
	check "the probes of $backup are not the bond's" [ "$station" != "$bond" ]
	ip netns exec "$SW" bridge monitor fdb >"$TMP/fdb" &
	listeners=($!)
	ip netns exec "$PEER" ip monitor neigh >"$TMP/neigh" &
	listeners+=($!)
	check_soon "a listener hears of what the switch learns" 10 heard_of fdb fdb "$SW" 1
	check_soon "and one of what the neighbour does" 10 heard_of neigh neigh "$PEER" 1
	watch active "$HOST" "$active" --filter arp
	watch backup "$HOST" "$backup" --filter arp
	sleep 2
	watch_end active
	watch_end backup
	check_soon "both go on to: the switch" 10 heard_of fdb fdb "$SW" 2
	check_soon "and the neighbour" 10 heard_of neigh neigh "$PEER" 2
	kill "${listeners[@]}"

	check_ge "many probes from $active" "$(frames active '.direction == "out" and .op == 1')" 30
	check_eq "all from the bond" 0 "$(frames active ".direction == \"out\" and .op == 1 and (.src != \"$bond\" or .sha != \"$bond\" or
		.spa != \"10.0.0.1\" or .tha != \"00:00:00:00:00:00\")")"
	check_ge "to every target" "$(frames active '.direction == "out" and .tpa == "10.0.0.3"')" 15
	check_ge "many probes from $backup" "$(frames backup '.direction == "out" and .op == 1')" 30
	check_eq "all from nobody" 0 "$(frames backup ".direction == \"out\" and (.op != 1 or .spa != \"0.0.0.0\" or .sha != \"$station\" or
		.src != \"$station\" or .dst != \"ff:ff:ff:ff:ff:ff\" or .tha != \"00:00:00:00:00:00\")")"
	check_eq "no probe is tagged" 0 "$(frames backup '.direction == "out" and .vlans != []')"
	check_ge "and are answered there" "$(frames backup ".direction == \"in\" and .op == 2 and .dst == \"$station\" and .spa == \"10.0.0.2\"")" 15
	check_eq "the bond never moved in the switch" "" "$(grep "^$bond" "$TMP/fdb" | grep "sw${backup#eth}")"
	check_eq "the switch has the bond at $active" "sw${active#eth}" "$(on_sw bridge -j fdb show br br0 |
		jq -r ".[] | select(.mac == \"$bond\" and (.flags | index(\"self\") | not) and .state != \"permanent\") | .ifname")"
	check_eq "the neighbour never learned another station" "" "$(grep '^10.0.0.1 .*lladdr' "$TMP/neigh" | grep -v "lladdr $bond")"
	check_eq "it has the bond" "$bond" "$(ip -n "$PEER" -j neigh show to 10.0.0.1 | jq -r '.[0].lladdr')"
	check_eq "nor anybody for nobody" "" "$(grep -F "$station" "$TMP/neigh")"
}

rounds eth0 eth1
# Now the backup is the one whose own address is the bond's.
rounds eth1 eth0

# A target that reboots may make sure of its address: it takes an ARP Probe by anybody for a conflict and goes without the address (RFC 5227). So while it is
# silent on every member they pause, longer and longer; the active member, which says who it is, asks on. Who comes back is found all the same.
on_host bondctl set bond0 --arp-ip-target 10.0.0.2
check_soon "the path answers" 10 state_is ok
ip -n "$PEER" address del 10.0.0.2/24 dev eth0
check_soon "it is silent on every member" 5 shows '.reason == "probe_all_lost"'
sleep 6
watch active "$HOST" eth1 --filter arp
watch backup "$HOST" eth0 --filter arp
sleep 3
watch_end active
watch_end backup
check_ge "the active member asks on" "$(frames active '.direction == "out" and .spa == "10.0.0.1"')" 30
check_ge "a backup asks now and then" "$(frames backup '.direction == "out" and .spa == "0.0.0.0"')" 1
check_le "and less and less" "$(frames backup '.direction == "out"')" 3
ip -n "$PEER" address add 10.0.0.2/24 dev eth0
check_soon "it is back: every path answers" 2 state_is ok
