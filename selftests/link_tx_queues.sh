#!/bin/bash
# What is forwarded leaves the bond by the queue that it came in by, as with any device of several queues: qdiscs of each queue have their share.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --tx-queues 4
setup_ns GUEST
ips "$HOST" <<-END
	link add in0 numtxqueues 4 numrxqueues 4 type veth peer name eth0 netns $GUEST numtxqueues 4 numrxqueues 4
	address add 10.9.0.1/24 dev in0
	link set in0 up
END
ips "$GUEST" <<-END
	address add 10.9.0.2/24 dev eth0
	link set eth0 up
	route add default via 10.9.0.1
END
on_host sysctl -qw net.ipv4.ip_forward=1
ip -n "$PEER" route add 10.9.0.0/24 via 10.0.0.1
check_soon "the way is there" 5 ns_exec "$GUEST" ping -c1 -W1 10.0.0.2
on_host tc qdisc replace dev bond0 root mq || die "no queueing discipline for several queues"
flow through "$GUEST" "$PEER" 10.0.0.2 500 32
pause 0.5
flow_end through
check_eq "lost" 0 "$(lost through)"
sent=$(on_host tc -s -j qdisc show dev bond0 | jq -c '[.[] | select(.kind != "mq") | .packets]')
echo "by each queue: $sent"
# Of veth's four the first two are one by the time they are here.
check_ge "queues that took their share" "$(jq 'map(select(. > 10)) | length' <<<"$sent")" 3
