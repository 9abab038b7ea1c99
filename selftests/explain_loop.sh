#!/bin/bash
# Two members that are plugged into each other: explain names it, and nothing else.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
setup_ns HOST PEER
ip -n "$HOST" link add eth0 type veth peer name eth1
make_bond bond0 802.3ad
fault lacp_loopback "two members are plugged into each other" eth0:lacp_loopback eth1:lacp_loopback
