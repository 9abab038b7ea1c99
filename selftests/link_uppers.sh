#!/bin/bash
# Devices on a member stay up when a join fails and when the member has left.
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
setup_ns HOST
ip -n "$HOST" link add eth0 type veth peer name far0
ip -n "$HOST" link add link eth0 name v5 type vlan id 5
for dev in far0 eth0 v5; do ip -n "$HOST" link set $dev up; done
ip -n "$HOST" address add 10.5.0.1/24 dev v5
upper() { ip -n "$HOST" link show v5 | grep -q '[<,]UP[,>]' && ip -n "$HOST" route show dev v5 | grep -q 10.5.0.0/24; }
check "a VLAN works" upper
on_host bondctl add nb0 --mode active-backup || die "no bond"
check_fails "a join that fails: with a bad second one" on_host bondctl member add nb0 eth0 lo
check "leaves the VLAN up" upper
ip -n "$HOST" link set v5 up
ip -n "$HOST" address replace 10.5.0.1/24 dev v5
check "a join" on_host bondctl member add nb0 eth0
check "a leave" on_host bondctl member del nb0 eth0
check "leave the VLAN up" upper
