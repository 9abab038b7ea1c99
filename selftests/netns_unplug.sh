#!/bin/bash
# Members disappear or move to another namespace while they are members: the bond goes on with the others, what moved is what it was.
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
topo_switch 3
for i in 0 1 2; do ip -n "$HOST" link set eth$i address 02:00:00:00:00:0$i; done
ip -n "$HOST" link set eth1 mtu 1400 up
make_bond nb0 active-backup
members() { json '[.[0].members[].name] | join(" ")' on_host bondctl show nb0 --json; }
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
check "the active one is unplugged" ip -n "$HOST" link del eth0
check_eq "two are left" "eth1 eth2" "$(members)"
check_soon "the peer answers" 3 on_host ping -c1 -W1 10.0.0.2
check "another moves" ip -n "$HOST" link set eth1 netns "$PEER" name moved
check_eq "one is left" eth2 "$(members)"
check_eq "what moved is what it was" "1400 02:00:00:00:00:01 null BROADCAST,MULTICAST" \
	"$(json '.[0] | "\(.mtu) \(.address) \(.master) \(.flags - ["LOWER_UP", "NO-CARRIER", "M-DOWN"] | sort | join(","))"' ip -n "$PEER" -j link show moved)"
check_soon "the peer answers" 3 on_host ping -c1 -W1 10.0.0.2
check_fails "a bond does not move" ip -n "$HOST" link set nb0 netns "$PEER"
check_eq "it is where it was" eth2 "$(members)"
check "the far end of the last one goes" ip -n "$SW" link del sw2
check_eq "none is left" "failed " "$(json '.[0] | "\(.state) \([.members[].name] | join(" "))"' on_host bondctl show nb0 --json)"
check "the bond is still a bond" ip -n "$HOST" link set nb0 down
check "another can join" on_host sh -c 'ip link add again type dummy && bondctl member add nb0 again'
check_eq "and does" again "$(members)"
# A member that is renamed is the same member. Linux 6.1 renames only what is down.
check "a member is renamed" sh -c "ip -n $HOST link set again down && ip -n $HOST link set again name other && ip -n $HOST link set other up"
check_eq "by its new name" other "$(members)"
check "and leaves by it" on_host bondctl member del nb0 other
# Bonds of one namespace are not seen in another.
check_eq "not seen elsewhere" "[]" "$(on_peer bondctl show --json | jq -c .)"
check_fails "nor by its name" on_peer bondctl del nb0
