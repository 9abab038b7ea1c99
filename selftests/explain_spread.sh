#!/bin/bash
# What keeps traffic from being spread, explain names, and nothing else: balance-xor, balance-rr, balance-tlb and balance-alb.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
need ethtool setpriv
make_bond bond0 balance-xor --xmit-hash-policy layer2
ip -n "$HOST" neigh replace 10.0.0.2 lladdr "$(mac "$PEER" eth0)" dev bond0
check_soon "all is well" 5 state_is ok
trap_is static_lag "balance-xor, and a switch of which nobody knows whether it has a LAG" bond0:static_lag
trap_is hash_layer2 "xmit_hash_policy layer2 on the way to one router" bond0:hash_layer2

on_host bondctl set bond0 --xmit-hash-policy vlan+srcmac
trap_is hash_vlan_srcmac "xmit_hash_policy vlan+srcmac on a host without guests" bond0:hash_vlan_srcmac

# A device that does not know its speed beside one that does.
modprobe -q dummy numdummies=0
ip -n "$HOST" link add dum0 type dummy || die "no dummy device"
on_host bondctl member del bond0 eth1
on_host bondctl member add bond0 dum0
on_host ethtool -K dum0 gro off >/dev/null
on_host bondctl set bond0 --mode balance-rr --assumed-speed 1000
fault mixed_speeds "balance-rr over 10 Gbit/s and 1 Gbit/s" bond0:mixed_speeds
on_host bondctl set bond0 --mode balance-tlb
fault speed_guessed "balance-tlb, and one link does not know its speed" bond0:speed_guessed
on_host bondctl set bond0 --assumed-speed 10000
trap_is one_way_in "balance-tlb, for what comes in" bond0:one_way_in
trap_is speed_unknown "a link does not know its speed" dum0:speed_unknown
on_host bondctl member del bond0 dum0
on_host bondctl member add bond0 eth1
on_host bondctl set bond0 --mode balance-xor --xmit-hash-policy layer2

# 64 flows to one host are one flow to layer2. The counting begins when explain looks for the first time.
one_way() {
	flow "$1" "$HOST" "$PEER" 10.0.0.2 1000 64
	pause 1.5
	flow_drop "$1"
}
one_way skewed
fault hash_skewed "64 flows to one host, xmit_hash_policy layer2" bond0:hash_skewed
check "nobody else is told what flows" on_host setpriv --reuid 65534 --clear-groups --inh-caps=-all --bounding-set=-all bondctl explain bond0
on_host bondctl del bond0

make_bond bond0 balance-alb --alb-max-clients 4
ip -n "$HOST" address add 10.1.0.1/16 dev bond0
trap_is no_clients "balance-alb, and nobody on the network yet" bond0:no_clients
stations many 16 --host6 :: --ask 100
check_soon "all know the host" 10 stations_say many "$nb_know"
fault client_bound "16 neighbours, alb_max_clients 4" bond0:clients_evicted
stations_end many
