#!/bin/bash
# The bond's MTU is every member's; one member that refuses refuses for all, and no member goes its own way.
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond nb0 active-backup
on_host bondctl member del nb0 eth2
mtus() { json 'map(select(.ifname | test("^(nb0|eth[012]|v6)$"))) | map("\(.ifname)=\(.mtu)") | sort | join(" ")' ip -n "$HOST" -j link show; }

check "a greater one" ip -n "$HOST" link set nb0 mtu 9000
check_eq "reaches the members" "eth0=9000 eth1=9000 eth2=1500 nb0=9000" "$(mtus)"
check "a smaller one" ip -n "$HOST" link set nb0 mtu 1280
check_eq "too" "eth0=1280 eth1=1280 eth2=1500 nb0=1280" "$(mtus)"
check "one joins" on_host bondctl member add nb0 eth2
check_eq "and takes it" "eth0=1280 eth1=1280 eth2=1280 nb0=1280" "$(mtus)"
check_fails "a member's own change" ip -n "$HOST" link set eth1 mtu 1400
check_eq "is refused" "eth0=1280 eth1=1280 eth2=1280 nb0=1280" "$(mtus)"
check_fails "too small for Ethernet" ip -n "$HOST" link set nb0 mtu 60
check_fails "too great" ip -n "$HOST" link set nb0 mtu 70000
check_eq "changes nothing" "eth0=1280 eth1=1280 eth2=1280 nb0=1280" "$(mtus)"

# A vlan device takes no MTU above its real device's.
ip -n "$HOST" link set nb0 mtu 1500
on_host bondctl member del nb0 eth2
ip -n "$HOST" link set eth2 up
ip -n "$HOST" link add link eth2 name v6 type vlan id 6
check "a member with a limit" on_host bondctl member add nb0 v6
check_fails "above the limit" ip -n "$HOST" link set nb0 mtu 2000
check_eq "all or none" "eth0=1500 eth1=1500 eth2=1500 nb0=1500 v6=1500" "$(mtus)"
check "below it" ip -n "$HOST" link set nb0 mtu 1400
check_eq "all" "eth0=1400 eth1=1400 eth2=1500 nb0=1400 v6=1400" "$(mtus)"
check "the limited one leaves" on_host bondctl member del nb0 v6
check_eq "with its own" "eth0=1400 eth1=1400 eth2=1500 nb0=1400 v6=1500" "$(mtus)"
ip -n "$HOST" link set nb0 mtu 9000
for side in sw0 sw1; do ip -n "$SW" link set $side mtu 9000; done
ip -n "$SW" link set peer0 mtu 9000
ip -n "$PEER" link set eth0 mtu 9000
ip -n "$SW" link set br0 mtu 9000
check_soon "large packets pass" 5 on_host ping -c1 -W1 -M "do" -s 8000 10.0.0.2
