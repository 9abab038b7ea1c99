#!/bin/bash
# Whichever allocation fails while an XDP program comes, goes, or meets a member that joins, it is on all members or on none.
# timeout: 240
# kernels: debug
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/faults.inc"
topo_switch 3
make_bond bond0 active-backup
on_host bondctl member del bond0 eth2
on_host nbxdp attach eth2 pass || skip "this kernel runs no XDP programs"
on_host nbxdp detach eth2

attach() { on_host nbxdp attach bond0 pass 88b5; }
detach() { on_host nbxdp detach bond0; }
leave_eth2() { ip -n "$HOST" link set eth2 nomaster; }
whole "a program comes" detach nbxdp attach bond0 pass 88b5
attach
check "it is there" eval 'settled | grep -q "bond0: .*xdp"'
whole "a member joins, with a program" leave_eth2 nbnl CMD_MEMBER_ADD A_NAME:str:bond0 A_MEMBER+ MEMBER_NAME:str:eth2 .
whole "a program goes" attach nbxdp detach bond0
check_soon "the peer answers in the end" 10 on_host ping -c1 -W1 10.0.0.2
