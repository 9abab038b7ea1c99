#!/bin/bash
# The table as users see it: 256 buckets whose counts add up to what was sent, counted only once an administrator asked.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 4
make_bond bond0 balance-xor --hash-seed 1 --move-idle 100 --move-timeout 0
check_soon "each has its share" 5 shows '[.members[].buckets] == [64, 64, 64, 64]'
flows="$(frame 020000000001 020000000002 0800)$(ipv4 0a000001 0a000002 11)[10000:2] 1389 0000000000000000"
send() { on_host nbflow send bond0 500 "$1" 0 "$flows" >"$TMP/sent"; }
buckets() { on_host bondctl buckets bond0 --json >"$TMP/$1"; }
is() { check_eq "$2" "$3" "$(jq -c ".[0] | $4" "$TMP/$1")"; }
send 1
if on_host setpriv --reuid 1 --clear-groups bondctl buckets bond0 --json >"$TMP/user"; then
	is user "a user sees the table" '[256,null]' '[(.buckets | length), .counted_ms]'
	on_host setpriv --reuid 1 --clear-groups bondctl buckets bond0 --json >"$TMP/user"
	is user "which starts no counting" 'null' '.counted_ms'
else
	fail "a user may read the table"
fi
buckets first
is first "all buckets, in order" true '[.buckets[].index] == [range(256)]'
is first "nothing counted before somebody asked" 0 '[.buckets[].packets // 0] | add'
send 3
on_host nbflow send bond0 1 7 0 "$flows" >"$TMP/sent"
buckets second
length=$((14 + 20 + 12 + 8))
sum='[.buckets[] | [.packets, .bytes]] | transpose | map(add)'
others=$(jq -c ".[0] | $sum | .[0] - 1507" "$TMP/second")
# Neighbour discovery of the host itself may go along.
check_le "packets that are not the test's" "$others" 12
check_ge "all packets are counted" "$others" 0
check_ge "all bytes are" "$(jq ".[0] | $sum | .[1] - 1507 * $length" "$TMP/second")" 0
check_le "and no more" "$(jq ".[0] | $sum | .[1] - 1507 * $length" "$TMP/second")" $((others * 200))
is second "many buckets are in use" true '[.buckets[] | select(.packets > 0)] | length > 200'
is second "as the wire says, a quarter each" true '[.members[].packets] | (max - min) < 200'
cut=$(now_ms)
ip -n "$PEER" link set p2 down
check_soon "eth2 is lost" 5 shows '.members[2].buckets == 0'
buckets lost
age=$(($(now_ms) - cut))
is lost "its buckets moved since, no others" 64 "[.buckets[] | select(.moved_ms != null and .moved_ms < $age)] | length"
check_eq "they were its" true "$(jq -n --slurpfile a "$TMP/second" --slurpfile b "$TMP/lost" \
	'[$a[0][0].buckets[] | select(.member == "eth2") | .index] == [range(256) | select($a[0][0].buckets[.].member != $b[0][0].buckets[.].member)]')"
ip netns exec "$HOST" nbflow send bond0 500 400 1000 "$flows" >"$TMP/sent" &
sender=$!
on_host bondctl set bond0 --move-idle 60000
ip -n "$PEER" link set p2 up
check_soon "eth2 is back" 5 shows '.members[2].role == "active"'
buckets planned
is planned "64 are to come back" '[64,64]' '[([.buckets[] | select(.next == "eth2")] | length), ([.members[] | select(.name == "eth2") | .coming] | add)]'
check "a shorter pause counts at once" on_host bondctl set bond0 --move-idle 100
kill $sender
wait $sender 2>/dev/null
check_soon "they do" 10 shows '[.members[].buckets] == [64, 64, 64, 64]'
for i in {1..20}; do
	buckets "many$i"
done
is many20 "again and again" 256 '.buckets | length'
on_host bondctl del bond0
check_fails "a bond that is not there" on_host bondctl buckets bond0
