#!/bin/bash
# Every Neighbour Discovery frame of the host, field by field, on every wire: solicitations and advertisements teach the member's own address,
# with an option inserted where there is none; DAD, announcements, SEND, broken ones and those of others stay as they are.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 balance-alb --num-peer-notif 0
check_soon "all are usable" 5 state_is ok
ip -n "$HOST" address add fd00::11/64 dev bond0 nodad
sleep 1
bond=$(mac "$HOST" bond0) peer=$(mac "$PEER" eth0) active=$(show .active_member)
foreign=02:00:00:00:00:77
declare -A own
for i in 0 1 2; do own[eth$i]=$(own "eth$i"); done

watch_members nd --filter nd
watch back "$HOST" bond0 --filter nd
# Of the kernel: it asks, it is asked by multicast, and by unicast, when its answer need not have an option.
check_soon "the peer answers" 5 on_host ping -6 -c1 -W1 -I fd00::1 fd00::2
ip -n "$PEER" -6 neigh flush dev eth0
check_soon "the peer asks" 5 on_peer ping -6 -c1 -W1 -I fd00::3 fd00::11
on_peer nbwire send eth0 "$(nd_frame "$bond" "$peer" fd00::2 fd00::1 87 00 fd00::1 "0101 $peer")"
sleep 0.1
# Of anybody on this host. group LAST: the solicited node's station; ask LAST [OPTIONS [HOP_LIMIT [ERROR [SOURCE]]]]: a question.
# All at once: a neighbour that does not answer is forgotten after 5 s.
send() { echo "$1" >>"$TMP/frames"; }
ask() { send "$(nd_frame "33:33:ff:00:01:$1" "${5:-$bond}" fd00::1 "ff02::1:ff00:1$1" 87 00 "fd00::1$1" "${@:2:3}")"; }
ask 01 "0101 $bond"
ask 02
ask 03 "0e01 112233445566"
ask 04 "0101 $bond 0c02 000000000000000000000000 0000"
ask 05 "0101 $bond" 255 1
ask 06 "0101 $bond" 254
ask 07 "0101 $foreign"
ask 08 "0101 $foreign" 255 0 $foreign
ask 09 "0101 $bond 0100"
send "$(nd_frame "$peer" "$bond" fd00::1 fd00::110 87 00 fd00::110)"
send "$(nd_frame "$peer" "$bond" fd00::1 fd00::111 88 40 fd00::1)"
send "$(nd_frame "$peer" "$bond" fd00::1 fd00::112 88 c0 fd00::1 "0201 $bond")"
send "$(nd_frame 33:33:ff:00:01:13 "$bond" :: ff02::1:ff00:113 87 00 fd00::113)"
send "$(nd_frame 33:33:00:00:00:01 "$bond" fd00::1 ff02::1 88 20 fd00::114 "0201 $bond")"
on_host nbwire send bond0 - <"$TMP/frames"
sleep 0.1
clients '.[] | "\(.address) \(.local_address) \(.member)"' >"$TMP/clients"
members_end nd
watch_end back

# seen FILTER: all that went out, each once.
seen() {
	said nd "$1" '"\(.type) \(.dst) \(.src) \(.ip_src) \(.ip_dst) \(.target) \(.source_lladdr // .target_lladdr // "-") \(
		if .type == 136 then "\(if .router then "R" else "" end)\(if .solicited then "S" else "" end)\(if .override then "O" else "" end) "
		else "" end)\(.hoplimit) \(.csum_ok) \(.length)"' | sort -u
}
member() { awk -v who="$1" -v whom="$2" '$1 == who && $2 == whom {print $3}' "$TMP/clients"; }
# taught WHAT ADDRESS LOCAL FILTER FIELDS: by its member, with that one's own address, which is OWN in FIELDS.
taught() {
	local its
	its=$(member "$2" "$3")
	check_eq "$1" "sw${its#eth} ${5//OWN/${own[${its:-eth0}]}}" "$(seen "$4")"
}
taught "the kernel asks" fd00::2 fd00::1 '.type == 135 and .target == "fd00::2"' \
	"135 33:33:ff:00:00:02 OWN fd00::1 ff02::1:ff00:2 fd00::2 OWN 255 true 86"
taught "the kernel answers" fd00::3 fd00::11 '.type == 136 and .target == "fd00::11" and .ip_dst == "fd00::3"' \
	"136 $peer OWN fd00::11 fd00::3 fd00::11 OWN SO 255 true 86"
taught "the kernel answers to one, without an option" fd00::2 fd00::1 '.type == 136 and .target == "fd00::1" and .ip_dst == "fd00::2" and .solicited' \
	"136 $peer OWN fd00::1 fd00::2 fd00::1 OWN SO 255 true 86"
# asked WHAT LAST LENGTH, asks WHAT LAST FIELDS: the frame of "ask": taught, or as it was by the active member.
asked() {
	taught "$1" "fd00::1$2" fd00::1 ".target == \"fd00::1$2\"" "135 33:33:ff:00:01:$2 OWN fd00::1 ff02::1:ff00:1$2 fd00::1$2 OWN 255 true $3"
}
asked "a question" 01 86
asked "a question without an option" 02 86
asked "a question with another option" 03 94
taught "a question to one, without" fd00::110 fd00::1 '.target == "fd00::110"' "135 $peer OWN fd00::1 fd00::110 fd00::110 OWN 255 true 86"
taught "an answer without an option" fd00::111 fd00::1 '.ip_dst == "fd00::111"' "136 $peer OWN fd00::1 fd00::111 fd00::1 OWN SO 255 true 86"
# Where the sender has put the option, Override is its decision: who speaks for another must not displace it.
taught "a router's answer for another" fd00::112 fd00::1 '.ip_dst == "fd00::112"' "136 $peer OWN fd00::1 fd00::112 fd00::1 OWN RS 255 true 86"
stays() { check_eq "$1" "sw${active#eth} $3" "$(seen ".target == \"$2\"")"; }
asks() { stays "$1" "fd00::1$2" "135 33:33:ff:00:01:$2 ${4:-$bond} fd00::1 ff02::1:ff00:1$2 fd00::1$2 $3"; }
asks "what SEND protects" 04 "$bond 255 true 102"
asks "a wrong checksum" 05 "$bond 255 false 86"
asks "a wrong hop limit" 06 "$bond 254 true 86"
asks "another station in it" 07 "$foreign 255 true 86"
asks "a guest's question" 08 "$foreign 255 true 86" "$foreign"
check_eq "an option without length" "sw${active#eth} $bond 88" "$(said nd '.target == "fd00::109"' '"\(.src) \(.length)"')"
stays "DAD" fd00::113 "135 33:33:ff:00:01:13 $bond :: ff02::1:ff00:113 fd00::113 - 255 true 78"
stays "an announcement" fd00::114 "136 33:33:00:00:00:01 $bond fd00::1 ff02::1 fd00::114 $bond O 255 true 86"
check_eq "nothing comes back from the switch" 0 \
	"$(frames back ".direction == \"in\" and (.src | IN(\"$bond\", \"${own[eth0]}\", \"${own[eth1]}\", \"${own[eth2]}\"))")"
