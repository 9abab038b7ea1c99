#!/bin/bash
# Every ARP frame of the host, field by field, on every wire: questions and answers go by the member that this neighbour is taught, with its
# own address; probes, gratuitous ARP and what is not ours stay as they are and go by the active member. None comes back to the bond.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 balance-alb --num-peer-notif 0
check_soon "all are usable" 5 state_is ok
ip -n "$HOST" address add 10.0.0.11/24 dev bond0
sleep 1
bond=$(mac "$HOST" bond0) peer=$(mac "$PEER" eth0) active=$(show .active_member)
nobody=00:00:00:00:00:00 all=ff:ff:ff:ff:ff:ff foreign=02:00:00:00:00:77
declare -A own
for i in 0 1 2; do own[eth$i]=$(own "eth$i"); done
check_eq "own addresses are not the bond's, nor one another's" 4 "$(printf '%s\n' "$bond" "${own[@]}" | sort -u | wc -l)"

watch_members arp --filter arp
watch back "$HOST" bond0 --filter arp
# Of the kernel: it asks, it is asked, it verifies.
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
ip -n "$PEER" neigh flush dev eth0
check_soon "the peer asks" 5 on_peer ping -c1 -W1 -I 10.0.0.3 10.0.0.11
# Of anybody on this host, all at once: a neighbour that does not answer is forgotten after 5 s.
send() { echo "$1" >>"$TMP/frames"; }
pad=000000000000000000000000000000000000
send "$(arp_frame $all "$bond" 1 "$bond" 10.0.0.1 $nobody 10.0.0.101)$pad"
send "$(arp_frame $all "$bond" 1 "$bond" 10.0.0.1 $nobody 10.0.0.102)"
send "$(arp_frame "$peer" "$bond" 1 "$bond" 10.0.0.1 $nobody 10.0.0.108)"
send "$(arp_frame "$peer" "$bond" 2 "$bond" 10.0.0.1 "$peer" 10.0.0.109)"
send "$(arp_frame $all "$bond" 1 "$bond" 0.0.0.0 $nobody 10.0.0.103)"
send "$(arp_frame $all "$bond" 1 "$bond" 10.0.0.200 $nobody 10.0.0.200)"
send "$(arp_frame $all "$bond" 2 "$bond" 10.0.0.201 "$bond" 10.0.0.201)"
send "$(arp_frame $all $foreign 1 $foreign 10.0.0.77 $nobody 10.0.0.104)"
send "$(arp_frame $all "$bond" 1 $foreign 10.0.0.77 $nobody 10.0.0.105)"
send "$(arp_frame $all $foreign 1 "$bond" 10.0.0.1 $nobody 10.0.0.106)"
send "$(arp_frame $all "$bond" 9 "$bond" 10.0.0.1 $nobody 10.0.0.107)"
on_host nbwire send bond0 - <"$TMP/frames"
clients '.[] | "\(.address) \(.local_address) \(.member)"' >"$TMP/clients"
members_end arp
watch_end back

# seen ADDRESS: all that went out with this target, each once.
seen() { said arp "${2-}.tpa == \"$1\"" '"\(.op) \(.dst) \(.src) \(.sha) \(.spa) \(.tha) \(.length)"' | sort; }
member() { awk -v who="$1" -v whom="$2" '$1 == who && $2 == whom {print $3}' "$TMP/clients"; }
# taught WHAT ADDRESS LOCAL OP DST THA LENGTH [FILTER]: by its member, with that one's own address.
taught() {
	local its
	its=$(member "$2" "$3")
	check_eq "$1" "sw${its#eth} $4 $5 ${own[${its:-eth0}]} ${own[${its:-eth0}]} $3 $6 $7" "$(seen "$2" "${8-}" | uniq)"
}
taught "the kernel asks" 10.0.0.2 10.0.0.1 1 $all $nobody 42 '.op == 1 and .dst == "ff:ff:ff:ff:ff:ff" and '
taught "the kernel answers" 10.0.0.3 10.0.0.11 2 "$peer" "$peer" 42 '.op == 2 and .spa == "10.0.0.11" and '
taught "a padded question" 10.0.0.101 10.0.0.1 1 $all $nobody 60
taught "a question" 10.0.0.102 10.0.0.1 1 $all $nobody 42
taught "a question by unicast" 10.0.0.108 10.0.0.1 1 "$peer" $nobody 42
taught "an answer" 10.0.0.109 10.0.0.1 2 "$peer" "$peer" 42 '.op == 2 and '
# stays WHAT ADDRESS FIELDS: by the active member, as it was.
stays() { check_eq "$1" "sw${active#eth} $3" "$(seen "$2" '.dst == "ff:ff:ff:ff:ff:ff" and ')"; }
stays "a probe" 10.0.0.103 "1 $all $bond $bond 0.0.0.0 $nobody 42"
stays "gratuitous ARP, a question" 10.0.0.200 "1 $all $bond $bond 10.0.0.200 $nobody 42"
stays "gratuitous ARP, an answer" 10.0.0.201 "2 $all $bond $bond 10.0.0.201 $bond 42"
stays "a guest's question" 10.0.0.104 "1 $all $foreign $foreign 10.0.0.77 $nobody 42"
stays "a question for a guest" 10.0.0.105 "1 $all $bond $foreign 10.0.0.77 $nobody 42"
stays "a guest that speaks for us" 10.0.0.106 "1 $all $foreign $bond 10.0.0.1 $nobody 42"
stays "what is neither question nor answer" 10.0.0.107 "9 $all $bond $bond 10.0.0.1 $nobody 42"
check_eq "the members are used evenly" true \
	"$(clients '[.[].member] | group_by(.) | map(length) | length == 3 and max - min <= 1')"
check_eq "nothing comes back from the switch" 0 \
	"$(frames back ".direction == \"in\" and (.src | IN(\"$bond\", \"${own[eth0]}\", \"${own[eth1]}\", \"${own[eth2]}\"))")"
check_eq "what comes to the bond has its address" 0 "$(frames back ".direction == \"in\" and .dst != \"$bond\" and .dst != \"$all\"")"
