#!/bin/bash
# A bond that was down knows nothing of its paths: what the probes found before counts for nothing, and the first that answers is taken.
# timeout: 90
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup --arp-interval 1000 --arp-missed-max 2 --arp-ip-target 10.0.0.2
check_soon "every path answers" 10 state_is ok
old=$(show .active_member)
ip -n "$HOST" link set bond0 down
silent_break "sw${old#eth}"
ip -n "$HOST" link set bond0 up
began=$(now_ms)
check "nothing is proven yet" shows '.state != "ok" and all(.members[].votes[] | select(.vote == "probe"); .value == "unknown")'
check_soon "the member whose path works is taken" 5 active_is "eth$((1 - ${old#eth}))"
# Half an interval, and what asking took; two missed rounds would be 1500 ms.
check_le "after ms" $(($(now_ms) - began)) 1200
gap=$(history_of '[.[] | select(.event == "active")] | last | .gap_ns // 0')
check_le "nobody counts what it was down for, ns" "$gap" $((1000000 * ($(now_ms) - began)))
silent_mend "sw${old#eth}"
check_soon "mended" 10 state_is ok
