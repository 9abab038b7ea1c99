#!/bin/bash
# A dump shows every bond that is there all the time exactly once, while others come and go; and a large bond whole, over several messages.
# kernels: 6.12
# timeout: 200
# processors: 2
. "$(dirname "$0")/lib.sh"
setup_ns HOST
bonds=60
for ((i = 0; i < bonds; i++)); do
	echo "link add b$i type netbond"
	for j in 0 1; do echo "link add d$i-$j master b$i type dummy"; done
done >"$TMP/batch"
check "$bonds bonds" ip -n "$HOST" -batch "$TMP/batch"
# shellcheck disable=SC2016
on_host bash -c 'for ((i = 0; ; i++)); do
	ip link add c$((i % 3)) type netbond
	ip link add e$((i % 3)) master c$((i % 3)) type dummy
	ip link del c$(((i + 1) % 3))
	ip link del e$(((i + 2) % 3))
done' >/dev/null 2>&1 &
churn=$!
good=0
for ((i = 0; i < 8; i++)); do
	on_host bondctl show --json >"$TMP/show" || fail "no answer"
	jq -e --argjson n $bonds '[.[] | select(.name | startswith("b"))] | (map(.name) | unique | length == $n) and length == $n
		and all(.[]; .name[1:] as $i | [.members[].name] == ["d\($i)-0", "d\($i)-1"])' "$TMP/show" >/dev/null && good=$((good + 1))
done
check_eq "complete answers while bonds come and go" 8 $good
kill $churn
wait $churn 2>/dev/null
check_ge "a raw dump" "$(on_host nbnl CMD_BOND_GET dump | jq .messages)" $bonds

{
	echo "link add big type netbond"
	for i in {0..15}; do echo "link add m$i master big type dummy"; done
	echo "link set big up"
} >"$TMP/batch"
check "a bond with 16 members" ip -n "$HOST" -batch "$TMP/batch"
check "and 32 targets" on_host bondctl set big --arp-interval 1000 --arp-ip-target "$(seq -f 10.0.0.%g -s, 2 17)" \
	--ns-ip6-target "$(seq -f fd00::%g -s, 2 17)"
whole='length == 1 and (.[0].members | length == 16 and all(.[]; .targets | map(.target) | unique | length == 32)) and
	[.[0].members[].name] == [range(16) | "m\(.)"] and (.[0].options | (.arp_ip_target + .ns_ip6_target | length) == 32)'
on_host bondctl show big --json >"$TMP/show"
check "read alone, whole" jq -e "$whole" "$TMP/show"
on_host bondctl show --json | jq 'map(select(.name == "big"))' >"$TMP/show"
check "in a dump, whole" jq -e "$whole" "$TMP/show"
check_ge "over several messages" "$(on_host nbnl CMD_BOND_GET dump | jq .messages)" $((bonds + 2))
check "an answer of one message" on_host nbnl CMD_BOND_GET A_NAME:str:big
