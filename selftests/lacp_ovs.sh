#!/bin/bash
# LACP with Open vSwitch: rates and activities of both ends, and what may happen to them. Pairs of these; NB_MATRIX=all: all.
# timeout: 3600
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lacp_partner.inc"
matrix ovs "fast active fast active oneway:to_host" "fast active slow passive restart" "slow passive fast active key"

# It attaches at once: a member joins a running aggregate without the 2 s of wait if this end does not wait either. The best of three counts.
for _ in 1 2 3; do
	ovs_begin fast active
	ip -n "$PEER" link set p1 down
	make_bond bond0 802.3ad --fast-join on
	check_soon "fast join: one link" 10 distributing 1
	watch join "$PEER" p1 --filter lacp
	ip -n "$PEER" link set p1 up
	check_soon "fast join: both links" 10 all_distributing
	watch_end join
	took=$(jq -s '(map(select(.direction == "out")) | .[0].timestamp_us) as $heard |
		map(select(.direction == "in" and (.actor_flags | index("distributing")))) | (.[0].timestamp_us - $heard) / 1000 | floor' "$TMP/join.wire")
	echo "fast join: $took ms"
	ovs_end
	ip -n "$HOST" link del bond0
	((took > 500)) || break
done
check_le "fast join, ms after the first LACPDU" "$took" 500
