#!/bin/bash
# primary with its three primary_reselect: always comes back, better only with more speed, failure only when the active member is lost.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --primary eth1
check_soon "the primary is chosen" 5 active_is eth1

# lose_and_mend: the primary's link, and it is usable again.
lose_and_mend() {
	ip -n "$SW" link set sw1 down
	check_soon "the other takes over" 5 active_is eth0
	ip -n "$SW" link set sw1 up
	check_soon "the primary is usable" 5 shows '.members[1].usable'
}

on_host bondctl set bond0 --primary-reselect always
lose_and_mend
check_soon "always: it takes over" 5 active_is eth1
check_eq "the reason is told" primary "$(history_of '[.[] | select(.event == "active")] | last | .reason')"

on_host bondctl set bond0 --primary-reselect failure
lose_and_mend
sleep 0.5
check_eq "failure: it waits" eth0 "$(show .active_member)"
ip -n "$SW" link set sw0 down
check_soon "until the active one is lost" 5 active_is eth1
ip -n "$SW" link set sw0 up
check_soon "all are usable" 5 state_is ok

# veth has 10 Gbit/s, both: the primary is not better.
on_host bondctl set bond0 --primary-reselect better
lose_and_mend
sleep 0.5
check_eq "better: no faster, so it waits" eth0 "$(show .active_member)"

on_host bondctl set bond0 --primary-reselect always
check_soon "a change of the rule counts at once" 5 active_is eth1
on_host bondctl set bond0 --primary eth0
check_soon "a change of the primary too" 5 active_is eth0
on_host bondctl set bond0 --primary ''
sleep 0.3
check_eq "no primary: nothing moves" eth0 "$(show .active_member)"

# By another name of the device, and bonds have such names, too.
ip -n "$HOST" link property add dev eth1 altname uplink
ip -n "$HOST" link property add dev bond0 altname trunk
on_host bondctl set bond0 --primary uplink
check_eq "a device by another name" eth1 "$(show .options.primary)"
check_soon "takes over" 5 active_is eth1
check "explained by it" on_host bondctl explain bond0 uplink
printf '%s\n' 'version: 1' 'bonds:' '  bond0:' '    mode: active-backup' '    primary: uplink' '    members: [eth0, uplink]' >"$TMP/uplink.yaml"
check_eq "a file may call it so" "nothing to change" "$(on_host bondctl apply "$TMP/uplink.yaml" --dry-run --possible --wait 1 2>&1)"
ip -n "$SW" link set sw0 down
check_soon "a link is lost" 5 state_is degraded
{
	pause 0.5
	ip -n "$SW" link set sw0 up
} &
job=$!
check "who waits by another name of the bond sees it return" on_host timeout 10 bondctl wait trunk ok
wait $job

# By name: a member that comes later is the primary as well.
on_host bondctl set bond0 --primary eth7
ip -n "$HOST" link add eth7 type veth peer name sw7 netns "$SW"
ip -n "$SW" link set sw7 master br0 up
on_host bondctl member add bond0 eth7
check_soon "a primary that joins takes over" 5 active_is eth7

# Whatever the rule says, a primary that joins becomes active, and so does one that is named; then the rule counts.
for rule in failure better; do
	on_host bondctl del bond0
	make_bond bond0 active-backup --primary eth1 --primary-reselect $rule
	check_soon "$rule: a primary that joins last is chosen" 5 active_is eth1
	on_host bondctl set bond0 --primary eth0
	check_soon "$rule: and another one that is named" 5 active_is eth0
	on_host bondctl set bond0 --active-slave eth1 --primary eth0
	pause 0.3
	check_eq "$rule: not before a member that was made active" eth1 "$(show .active_member)"
	on_host bondctl set bond0 --active-slave ''
	pause 0.3
	check_eq "$rule: and not later for that" eth1 "$(show .active_member)"
done
