#!/bin/bash
# An address of ours that another station claims is forgotten, for its clients only; reflections of our own frames claim nothing; two members
# that come with the same MAC do not stay so.
# timeout: 100
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
# Twins from the factory, as far as this host can tell.
ip -n "$HOST" link set eth1 address "$(mac "$HOST" eth0)"
ip -n "$HOST" link set eth2 address "$(mac "$HOST" eth0)"
alb_bond balance-alb --num-peer-notif 0
check_soon "all are usable" 5 state_is ok
check_eq "MACs of the bond and its members" 4 "$(show '[.address, .members[].own_address] | unique | length')"
check_eq "and of their devices" 3 "$(for i in 0 1 2; do mac "$HOST" eth$i; done | sort -u | wc -l)"
ips "$HOST" <<-END
	address add 10.1.0.11/16 dev bond0
	address add fd01::11/64 dev bond0 nodad
END
stations here 6 --ask 100
stations there 6 --ip4 10.1.2.0 --ip6 fd01::2000 --mac 02:00:4f:00:00:00 --host4 10.1.0.11 --host6 fd01::11 --ask 100
check_soon "all know the one address" 10 stations_say here "$nb_know"
check_soon "all know the other" 10 stations_say there "$nb_know"
bond=$(mac "$HOST" bond0) all=ff:ff:ff:ff:ff:ff nobody=00:00:00:00:00:00 other=02:00:00:00:00:99
# known: clients of 10.1.0.1, 10.1.0.11, fd01::1, fd01::11.
# shellcheck disable=SC2016
known() { clients '[("10.1.0.1", "10.1.0.11", "fd01::1", "fd01::11") as $a | [.[] | select(.local_address == $a)] | length] | map(tostring) | join(" ")'; }
known_are() { [[ $(known) == "$1" ]]; }
check_eq "clients" "6 6 6 6" "$(known)"

# Whatever the network reflects, it is not another station.
claim() { on_peer nbwire send eth0 "$1"; }
for own in "$bond" "$(own eth0)" "$(own eth1)" "$(own eth2)"; do
	claim "$(arp_frame $all "$own" 1 "$own" 10.1.0.11 $nobody 10.1.0.11)"
	claim "$(nd_frame 33:33:00:00:00:01 "$own" fd01::11 ff02::1 88 20 fd01::11 "0201 $own")"
done
# Nor is a probe, a broken frame, or a claim of nobody.
claim "$(arp_frame $all $other 1 $other 0.0.0.0 $nobody 10.1.0.11)"
claim "$(arp_frame $all $other 1 $nobody 10.1.0.11 $nobody 10.1.0.11)"
claim "$(arp_frame $all $other 1 $all 10.1.0.11 $nobody 10.1.0.11)"
claim "$(nd_frame 33:33:00:00:00:01 $other fd01::99 ff02::1 88 20 fd01::11 "0201 $other" 254)"
claim "$(nd_frame 33:33:00:00:00:01 $other fd01::99 ff02::1 88 20 fd01::11 "0201 $other" 255 1)"
sleep 0.3
check_eq "who has no address is no client" "" "$(clients '.[] | select(.address | IN("0.0.0.0", "::")) | "\(.address) \(.local_address) \(.mac)"')"
check_eq "nothing of that claims an address" "6 6 6 6" "$(known)"
check_soon "the switch finds the bond again" 5 on_peer ping -c1 -W1 10.0.0.1

claim "$(arp_frame $all $other 1 $other 10.1.0.11 $nobody 10.1.0.11)"
check_soon "gratuitous ARP of another: forgotten" 3 known_are "6 0 6 6"
claim "$(nd_frame 33:33:00:00:00:01 $other fd01::11 ff02::1 88 20 fd01::11 "0201 $other")"
check_soon "an announcement of another: forgotten" 3 known_are "6 0 6 0"
claim "$(arp_frame $all $other 1 $other 10.1.0.1 $nobody 10.1.1.3)"
check_soon "a question of another: forgotten" 3 known_are "0 0 6 0"
sleep 0.5
taught=$(show .alb.taught)
sleep 1
check_eq "nobody is taught what is forgotten" "$taught" "$(show .alb.taught)"
stations_end here
stations_end there
stations again 6 --ask 100
check_soon "who asks is a client again" 5 known_are "6 0 6 0"
stations_end again

# What this host gives up, another may have: nobody is to hear of it from here.
check "an address is given up" ip -n "$HOST" address del 10.1.0.1/16 dev bond0
check_soon "its clients are forgotten" 3 known_are "0 0 6 0"
check "one of IPv6" ip -n "$HOST" address del fd01::1/64 dev bond0
check_soon "its clients, too" 3 known_are "0 0 0 0"
# Who is asked and is not there is no client for long.
asked='[.[] | select(.address == "10.0.0.77")] | length'
on_host ping -c1 -W1 10.0.0.77 >/dev/null
check_eq "who is asked" 1 "$(clients "$asked")"
forgotten() { [[ $(clients "$asked") == 0 ]]; }
check_soon "and does not answer is forgotten" 12 forgotten
