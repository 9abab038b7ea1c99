#!/bin/bash
# Another qdisc or queue length for a member whose link is up is no loss of its link, though its queues are away for a moment.
# timeout: 60
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --miimon 1
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
check_soon "all are usable" 5 state_is ok
choose eth0
choices() { history_of '[.[] | select(.event == "active" or .event == "vote")] | length'; }
before=$(choices)
for i in {1..100}; do
	echo "link set eth0 txqueuelen $((1000 + i % 2))"
done | ips "$HOST"
check_eq "the queue has another length" 1000 "$(on_host cat /sys/class/net/eth0/tx_queue_len)"
for i in {1..20}; do
	on_host tc qdisc replace dev eth0 root pfifo limit $((100 + i))
	on_host tc qdisc del dev eth0 root
done
on_host tc qdisc add dev eth0 clsact
check_eq "no link was lost" 0 "$(show '.members[0].link_failures')"
check_eq "no vote changed, no other was chosen" "$before" "$(choices)"
check_eq "the active member" eth0 "$(show .active_member)"
check "the peer answers still" on_host ping -c1 -W1 10.0.0.2

# Nor while it waits for updelay and is all there is.
on_host bondctl set bond0 --updelay 60000
ip -n "$SW" link set sw1 down
ip -n "$SW" link set sw0 down
check_soon "no link" 5 shows '.carrier | not'
ip -n "$SW" link set sw0 up
check_soon "one that waits carries all" 5 shows '.carrier and .active_member == "eth0"'
check "why it waits" reason_is eth0 updelay
seq=$(show .event_seq)
for i in {1..100}; do
	echo "link set eth0 txqueuelen $((1000 + i % 2))"
done | ips "$HOST"
check_eq "it stays so" "[]" "$(history_of "[.[] | select(.seq > $seq and .event != \"configured\") | \"\\(.event) \\(.member) \\(.reason)\"]" | jq -c .)"
