#!/bin/bash
# A bridge with spanning tree at two switches: never the root, and one member blocks, also where the switches' own link is a dear one; it
# takes a cheap path_cost to make the host a way between switches.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_stp
begin=$(now_ms)
make_stp eth0,eth1
stp_forms "after the start"
echo "# forwards $(($(now_ms) - begin)) ms after it was made (its own forward_delay, until it heard the root, is 4 s, the root's 2 s)"
check "the first switch is the root" shows '.stp.root != .stp.id and .stp.root_port == "eth0" and .active_member == "eth0"'
check "the defaults of a leaf host" shows '.options | .priority == 61440 and .path_cost == 65535 and .forward_delay == 4'
check "the times in force are the root's" shows '.stp.times | .forward_delay_ms == 2000 and .hello_time_ms == 1000 and .max_age_ms == 6000'
check "a backup is usable" shows '.state == "ok" and all(.members[]; .usable) and .members[1].role == "backup"'
check "the link between the switches forwards" switch_port "$SWB" isl forwarding
check_soon "both stations answer" 5 eval 'on_host ping -c1 -W1 10.0.0.2 && on_host ping -c1 -W1 10.0.0.3'

ip -n "$SWB" link set isl type bridge_slave cost 20000
sleep 1.5
check "still, with a link of cost 20000 between them" stp_settled
check "which forwards" switch_port "$SWB" isl forwarding
# By the other member it is 50000 then: dearer, and cheaper than what the root port has when it is the first to change.
on_host bondctl set bond0 --path-cost 30000
check "cheaper, and yet no way between switches" switch_port "$SWB" isl forwarding
on_host bondctl set bond0 --path-cost 65535
check "dearer: the root port goes on" shows '.stp.root_port == "eth0" and .active_member == "eth0"'
on_host bondctl set bond0 --path-cost 1
check_soon "a cheap host is what the link is blocked for" 8 switch_port "$SWB" isl blocking
on_host bondctl set bond0 --path-cost 65535
stp_forms "dear again"
check "explain names the root port" eval "on_host bondctl explain bond0 | grep -q 'eth0 is the root port'"
check "and who speaks on the other" eval "on_host bondctl explain bond0 | grep -q 'eth1 blocks: on its link bridge 2000'"
