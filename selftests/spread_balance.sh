#!/bin/bash
# Ordinary patterns whose addresses and ports go together, each of 1024 flows: no member of 4, 3 and 2 carries much more than its share.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 4
make_bond bond0 balance-xor --hash-seed 1
check_soon "the members have their shares" 10 shows '[.members[].buckets] == [64, 64, 64, 64]'
eth=$(frame 020000000001 020000000002 0800)
names=("one host to 10.0.i:6800+i" "10.1.i:7000+i to one server" "mesh 10.2.i:50000+i to 10.2.i+1:50001+i" "even source ports" "addresses alone")
flows=(
	"$eth$(ipv4 0a000001 '[167772161:4]' 06) 9c40 [6800:2] 0000000000000000"
	"$eth$(ipv4 '[167837696:4]' 0a000001 06) [7000:2] 2328 0000000000000000"
	"$eth$(ipv4 '[167903232:4]' '[167903233:4]' 06) [50000:2] [50001:2] 0000000000000000"
	"$eth$(ipv4 0a000001 0a000002 06) [10000:2*2] 01bb 0000000000000000"
	"$eth$(ipv4 '[168034304:4*256]' 0a000001 2f) 00000000 00000000"
)
for members in 4 3 2; do
	((members == 4)) || on_host bondctl member del bond0 "eth$members"
	tally "of$members" p0 p1 p2 p3
	on_host nbflow send bond0 1024 1 4000 "${flows[@]}" >"$TMP/sent"
	tally_end "of$members"
	check_eq "$members members: all arrived" 5120 "$(tallied "of$members" '[.frames[]] | add')"
	# pattern, most flows on a member, members used, members used by the first 16 flows
	tallied "of$members" '.flows | group_by(.id / 1024 | floor)[] | [(.[0].id / 1024 | floor),
		([.[].at | keys[0]] | group_by(.) | map(length) | max), ([.[].at | keys[0]] | unique | length),
		([.[:16][].at | keys[0]] | unique | length)] | join(" ")' >"$TMP/patterns"
	while read -r pattern most used few; do
		check_eq "$members members: ${names[pattern]}: all members are used" "$members" "$used"
		check_le "$members members: ${names[pattern]}: busiest member, flows" "$most" $((1024 * 115 / 100 / members))
		check_ge "$members members: ${names[pattern]}: 16 of them are not all on one" "$few" 2
	done <"$TMP/patterns"
done
