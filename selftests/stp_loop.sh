#!/bin/bash
# No loop is closed, not for one frame: broadcasts arrive once while links come and go and members leave and join.
# timeout: 90
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_stp
# Each frame is a broadcast: who loops it sees it again.
for address in 10.0.0.1 10.0.0.3; do ip -n "$PEER" neighbor replace "$address" lladdr ff:ff:ff:ff:ff:ff dev eth0 nud permanent; done
# A member that left is a device that hears broadcasts, too: what comes in by it is not of the bridge.
on_host sysctl -qw net.ipv4.conf.all.rp_filter=1
make_stp eth0,eth1
flow host "$PEER" "$HOST" 10.0.0.1 200
flow far "$PEER" "$FAR" 10.0.0.3 200
stp_forms "from the start"
ip -n "$SW" link set sw0 down
check_soon "eth1 takes over" 10 stp_is eth1 forwarding
ip -n "$SW" link set sw0 up
stp_forms "mended"
on_host bondctl member del bond0 eth1
on_host bondctl member add bond0 eth1
stp_forms "joined again"
ip -n "$SW" link set isl down
check_soon "the host is the way" 12 stp_is eth1 forwarding
ip -n "$SW" link set isl up
check_soon "and no longer" 12 stp_is eth1 blocking
check_soon "their own link forwards" 12 isl_forwards
sleep 1
flow_end host
flow_end far
for name in host far; do
	check_ge "$name: broadcasts arrived" "$(flowed $name .received)" 500
	check_eq "$name: none arrived twice" 0 "$(flowed $name .duplicated)"
	echo "# $name: $(flowed $name '"\(.received) of \(.total) broadcasts arrived, \(.duplicated) twice"')"
done
