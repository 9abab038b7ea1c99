#!/bin/bash
# netbond, in-tree bonding and team in one kernel, each with its own devices working at once; on one another's devices, too.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
modprobe bonding max_bonds=0 2>/dev/null || skip "no in-tree bonding here"
modprobe team || skip "no team here"
defer modprobe -r bonding
defer modprobe -r team_mode_activebackup team
topo_switch 4
ip -n "$HOST" link add ib0 type bond mode active-backup miimon 20 || die "no in-tree bond"
ip -n "$HOST" link add tm0 type team || die "no team"
for pair in "eth1 ib0" "eth2 tm0"; do
	read -r member bond <<<"$pair"
	ip -n "$HOST" link set "$member" down
	check "$member joins $bond" ip -n "$HOST" link set "$member" master "$bond"
	ip -n "$HOST" link set "$bond" up
done
check "a netbond bond beside" on_host bondctl add nb0 --mode active-backup --member eth0,eth3
ip -n "$HOST" link set nb0 up
for i in 1 2; do check_fails "eth$i is another's" on_host bondctl member add nb0 eth$i; done
check_fails "a member of ours is not in-tree bonding's" ns_exec "$HOST" sh -c 'echo +eth0 >/sys/class/net/ib0/bonding/slaves'
check_eq "but ours" "nb0 ib0 tm0 nb0" "$(json 'map(select(.ifname | test("^eth"))) | sort_by(.ifname) | map(.master) | join(" ")' ip -n "$HOST" -j link show)"
ip -n "$HOST" address add 10.0.0.10/24 dev nb0
ip -n "$HOST" address add 10.0.0.11/24 dev ib0
check_soon "over netbond" 5 on_host ping -c1 -W1 -I nb0 10.0.0.2
check_soon "over in-tree bonding" 5 on_host ping -c1 -W1 -I ib0 10.0.0.2
check_eq "one in-tree bond" ib0 "$(on_host cat /proc/net/bonding/ib0 >/dev/null && ns_exec "$HOST" ls /proc/net/bonding)"
check "it counts one" ns_exec "$HOST" grep -q ib0 /sys/class/net/bonding_masters
check_fails "and not ours" ns_exec "$HOST" grep -q nb0 /sys/class/net/bonding_masters
ip -n "$SW" link set sw0 down
ip -n "$SW" link set sw1 down
check_soon "ours fails over" 5 on_host ping -c1 -W1 -I nb0 10.0.0.2
ip -n "$SW" link set sw1 up
check_soon "theirs is back" 5 on_host ping -c1 -W1 -I ib0 10.0.0.2

# One on the other: theirs would take our data for its own, ours is a slave as any device is.
check_fails "an in-tree bond cannot join ours" on_host bondctl member add nb0 ib0
ip -n "$HOST" address flush dev nb0
ip -n "$HOST" link set nb0 down
check "ours joins theirs" ip -n "$HOST" link set nb0 master ib0
ip -n "$SW" link set sw1 down
check_soon "and carries it" 5 on_host ping -c1 -W1 -I ib0 10.0.0.2
check_eq "on its own member" eth3 "$(json '.[0].active_member' on_host bondctl show nb0 --json)"
check "it leaves" ip -n "$HOST" link set nb0 nomaster
ip -n "$HOST" link del nb0
ip -n "$HOST" link del ib0
ip -n "$HOST" link del tm0
