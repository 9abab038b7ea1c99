#!/bin/bash
# Two switches lose each other: their traffic crosses the host, which says so, until their own link is back.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_stp
make_stp eth0,eth1
stp_forms "before"
far_answers() { on_peer ping -c1 -W1 10.0.0.3; }
check_soon "the stations reach each other" 5 far_answers
begin=$(now_ms)
ip -n "$SW" link set isl down
check_soon "they do so through the host" 15 far_answers
echo "# stations at the two switches reach each other $(($(now_ms) - begin)) ms after the switches lost each other"
check_soon "both members forward" 5 shows '[.members[].stp.state] == ["forwarding", "forwarding"]'
check "the host is not the root" shows '.stp.is_root | not'
check_soon "explain says so" 5 eval "on_host bondctl explain bond0 --json | jq -e 'any(.[0].findings[]; .about == \"transit\")'"
begin=$(now_ms)
ip -n "$SW" link set isl up
stp_forms "mended"
check_soon "their own link forwards" 8 isl_forwards
check_soon "the stations reach each other" 20 far_answers
echo "# as before $(($(now_ms) - begin)) ms after the link was mended"
check "nothing to warn of" eval "on_host bondctl explain bond0 --json | jq -e 'all(.[0].findings[]; .weight != \"warning\" and .weight != \"problem\")'"
