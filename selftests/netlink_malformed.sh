#!/bin/bash
# Whatever is wrong in a request, it is refused with the offending attribute named, and nothing changes.
# kernels: 6.12
# timeout: 400
. "$(dirname "$0")/lib.sh"
setup_ns HOST
for i in 0 1 2; do ip -n "$HOST" link add eth$i type veth peer name far$i; done
on_host bondctl add nb0 --mode active-backup --member eth0 --arp-ip-target 10.0.0.2 --ns-ip6-target fd00::2 || die "no bond"
index=$(json '.[0].ifindex' on_host bondctl show nb0 --json)
everything() {
	on_host bondctl show --json | jq -c 'map(del(.event_seq) | del(.members[].since_ms, .members[].votes))'
	ip -n "$HOST" -o link show | cut -d: -f1-2
}
everything >"$TMP/before"
cases=0

# refused ATTRIBUTE MESSAGE...: nbnl's words; the answer has to point at ATTRIBUTE, or, if that is empty, say something; * is both. An option may be named in the words instead.
refused() {
	local where=$1 answer word=${1#OPT_}
	word=${word,,}
	shift
	cases=$((cases + 1))
	answer=$(on_host nbnl "$@")
	case $answer in
	'') fail "no answer: $*" ;;
	*'"errno":0,'*) fail "accepted: $*" ;;
	*'"attr":"'$where'"'*) [[ $where ]] || [[ $answer != *'"message":"",'* || $answer == *'"errno":95'* ]] || fail "says nothing: $* => $answer" ;;
	*'"message":"'"$word"': '*) ;;
	# Linux 6.1 passes the words of a refused dump on, but not what they point at.
	*'"attr":""'*) [[ " $* " == *" dump "* && $(uname -r) == 6.1.* && $answer != *'"message":"",'* ]] || fail "does not point at $where: $* => $answer" ;;
	*) fail "does not point at $where: $* => $answer" ;;
	esac
}
same() {
	everything >"$TMP/after"
	check_eq "nothing changed: $1 ($cases cases)" "" "$(diff "$TMP/before" "$TMP/after")"
}
set=(CMD_BOND_SET A_NAME:str:nb0)
option() {
	refused "$1" "${set[@]}" A_OPTIONS+ "${@:2}" .
}

# Every option of the table.
nbnl options >"$TMP/options"
check_ge "options" "$(wc -l <"$TMP/options")" 29
while read -r _ attr type min max; do
	case $type in
	U32 | ENUM)
		option "$attr" "$attr:u16:1"
		option "$attr" "$attr:u64:1"
		option "$attr" "$attr:hex:"
		option "$attr" "$attr:u32:$((max + 1))"
		option "$attr" "$attr:u32:4294967295"
		((min == 0)) || option "$attr" "$attr:u32:$((min - 1))"
		;;
	BOOL)
		option "$attr" "$attr:hex:"
		option "$attr" "$attr:u32:1"
		option "$attr" "$attr:u8:2"
		;;
	IFNAME)
		option "$attr" "$attr:hex:61626364"
		option "$attr" "$attr:hex:"
		option "$attr" "$attr:str:sixteencharacter"
		option "$attr" "$attr:str:a/b"
		;;
	MAC)
		for octets in "" 02 0200000000 02000000000102 0180c2000002 ffffffffffff; do option "$attr" "$attr:hex:$octets"; done
		;;
	IPV4S | IPV6S)
		if [[ $type == IPV4S ]]; then own=ADDR_IPV4 other=ADDR_IPV6 len=4; else own=ADDR_IPV6 other=ADDR_IPV4 len=16; fi
		one=$(printf '0a%0*d' $((len * 2 - 2)) 3)
		option "$attr" "$attr-" "$own:hex:$one" .
		option "$attr" "$attr:hex:0a000001"
		option "$own" "$attr+" "$own:hex:0a00" .
		option "$own" "$attr+" "$own:hex:${one}00" .
		option "$other" "$attr+" "$other:hex:$(printf '0a%0*d' $((38 - len * 2)) 3)" .
		option "$own" "$attr+" "$own:hex:$(printf '%0*d' $((len * 2)) 0)" .
		option "$own" "$attr+" "$own:hex:$one" "$own:hex:$one" .
		option 77 "$attr+" 77:u32:1 .
		many=()
		for ((i = 10; i < 27; i++)); do many+=("$own:hex:0a$(printf "%0*d" $((len * 2 - 2)) $i)"); done
		option "$own" "$attr+" "${many[@]}" .
		;;
	esac
done <"$TMP/options"
option OPT_ARP_INTERVAL OPT_ARP_INTERVAL:u32:4
option OPT_ARP_INTERVAL OPT_MIIMON:u32:50 OPT_ARP_INTERVAL:u32:1
option OPT_TX_QUEUES OPT_MIIMON:u32:50 OPT_TX_QUEUES:u32:2
option OPT_LACP_RATE OPT_MIIMON:u32:50 OPT_LACP_RATE:u32:1
option OPT_MODE OPT_MIIMON:u32:50 OPT_MODE:u32:7
option OPT_ALB_MAX_CLIENTS OPT_MIIMON:u32:50 OPT_ALB_MAX_CLIENTS:u32:9
option OPT_ACTIVE_SLAVE OPT_MIIMON:u32:50 OPT_ACTIVE_SLAVE:str:eth1
option OPT_ACTIVE_SLAVE OPT_MIIMON:u32:50 OPT_ACTIVE_SLAVE:str:eth0
option 999 999:u32:1
option 0 0:u32:1
refused A_OPTIONS "${set[@]}" A_OPTIONS- OPT_MIIMON:u32:50 .
refused A_OPTIONS "${set[@]}" A_OPTIONS:u8:1
refused "*" "${set[@]}" A_OPTIONS+ :0800 .
refused "*" "${set[@]}" A_OPTIONS+ :ffff0200 .
refused "*" "${set[@]}" :0000
same options

# Which bond, and attributes that are no request's.
for command in CMD_BOND_DEL CMD_BOND_SET CMD_BOND_GET; do
	refused "" $command
	refused A_NAME $command A_NAME:str:absent
	refused A_IFINDEX $command A_IFINDEX:u32:0
	refused A_IFINDEX $command A_IFINDEX:u32:99999
	refused A_IFINDEX $command A_IFINDEX:u32:4294967295
	refused A_IFINDEX $command A_IFINDEX:u16:1
	refused A_IFINDEX $command A_IFINDEX:u64:1
	refused A_NAME $command A_NAME:str:sixteencharacter
	refused A_NAME $command A_NAME:hex:6e6230
	refused A_NAME $command A_NAME:str:eth0
	refused A_NAME $command A_NAME:str:lo
	if [[ $command == CMD_BOND_SET ]]; then
		refused MEMBER_NAME $command A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:absent .
		refused A_MEMBERS_EXACT $command A_NAME:str:nb0 A_MEMBERS_EXACT:u32:1
	else
		refused A_MEMBER $command A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth1 .
		refused A_MEMBERS_EXACT $command A_NAME:str:nb0 A_MEMBERS_EXACT:hex:
	fi
	for attr in A_STATUS A_EVENT 77; do
		refused $attr $command A_NAME:str:nb0 $attr+ .
		refused $attr $command A_NAME:str:nb0 $attr:u32:1
	done
done
refused A_OPTIONS CMD_BOND_DEL A_NAME:str:nb0 A_OPTIONS+ OPT_MIIMON:u32:1 .
refused A_OPTIONS CMD_BOND_GET A_NAME:str:nb0 A_OPTIONS+ OPT_MIIMON:u32:1 .
same "which bond"

# New bonds.
refused "" CMD_BOND_NEW
refused A_NAME CMD_BOND_NEW A_NAME:str:nb0
refused A_NAME CMD_BOND_NEW A_NAME:str:eth0
refused A_NAME CMD_BOND_NEW A_NAME:str:
refused A_NAME CMD_BOND_NEW A_NAME:str:a/b
refused A_NAME CMD_BOND_NEW A_NAME:str:nb%d
refused A_NAME CMD_BOND_NEW A_NAME:str:..
refused A_IFINDEX CMD_BOND_NEW A_IFINDEX:u32:0 A_NAME:str:nb9
refused A_IFINDEX CMD_BOND_NEW A_IFINDEX:u32:"$index" A_NAME:str:nb9
refused OPT_MODE CMD_BOND_NEW A_NAME:str:nb9 A_OPTIONS+ OPT_MODE:u32:7 .
refused OPT_ACTIVE_SLAVE CMD_BOND_NEW A_NAME:str:nb9 A_OPTIONS+ OPT_ACTIVE_SLAVE:str:eth1 .
refused A_MEMBER CMD_BOND_NEW A_NAME:str:nb9 A_MEMBER+ MEMBER_NAME:str:eth1 . A_MEMBER+ MEMBER_NAME:str:eth0 .
refused A_MEMBER CMD_BOND_NEW A_NAME:str:nb9 A_MEMBER+ MEMBER_NAME:str:eth1 . A_MEMBER+ MEMBER_NAME:str:lo .
refused A_MEMBER CMD_BOND_NEW A_NAME:str:nb9 A_MEMBER+ MEMBER_NAME:str:eth1 . A_MEMBER+ MEMBER_NAME:str:eth1 .
same "new bonds"

# Members.
for command in CMD_MEMBER_ADD CMD_MEMBER_DEL CMD_MEMBER_SET; do
	on=(A_NAME:str:nb0)
	member=MEMBER_NAME:str:eth1
	[[ $command == CMD_MEMBER_ADD ]] || member=MEMBER_NAME:str:eth0
	refused "" $command A_MEMBER+ $member .
	refused "" $command "${on[@]}"
	refused "" $command "${on[@]}" A_MEMBER+ .
	refused A_MEMBER $command "${on[@]}" A_MEMBER- $member .
	refused A_MEMBER $command "${on[@]}" A_MEMBER:str:eth1
	refused A_OPTIONS $command "${on[@]}" A_MEMBER+ $member . A_OPTIONS+ .
	refused A_MEMBER $command "${on[@]}" A_MEMBER+ $member . A_MEMBER+ $member .
	refused MEMBER_NAME $command "${on[@]}" A_MEMBER+ $member . A_MEMBER+ MEMBER_NAME:str:absent .
	refused MEMBER_NAME $command "${on[@]}" A_MEMBER+ MEMBER_NAME:str:sixteencharacter .
	refused MEMBER_NAME $command "${on[@]}" A_MEMBER+ MEMBER_NAME:hex:65746831 .
	refused MEMBER_IFINDEX $command "${on[@]}" A_MEMBER+ MEMBER_IFINDEX:u32:99999 .
	refused MEMBER_IFINDEX $command "${on[@]}" A_MEMBER+ MEMBER_IFINDEX:u32:0 .
	refused MEMBER_IFINDEX $command "${on[@]}" A_MEMBER+ MEMBER_IFINDEX:u8:1 .
	refused MOPT_PRIO $command "${on[@]}" A_MEMBER+ $member MEMBER_OPTIONS+ MOPT_PRIO:u16:1 . .
	refused MOPT_PRIO $command "${on[@]}" A_MEMBER+ $member MEMBER_OPTIONS+ MOPT_PRIO:u64:1 . .
	for bad in u32:0 u32:256 u16:1; do refused MOPT_WEIGHT $command "${on[@]}" A_MEMBER+ $member MEMBER_OPTIONS+ MOPT_WEIGHT:$bad . .; done
	refused A_FLOW $command "${on[@]}" A_MEMBER+ $member . A_FLOW+ .
	refused 77 $command "${on[@]}" A_MEMBER+ $member MEMBER_OPTIONS+ 77:u32:1 . .
	refused MEMBER_OPTIONS $command "${on[@]}" A_MEMBER+ $member MEMBER_OPTIONS:u32:1 .
	refused 99 $command "${on[@]}" A_MEMBER+ $member 99:u32:1 .
	for attr in MEMBER_USABLE:u8:1 MEMBER_ROLE:u32:1 MEMBER_REASON:u32:0 MEMBER_ADDRESS:hex:020000000001 \
		MEMBER_PERMANENT_ADDRESS:hex:020000000001 MEMBER_PROBE_ADDRESS:hex:020000000001 MEMBER_SPEED:u32:1 MEMBER_DUPLEX:u8:1 \
		MEMBER_LINK_FAILURES:u32:0 MEMBER_SINCE_MS:u64:1 MEMBER_BUCKETS:u32:1; do
		refused ${attr%%:*} $command "${on[@]}" A_MEMBER+ $member $attr .
	done
	refused MEMBER_VOTE $command "${on[@]}" A_MEMBER+ $member MEMBER_VOTE+ . .
	refused MEMBER_TARGET $command "${on[@]}" A_MEMBER+ $member MEMBER_TARGET+ . .
done
refused A_MEMBER CMD_MEMBER_ADD A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth1 . A_MEMBER+ MEMBER_NAME:str:lo .
refused A_MEMBER CMD_MEMBER_ADD A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth1 . A_MEMBER+ MEMBER_IFINDEX:u32:"$index" .
refused A_MEMBER CMD_MEMBER_DEL A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth0 . A_MEMBER+ MEMBER_NAME:str:eth1 .
refused A_MEMBER CMD_MEMBER_SET A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth0 MEMBER_OPTIONS+ MOPT_PRIO:u32:5 . . A_MEMBER+ MEMBER_NAME:str:eth1 .
refused A_OPTIONS CMD_BOND_SET A_NAME:str:nb0 A_OPTIONS+ OPT_MIIMON:u32:50 . A_OPTIONS:u32:1
same members

# Commands that are none, or not so.
for command in 0 CMD_EVENT_NTF 99 255; do refused "" $command A_NAME:str:nb0; done
refused "" CMD_HISTORY_GET A_NAME:str:nb0
for command in CMD_BOND_NEW CMD_BOND_DEL CMD_BOND_SET CMD_MEMBER_ADD CMD_MEMBER_DEL CMD_MEMBER_SET CMD_EVENT_NTF; do
	refused "" $command dump A_NAME:str:nb0
done
refused A_NAME CMD_HISTORY_GET dump A_NAME:str:absent
refused A_NAME CMD_HISTORY_GET dump A_NAME:str:eth0
refused "" CMD_HISTORY_GET dump
refused A_IFINDEX CMD_HISTORY_GET dump A_IFINDEX:u16:1
refused A_NAME CMD_BUCKET_GET dump A_NAME:str:absent
refused "" CMD_BUCKET_GET dump A_NAME:str:nb0
refused "" CMD_BUCKET_GET dump
refused "" CMD_BUCKET_GET A_NAME:str:nb0
refused A_NAME CMD_CLIENT_GET dump A_NAME:str:absent
refused "" CMD_CLIENT_GET dump A_NAME:str:nb0
refused "" CMD_CLIENT_GET dump
refused "" CMD_CLIENT_GET A_NAME:str:nb0
refused "" CMD_FLOW_GET dump A_NAME:str:nb0
refused "" CMD_FLOW_GET A_NAME:str:nb0
same commands

# A flow is asked for by what tells it from others, of a bond that has flows.
on_host bondctl set nb0 --mode balance-xor
on_host bondctl show nb0 --json | jq '.[0].options' >"$TMP/xor"
flow=(CMD_FLOW_GET A_NAME:str:nb0)
refused A_FLOW "${flow[@]}" A_FLOW:u8:1
refused A_OPTIONS "${flow[@]}" A_OPTIONS+ .
refused A_MEMBER "${flow[@]}" A_MEMBER+ MEMBER_NAME:str:eth0 .
for bad in FLOW_SOURCE:hex:0200000001 FLOW_DESTINATION:hex:02000000000102 FLOW_VLAN:u32:4095 FLOW_VLAN:u16:1 FLOW_ETHERTYPE:u32:65536 \
	FLOW_IPV4_SOURCE:hex:0a00 FLOW_IPV4_DESTINATION:u64:1 FLOW_IPV6_SOURCE:u32:1 FLOW_IPV6_DESTINATION:hex:fd0000 FLOW_PROTOCOL:u32:256 \
	FLOW_SOURCE_PORT:u32:65536 FLOW_DESTINATION_PORT:u32:65536 FLOW_SOURCE_PORT:u32:1 FLOW_PROTOCOL:u32:6 FLOW_POLICY:u32:1 FLOW_FIELDS:u32:1 \
	FLOW_HASH:u32:1 FLOW_BUCKET:u32:1; do
	refused ${bad%%:*} "${flow[@]}" A_FLOW+ $bad .
done
refused FLOW_IPV6_SOURCE "${flow[@]}" A_FLOW+ FLOW_IPV4_SOURCE:hex:0a000001 FLOW_IPV6_SOURCE:hex:fd000000000000000000000000000001 .
check "a good flow" on_host nbnl "${flow[@]}" A_FLOW+ FLOW_IPV4_SOURCE:hex:0a000001 FLOW_IPV4_DESTINATION:hex:0a000002 FLOW_SOURCE_PORT:u32:5 .
check_eq "nothing changed: flows" "$(<"$TMP/xor")" "$(on_host bondctl show nb0 --json | jq '.[0].options')"
# In the adaptive modes what is not unicast of this host goes by no flow.
on_host bondctl set nb0 --mode balance-tlb
check "a good flow, balance-tlb" on_host nbnl "${flow[@]}" A_FLOW+ FLOW_IPV4_SOURCE:hex:0a000001 FLOW_IPV4_DESTINATION:hex:0a000002 FLOW_SOURCE_PORT:u32:5 .
for by_active in FLOW_IPV4_DESTINATION:hex:e0000001 FLOW_SOURCE:hex:020000000099 FLOW_DESTINATION:hex:ffffffffffff FLOW_ETHERTYPE:u32:0x8864; do
	refused "" "${flow[@]}" A_FLOW+ FLOW_IPV4_SOURCE:hex:0a000001 $by_active .
done
on_host bondctl set nb0 --mode active-backup

# The tool tells a good message from a bad one.
check "a good one" on_host nbnl CMD_BOND_SET A_NAME:str:nb0 A_OPTIONS+ OPT_MIIMON:u32:50 OPT_ARP_IP_TARGET+ ADDR_IPV4:hex:0a000009 . .
check_eq "is done" '50 10.0.0.9' "$(json '.[0].options | "\(.miimon) \(.arp_ip_target[0])"' on_host bondctl show nb0 --json)"
check "by index" on_host nbnl CMD_MEMBER_SET A_IFINDEX:u32:"$index" A_MEMBER+ MEMBER_NAME:str:eth0 MEMBER_OPTIONS+ MOPT_PRIO:u32:0xffffffff . .
check_eq "is done, too" -1 "$(json '.[0].members[0].prio' on_host bondctl show nb0 --json)"
check "a dump" on_host nbnl CMD_BOND_GET dump
