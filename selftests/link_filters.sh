#!/bin/bash
# What the bond has to receive, every member has to, backups and later ones too: promiscuity, allmulti, multicast, unicast; and no longer than it.
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond nb0 active-backup
on_host bondctl member del nb0 eth2
counts() { json '.[0] | "\(.promiscuity) \(.allmulti)"' ip -n "$HOST" -d -j link show "$1"; }
allmulti=$(json '.[0].allmulti' ip -n "$HOST" -d -j link show eth0)
multicast() { ns_exec "$HOST" grep -q " $1 .*$2" /proc/net/dev_mcast; }
unicast() { ns_exec "$HOST" bridge fdb show dev "$1" | grep -q "^$2 .*self"; }

ip -n "$HOST" link set nb0 promisc on
ip -n "$HOST" link set nb0 allmulticast on
ip -n "$HOST" maddr add 01:00:5e:0a:0b:0c dev nb0
ip -n "$HOST" address add fd00::abcd/64 dev nb0 nodad
check "a member joins later" on_host bondctl member add nb0 eth2
for i in 0 1 2; do
	check_eq "eth$i: promiscuity and allmulti" "1 ${allmulti/0/1}" "$(counts eth$i)"
	check_soon "eth$i: multicast" 2 multicast eth$i 01005e0a0b0c
	check_soon "eth$i: the group of an IPv6 address" 2 multicast eth$i 3333ff00abcd
done
ip -n "$HOST" link add br7 type bridge
ip -n "$HOST" link set nb0 master br7
for i in 0 1 2; do check_eq "eth$i: promiscuous once" "1 ${allmulti/0/1}" "$(counts eth$i)"; done
ip -n "$HOST" link set nb0 promisc off
ip -n "$HOST" link set nb0 allmulticast off
for i in 0 1 2; do check_eq "eth$i: because of the bridge still" 1 "$(counts eth$i | cut -d' ' -f1)"; done
ip -n "$HOST" link set nb0 nomaster
ip -n "$HOST" maddr del 01:00:5e:0a:0b:0c dev nb0
ip -n "$HOST" address del fd00::abcd/64 dev nb0
for i in 0 1 2; do
	check_eq "eth$i: promiscuity and allmulti end" "0 $allmulti" "$(counts eth$i)"
	check_soon "eth$i: multicast ends" 2 eval "! multicast eth$i 01005e0a0b0c"
	check_soon "eth$i: so does the group" 2 eval "! multicast eth$i 3333ff00abcd"
done
# A member without a unicast filter of its own becomes promiscuous because of such an address.
ns_exec "$HOST" bridge fdb add 02:bb:00:00:00:01 dev nb0 self
on_host bondctl member del nb0 eth2
on_host bondctl member add nb0 eth2
for i in 0 1 2; do check "eth$i: unicast" unicast eth$i 02:bb:00:00:00:01; done
ns_exec "$HOST" bridge fdb del 02:bb:00:00:00:01 dev nb0 self
for i in 0 1 2; do check "eth$i: unicast ends" eval "! unicast eth$i 02:bb:00:00:00:01"; done

# What was set before there was any member, and while the bond is down.
ip -n "$HOST" link add nb1 type netbond
ip -n "$HOST" maddr add 01:00:5e:0a:0b:0d dev nb1
ns_exec "$HOST" bridge fdb add 02:bb:00:00:00:02 dev nb1 self
ip -n "$HOST" link set nb1 promisc on
on_host bondctl member del nb0 eth2
on_host bondctl member add nb1 eth2
ip -n "$HOST" link set nb1 up
check_soon "set before: multicast" 2 multicast eth2 01005e0a0b0d
check "set before: unicast" unicast eth2 02:bb:00:00:00:02
check_ge "set before: promiscuity" "$(counts eth2 | cut -d' ' -f1)" 1
ip -n "$HOST" link set nb1 down
ip -n "$HOST" link set nb1 up
check_soon "down and up: multicast" 2 multicast eth2 01005e0a0b0d
check "down and up: unicast" unicast eth2 02:bb:00:00:00:02
check_ge "down and up: promiscuity" "$(counts eth2 | cut -d' ' -f1)" 1
ip -n "$HOST" link del nb1
check_eq "the bond is gone: nothing is left" "0 $allmulti" "$(counts eth2)"
check "unicast" eval "! unicast eth2 02:bb:00:00:00:02"
check "multicast" eval "! multicast eth2 01005e0a0b0d"
