#!/bin/bash
# A dump that something changes in while it is read tells each of what was there all the time once, or says that it is not whole.
# kernels: 6.12
# timeout: 120
. "$(dirname "$0")/lib.sh"
topo_switch 2

# dump WHAT VERDICT BETWEEN REQUEST...: the words BETWEEN are done between two parts of the answer, which is then whole or marked as interrupted, or ends
# with an errno; what it told is left in $TOLD, with commas, and the attribute that it blames in $BLAMED.  lines: the same, one a line.  row FIRST COUNT: so
# many numbers, with commas.
dump() {
	local answer verdict=whole
	answer=$(on_host nbnl --between "$3" "${@:4}")
	TOLD=${answer##*\"told\":[} TOLD=${TOLD%%]*}
	BLAMED=${answer##*\"attr\":\"} BLAMED=${BLAMED%%\"*}
	[[ $answer != *'"interrupted":true'* ]] || verdict=marked
	[[ $answer =~ \"errno\":([0-9]+) && ${BASH_REMATCH[1]} == 0 ]] || verdict="errno ${BASH_REMATCH[1]-}"
	check_eq "$1: $2" "$2" "$verdict"
}
lines() { tr , '\n' <<<"$TOLD"; }
row() { seq -s, "$1" $(($1 + $2 - 1)); }
# renamed WHAT REQUEST...: the name is gone in the middle. Kernels of 6.8 to 6.12.1 warn when a later part of a dump blames what was asked by the first.
renamed() {
	dump "the bond gets another name, $1" "errno 19" "ip link set bond0 name other0" "${@:2}"
	check_eq "$1: no attribute is blamed" "" "$BLAMED"
	dump "no bond has the name, $1" "errno 19" true "${@:2}"
	check_eq "$1: the name is blamed" A_NAME "$BLAMED"
	ip -n "$HOST" link set other0 name bond0
}
nbnl_set() { echo "nbnl CMD_BOND_SET A_NAME:str:bond0 A_OPTIONS+ $1 . >/dev/null"; }

# The members of a bond, each with so many targets that it fills a part.
big_targets() {
	on_host bondctl set big --arp-interval 1000 --arp-ip-target "$(seq -f 10.9.0.%g -s, 2 17)" --ns-ip6-target "$(seq -f fd09::%g -s, 2 17)" || die "no targets"
}
{
	echo link add big type netbond
	for i in {0..7}; do echo "link add m$i master big type dummy"; done
	echo link set big up
} | ips "$HOST"
big_targets
bonds=(CMD_BOND_GET dump)
dump "nothing changes" whole true "${bonds[@]}"
check_eq "all members are told once" '"m0","m1","m2","m3","m4","m5","m6","m7"' "$TOLD"
dump "a member leaves that was told" marked "ip link set m0 nomaster" "${bonds[@]}"
dump "a member joins" marked "ip link set m0 master big" "${bonds[@]}"
dump "one leaves and comes back" marked "ip link set m6 nomaster && ip link set m6 master big" "${bonds[@]}"
dump "a member is gone" marked "ip link del m7" "${bonds[@]}"
dump "other bonds come and go" whole "ip link add z0 type netbond && ip link add z1 type netbond && ip link del z0" "${bonds[@]}"
check_eq "all members are told once" '"m1","m2","m3","m4","m5","m0","m6"' "$TOLD"
dump "the bond is gone, another follows" marked "ip link del big" "${bonds[@]}"
dump "nothing changes" whole true "${bonds[@]}"
check_eq "no member is left" "" "$TOLD"
echo link add big type netbond | ips "$HOST"
for i in {0..6}; do echo "link set m$i master big"; done | ips "$HOST"
big_targets
dump "the last bond is gone" marked "ip link del big" "${bonds[@]}"
for i in {0..6}; do echo "link del m$i"; done | ips "$HOST"
echo link del z1 | ips "$HOST"

# Clients.
alb_bond balance-alb
stations all 100 --host6 :: --ask 100
check_soon "100 clients know the host" 10 stations_say all "$nb_know"
clients_get=(CMD_CLIENT_GET dump A_NAME:str:bond0)
dump "clients" whole true "${clients_get[@]}"
lines | sort -n >"$TMP/clients"
check_ge "so many" "$(uniq <"$TMP/clients" | wc -l)" 100
dump "a member leaves" whole "ip link set eth1 nomaster" "${clients_get[@]}"
check_eq "each that stays is told once" "" "$(lines | sort -n | diff "$TMP/clients" -)"
forgets="$(nbnl_set OPT_ALB_MAX_CLIENTS:u32:8); until bondctl show bond0 --json | jq -e '.[0].alb.clients <= 8' >/dev/null; do sleep 0.1; done"
dump "most are forgotten" whole "$forgets" "${clients_get[@]}"
check_eq "none is told twice" "" "$(lines | sort -n | uniq -d)"
check_le "not all are told" "$(lines | wc -l)" 99
stations_end all
on_host bondctl set bond0 --alb-max-clients 4096
stations more 100 --host6 :: --ask 100
check_soon "100 clients know the host" 10 stations_say more "$nb_know"
# Another bond of the same name is not the one that was asked for.
again="ip link del bond0 && ip link add bond0 type netbond && $(nbnl_set OPT_MODE:u32:6)"
renamed clients "${clients_get[@]}"
dump "the bond is replaced, clients" "errno 19" "$again" "${clients_get[@]}"
stations_end more

# Buckets.
buckets_get=(CMD_BUCKET_GET dump A_NAME:str:bond0)
ip -n "$HOST" link set eth0 master bond0
for change in "ip link set eth1 master bond0" "ip link set eth0 nomaster" "ip link set eth1 nomaster" "$(nbnl_set OPT_MODE:u32:2)"; do
	dump "buckets, $change" whole "$change" "${buckets_get[@]}"
	check_eq "each is told once" "$(row 0 256)" "$TOLD"
done
renamed buckets "${buckets_get[@]}"
dump "the mode has no buckets any more" "errno 95" "$(nbnl_set OPT_MODE:u32:1)" "${buckets_get[@]}"

# History, of which 256 events are kept.
history_get=(CMD_HISTORY_GET dump A_NAME:str:bond0)
ip -n "$HOST" link set eth0 master bond0
for i in {1..300}; do echo "CMD_MEMBER_SET A_NAME:str:bond0 A_MEMBER+ MEMBER_NAME:str:eth0 MEMBER_OPTIONS+ MOPT_PRIO:u32:$i . ."; done >"$TMP/many"
head -n 5 "$TMP/many" >"$TMP/few"
on_host nbnl - <"$TMP/many" >/dev/null
dump "history" whole true "${history_get[@]}"
check_eq "all in their order" "$(row "${TOLD%%,*}" 256)" "$TOLD"
dump "more happens" whole "nbnl - <$TMP/few >/dev/null" "${history_get[@]}"
check_eq "it is told, too, all in their order" "$(row "${TOLD%%,*}" 261)" "$TOLD"
dump "so much happens that it overtakes the reader" whole "nbnl - <$TMP/many >/dev/null" "${history_get[@]}"
check "what is told is in its order" sort -nuC <(lines)
last=${TOLD##*,}
check_eq "all that is kept is told" "$(row $((last - 255)) 256)" "${TOLD: -$(row $((last - 255)) 256 | wc -c) + 1}"
check_le "the numbers show the gap" "$(lines | wc -l)" $((last - ${TOLD%%,*}))

renamed history "${history_get[@]}"
dump "the bond is replaced, history" "errno 19" "$again" "${history_get[@]}"
dump "the bond is replaced, buckets" "errno 19" "$again" "${buckets_get[@]}"
dump "the bond is gone" "errno 19" "ip link del bond0" "${buckets_get[@]}"
