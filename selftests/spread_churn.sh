#!/bin/bash
# Members leave and join, options change and links flap in loops under 64 flows: what leaves in order costs nothing, and all is well in the end.
# timeout: 300
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_lag 4
make_bond bond0 balance-xor --move-idle 20 --move-timeout 50
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
# until_end MS COMMAND...
until_end() {
	local end=$(($(now_ms) + $1))
	shift
	while (($(now_ms) < end)); do "$@"; done
}
members() {
	turns=$((${turns:-0} + 1))
	on_host bondctl member del bond0 eth3 eth1
	on_host bondctl member add bond0 eth1 eth3
	echo $turns >"$TMP/turns"
}
options() {
	on_host bondctl set bond0 --xmit-hash-policy layer2+3 --weight-policy equal
	on_host bondctl member set bond0 eth0 --weight 7
	on_host bondctl set bond0 --mode balance-rr
	on_host bondctl buckets bond0 --json | jq -e '.[0].buckets | length == 256' || echo "$?" >>"$TMP/short"
	on_host bondctl set bond0 --mode balance-xor --xmit-hash-policy layer3+4
	on_host bondctl member set bond0 eth0 --weight 1
}
flow up "$HOST" "$PEER" 10.0.0.2 1500 64
sleep 0.5
until_end 5000 members >/dev/null 2>&1
flow_end up
echo "members left and joined $(<"$TMP/turns") times, arrived $(flowed up .received)"
# A device that leaves is closed; what its far end has not taken in then is lost.
check_le "lost" "$(lost up)" $((2 * $(<"$TMP/turns") + 1))
check_eq "duplicated" 0 "$(flowed up .duplicated)"

flow up "$HOST" "$PEER" 10.0.0.2 1500 64
flow down "$PEER" "$HOST" 10.0.0.1 500 8
until_end 6000 options >/dev/null 2>&1 &
jobs=($!)
until_end 6000 members >/dev/null 2>&1 &
jobs+=($!)
wait "${jobs[@]}"
flow_end up
flow_drop down
check_eq "no table was short" 0 "$(wc -l 2>/dev/null <"$TMP/short" || echo 0)"
check_ge "packets arrived" "$(flowed up .received)" 3000
on_host bondctl set bond0 --mode balance-xor --weight-policy equal
check_soon "all share in the end" 10 shows '.state == "ok" and ([.members[].buckets] == [64, 64, 64, 64])'
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
check_eq "every bucket has a member" 0 "$(on_host bondctl buckets bond0 --json | jq '[.[0].buckets[] | select(.member == null)] | length')"
