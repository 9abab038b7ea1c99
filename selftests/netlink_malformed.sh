#!/bin/bash
# Whatever is wrong in a request, it is refused with the offending attribute named, and nothing changes: every attribute of the spec, spoilt in
# every command; values that only the module can judge; by generic netlink and by rtnetlink.
# kernels: 6.12 6.1
# timeout: 200
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

# refused WHERE REQUEST...: nbnl's words; the answer has to point at the attribute WHERE, or at none if that is empty, at any if it is *, and say
# something. An option may be named in the words instead. about WORDS WHERE REQUEST...: the words have to match.  judged WHAT: now they are tried.
refused() { about . "$@"; }
about() { printf '%s\t%s\t%s\n' "$2" "$1" "${*:3}" >>"$TMP/cases"; }
judged() {
	local wrong
	cut -f3 "$TMP/cases" | on_host nbnl - >"$TMP/answers"
	paste "$TMP/cases" "$TMP/answers" | awk -F'\t' -v kernel="$(uname -r)" '
		function part(name) {
			if (!match($4, "\"" name "\":\"[^\"]*")) return ""
			return substr($4, RSTART + length(name) + 4, RLENGTH - length(name) - 4)
		}
		{
			message = part("message"); at = part("attr"); option = tolower($1); sub(/^opt_/, "", option)
			if ($4 == "") wrong = "no answer"
			else if ($4 ~ /"errno":0,/) wrong = "accepted"
			else if (message == "" && $1 == "" && $2 == "." && $4 ~ /"errno":95,/) next
			else if (message == "") wrong = "says nothing"
			else if (message !~ $2) wrong = "does not say " $2
			else if ($1 == "*" || at == $1 || index(message, option ": ") == 1) next
			# Linux 6.1 passes the words of a refused dump on, but not what they point at.
			else if (kernel ~ /^6\.1\./ && $3 ~ / dump / && at == "") next
			else wrong = "does not point at " $1
			print wrong ": " $3 " => " $4
		}' >"$TMP/wrong"
	while read -r wrong; do fail "$wrong"; done < <(head -n 20 "$TMP/wrong")
	check_eq "$1: answers that are wrong, of $(wc -l <"$TMP/cases")" 0 "$(wc -l <"$TMP/wrong")"
	rm "$TMP/cases"
}
same() {
	judged "$1"
	everything >"$TMP/after"
	check_eq "nothing changed: $1" "" "$(diff "$TMP/before" "$TMP/after")"
}
set=(CMD_BOND_SET A_NAME:str:nb0)
# In a mode that has the option it is the value that is wrong.
declare -A mode
nbnl options >"$TMP/options"
check_ge "options" "$(wc -l <"$TMP/options")" 29
while read -r _ attr _ _ _ in _; do mode[$attr]=$in; done <"$TMP/options"

# The spec: what a command takes, and the attributes of each set.
ways=() taken=,
declare -A takes attributes
while read -r kind a b c; do
	case $kind in
	command)
		ways+=("$a $b")
		takes["$a $b"]=,$c
		taken+=$c
		;;
	attribute) [[ ${attributes[$a]-} == *"$b "* ]] || attributes[$a]+="$b $c"$'\n' ;;
	esac
done < <(nbnl spec)
check_ge "commands" ${#ways[@]} 12

# bad WHERE WORDS REQUEST: to be tried in commands, which are put for @. Rtnetlink minds less: loosely true for what it refuses, too.
declare -A spoilt
spoilt_count=0
loosely=''
bad() {
	local kind=${3%%[-+:]*}
	case $3 in
	*MEMBER_VOTE+\ * | *MEMBER_TARGET+\ * | *MEMBER_LACP+\ *) kind=deep ;;
	*"+ "*:*) ;;
	*) kind=itself ;;
	esac
	spoilt[$kind]+="$1"$'\t'"$2"$'\t'"@ $3"$'\n'
	spoilt_count=$((spoilt_count + 1))
	[[ $loosely ]] || return 0
	case $3 in
	A_OPTIONS+\ *) link "$1" "$3" ;;
	*MEMBER_OPTIONS+\ *) member_link "$1" "$3" ;;
	esac
}
loose_words='out of range|failed policy validation'
link() {
	local options=${2#*A_OPTIONS+ }
	about "$loose_words" "$1" RTM_NEWLINK IFLA_IFNAME:str:nb0 IFLA_LINKINFO+ IFLA_INFO_KIND:str:netbond IFLA_INFO_DATA+ "$options" .
	about "$loose_words" "$1" RTM_NEWLINK create IFLA_IFNAME:str:nb9 IFLA_LINKINFO+ IFLA_INFO_KIND:str:netbond IFLA_INFO_DATA+ "$options" .
}
member_link() {
	local options=${2#*MEMBER_OPTIONS+ }
	about "$loose_words" "$1" RTM_NEWLINK IFLA_IFNAME:str:eth0 IFLA_LINKINFO+ IFLA_INFO_SLAVE_KIND:str:netbond IFLA_INFO_SLAVE_DATA+ "$options"
}
zeros=$(printf '%0600d' 0)
# spoil BEFORE AFTER NAME TYPE MIN MAX: what cannot be a value of the attribute, between these words.
spoil() {
	local before=$1 after=$2 name=$3 type=$4 min=$5 max=$6 value width
	local length='invalid attribute length|failed policy validation|size out of range' range='integer out of range|reserved bit set'
	one() { bad "$name" "$1" "$before$name$2$after"; }
	case $type in
	U8 | U32 | S32 | U64)
		width=${type#?}
		loosely=yes
		one "$length" :hex:
		((width == 8)) || one "$length" :u8:1
		if ((width < 64 && max < (1 << width) - 1)); then
			one "$range" ":u$width:$((max + 1))"
			one "$range" ":u$width:$(((1 << width) - 1))"
		fi
		((min == 0)) || one "$range" ":u$width:$((min - 1))"
		loosely=''
		((width == 64)) || one "$length" :u64:1
		;;
	STRING)
		loosely=yes
		one "$length" :hex:61626364
		one "$length" :hex:
		((max > 100)) || one "$length" ":str:${zeros:0:max + 1}"
		;;
	BINARY)
		loosely=yes
		for value in 0 $((max - 1)) $((max + 1)); do one "$length" ":hex:${zeros:0:value * 2}"; done
		;;
	FLAG) one "$length" :u32:1 ;;
	NEST)
		one "NLA_F_NESTED is missing" "- ."
		one "NLA_F_NESTED is missing" :u32:1
		;;
	PAD) one "Unsupported attribute" :u32:1 ;;
	*) fail "$name: type $type" ;;
	esac
	loosely=''
}
# walk SET BEFORE AFTER: all attributes of the set, and of those in them.
walk() {
	local name type min max nest before
	while read -r name type min max nest; do
		before=$2
		[[ ! ${mode[$name]-} || $name == OPT_MODE ]] || before+="OPT_MODE:u32:${mode[$name]} "
		if [[ $1 == main && $taken != *",$name,"* ]]; then
			bad "$name" "Unsupported attribute|Unknown attribute type" "$name+ ."
			bad "$name" "Unsupported attribute|Unknown attribute type" "$name:u32:1"
			continue
		fi
		spoil "$before" "$3" "$name" "$type" "$min" "$max"
		if [[ $name == A_MEMBER ]]; then
			walk "$nest" "$before$name+ MEMBER_NAME:str:eth1 " " .$3"
		elif [[ $type == NEST ]]; then
			walk "$nest" "$before$name+ " " .$3"
		fi
	done <<<"${attributes[$1]%$'\n'}"
	bad 999 "Unknown attribute type" "${2}999:u32:1$3"
}
walk main "" ""
check_ge "ways to spoil a request" $spoilt_count 500
judged "by rtnetlink"
# nbnl's words for a whole request of a way, up to what is spoilt.
begun() {
	local command=${1% *} name=nb0
	[[ $command != CMD_BOND_NEW ]] || name=nb9
	[[ $1 == *" do" ]] || command+=" dump"
	echo "$command A_NAME:str:$name"
}
# What is deep in a member, where nothing can be set, in one command: the kernel reads it before it knows the command.
for way in "${ways[@]}"; do
	kinds=itself,${takes[$way]}
	[[ $way != "CMD_BOND_SET do" ]] || kinds+=deep,
	start=$(begun "$way")
	for kind in ${kinds//,/ }; do
		cases=${spoilt[$kind]-}
		printf %s "${cases//@/$start}"
	done
done >"$TMP/cases"
judged "by every command"

# What a command does not take, and what can be read only. good NAME TYPE MIN MAX: the attribute with a value that it may have into $REPLY.
good() {
	case $2 in
	U8) REPLY=$1:u8:$3 ;;
	U32 | S32) REPLY=$1:u32:$3 ;;
	U64) REPLY=$1:u64:$3 ;;
	STRING) REPLY=$1:str:x ;;
	BINARY) REPLY=$1:hex:${zeros:0:$3 * 2} ;;
	FLAG) REPLY=$1:hex: ;;
	NEST) REPLY="$1+ ." ;;
	esac
}
read_only() {
	local name rest after=$2
	while read -r name rest; do
		case $name in FLOW_ECHO_ID | FLOW_SPI) continue ;; esac
		# shellcheck disable=SC2086
		[[ $after || $rest == PAD* ]] || { good "$name" $rest && about "can be read only|Unknown attribute type" "$name" "$3 $REPLY ."; }
		[[ $name != "$after" ]] || after=''
	done <<<"${attributes[$1]%$'\n'}"
}
for way in "${ways[@]}"; do
	[[ $way == *" do" ]] || continue
	[[ ${takes[$way]} != *,A_MEMBER,* ]] || read_only member MEMBER_OPTIONS "$(begun "$way") A_MEMBER+ MEMBER_NAME:str:eth0"
	[[ ${takes[$way]} != *,A_FLOW,* ]] || read_only flow FLOW_DESTINATION_PORT "$(begun "$way") A_FLOW+"
	while read -r name rest; do
		[[ $taken != *",$name,"* || ${takes[$way]} == *",$name,"* || $name == A_IFINDEX ]] && continue
		# shellcheck disable=SC2086
		good "$name" $rest
		about "^this command " "$name" "$(begun "$way") $REPLY"
	done <<<"${attributes[main]%$'\n'}"
done
same "what the spec says"

# Values that no range tells. option WORDS WHERE ATTRIBUTE...: in a request to change the bond, by rtnetlink, too.
option() {
	about "$1" "$2" "${set[@]}" A_OPTIONS+ "${@:3}" .
	about "$1" "$2" RTM_NEWLINK IFLA_IFNAME:str:nb0 IFLA_LINKINFO+ IFLA_INFO_KIND:str:netbond IFLA_INFO_DATA+ "${@:3}" . .
}
while read -r _ attr type _ _ in _; do
	in=OPT_MODE:u32:$in
	case $type in
	IFNAME) option "not a device name" "$attr" "$in" "$attr:str:a/b" ;;
	MAC) for octets in 0180c2000002 ffffffffffff; do option "not the address of one system" "$attr" "$in" "$attr:hex:$octets"; done ;;
	IPV4S | IPV6S)
		if [[ $type == IPV4S ]]; then own=ADDR_IPV4 other=ADDR_IPV6 len=4; else own=ADDR_IPV6 other=ADDR_IPV4 len=16; fi
		one=$(printf '0a%0*d' $((len * 2 - 2)) 3)
		option "the other family" "$other" "$attr+" "$other:hex:$(printf '0a%0*d' $((38 - len * 2)) 3)" .
		option "one other host" "$own" "$attr+" "$own:hex:$(printf '%0*d' $((len * 2)) 0)" .
		option "twice" "$own" "$attr+" "$own:hex:$one" "$own:hex:$one" .
		many=()
		for ((i = 10; i < 27; i++)); do many+=("$own:hex:0a$(printf "%0*d" $((len * 2 - 2)) $i)"); done
		option "more than 16" "$own" "$attr+" "${many[@]}" .
		;;
	esac
done <"$TMP/options"
option "at least 5" OPT_ARP_INTERVAL OPT_ARP_INTERVAL:u32:4
option "at least 5" OPT_ARP_INTERVAL OPT_MIIMON:u32:50 OPT_ARP_INTERVAL:u32:1
option "when the bond is made" OPT_TX_QUEUES OPT_MIIMON:u32:50 OPT_TX_QUEUES:u32:2
option "does not apply" OPT_LACP_RATE OPT_MIIMON:u32:50 OPT_LACP_RATE:u32:1
option "does not apply" OPT_ALB_MAX_CLIENTS OPT_MIIMON:u32:50 OPT_ALB_MAX_CLIENTS:u32:9
option . OPT_ACTIVE_SLAVE OPT_MIIMON:u32:50 OPT_ACTIVE_SLAVE:str:eth1
option . OPT_ACTIVE_SLAVE OPT_MIIMON:u32:50 OPT_ACTIVE_SLAVE:str:eth0
refused 0 "${set[@]}" A_OPTIONS+ 0:u32:1 .
refused A_OPTIONS "${set[@]}" A_OPTIONS- OPT_MIIMON:u32:50 .
refused "*" "${set[@]}" A_OPTIONS+ :0800 .
refused "*" "${set[@]}" A_OPTIONS+ :ffff0200 .
refused "*" "${set[@]}" :0000
new_link="RTM_NEWLINK create IFLA_IFNAME:str:nb9"
about "differs from numtxqueues" OPT_TX_QUEUES "$new_link" IFLA_LINKINFO+ IFLA_INFO_KIND:str:netbond IFLA_INFO_DATA+ OPT_TX_QUEUES:u32:2 . .
about "differs from numtxqueues" OPT_TX_QUEUES "$new_link" IFLA_NUM_TX_QUEUES:u32:4 IFLA_LINKINFO+ IFLA_INFO_KIND:str:netbond \
	IFLA_INFO_DATA+ OPT_TX_QUEUES:u32:2 . .
# The kernel itself allows 4096.
about "numtxqueues is out of the range of tx_queues" "" "$new_link" IFLA_NUM_TX_QUEUES:u32:256 IFLA_LINKINFO+ IFLA_INFO_KIND:str:netbond .
about "needs a bond" OPT_ACTIVE_SLAVE "$new_link" IFLA_LINKINFO+ IFLA_INFO_KIND:str:netbond IFLA_INFO_DATA+ OPT_ACTIVE_SLAVE:str:eth1 . .
judged options

# Which bond.
for command in CMD_BOND_DEL CMD_BOND_SET CMD_BOND_GET; do
	refused "" $command
	refused A_NAME $command A_NAME:str:absent
	refused A_IFINDEX $command A_IFINDEX:u32:0
	refused A_IFINDEX $command A_IFINDEX:u32:99999
	refused A_IFINDEX $command A_IFINDEX:u32:4294967295
	refused A_IFINDEX $command A_IFINDEX:u16:1
	refused A_NAME $command A_NAME:str:sixteencharacter
	refused A_NAME $command A_NAME:hex:6e6230
	refused A_NAME $command A_NAME:str:eth0
	refused A_NAME $command A_NAME:str:lo
done
refused MEMBER_NAME CMD_BOND_SET A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:absent .
refused A_OPTIONS CMD_BOND_DEL A_NAME:str:nb0 A_OPTIONS+ OPT_MIIMON:u32:1 .
refused A_OPTIONS CMD_BOND_GET A_NAME:str:nb0 A_OPTIONS+ OPT_MIIMON:u32:1 .
judged "which bond"

# One member is asked for.
for who in "" A_NAME:str:absent A_NAME:str:eth0; do
	# shellcheck disable=SC2086
	refused "${who:+A_NAME}" CMD_MEMBER_GET $who A_MEMBER+ MEMBER_NAME:str:eth0 .
done
refused "" CMD_MEMBER_GET A_NAME:str:nb0
refused A_MEMBER CMD_MEMBER_GET A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth1 .
refused A_MEMBER CMD_MEMBER_GET A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth0 . A_MEMBER+ MEMBER_NAME:str:eth1 .
refused MEMBER_NAME CMD_MEMBER_GET A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:absent .
refused MEMBER_OPTIONS CMD_MEMBER_GET A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth0 MEMBER_OPTIONS+ MOPT_PRIO:u32:5 . .
refused A_OPTIONS CMD_MEMBER_GET A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth0 . A_OPTIONS+ OPT_MIIMON:u32:1 .
judged "which member"

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
refused OPT_ACTIVE_SLAVE CMD_BOND_NEW A_NAME:str:nb9 A_OPTIONS+ OPT_ACTIVE_SLAVE:str:eth1 .
refused A_MEMBER CMD_BOND_NEW A_NAME:str:nb9 A_MEMBER+ MEMBER_NAME:str:eth1 . A_MEMBER+ MEMBER_NAME:str:eth0 .
refused A_MEMBER CMD_BOND_NEW A_NAME:str:nb9 A_MEMBER+ MEMBER_NAME:str:eth1 . A_MEMBER+ MEMBER_NAME:str:lo .
refused A_MEMBER CMD_BOND_NEW A_NAME:str:nb9 A_MEMBER+ MEMBER_NAME:str:eth1 . A_MEMBER+ MEMBER_NAME:str:eth1 .
judged "new bonds"

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
	refused A_MEMBER $command "${on[@]}" A_MEMBER+ $member . A_MEMBER+ $member .
	refused MEMBER_NAME $command "${on[@]}" A_MEMBER+ $member . A_MEMBER+ MEMBER_NAME:str:absent .
	refused MEMBER_IFINDEX $command "${on[@]}" A_MEMBER+ MEMBER_IFINDEX:u32:99999 .
	refused MEMBER_IFINDEX $command "${on[@]}" A_MEMBER+ MEMBER_IFINDEX:u32:0 .
done
refused A_MEMBER CMD_MEMBER_ADD A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth1 . A_MEMBER+ MEMBER_NAME:str:lo .
refused A_MEMBER CMD_MEMBER_ADD A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth1 . A_MEMBER+ MEMBER_IFINDEX:u32:"$index" .
refused A_MEMBER CMD_MEMBER_DEL A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth0 . A_MEMBER+ MEMBER_NAME:str:eth1 .
refused A_MEMBER CMD_MEMBER_SET A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth0 MEMBER_OPTIONS+ MOPT_PRIO:u32:5 . . A_MEMBER+ MEMBER_NAME:str:eth1 .
refused A_OPTIONS CMD_BOND_SET A_NAME:str:nb0 A_OPTIONS+ OPT_MIIMON:u32:50 . A_OPTIONS:u32:1
judged members

# Commands that are none, or not so.
for command in 0 CMD_EVENT_NTF 99 255; do refused "" $command A_NAME:str:nb0; done
refused "" CMD_HISTORY_GET A_NAME:str:nb0
for command in CMD_BOND_NEW CMD_BOND_DEL CMD_BOND_SET CMD_MEMBER_ADD CMD_MEMBER_DEL CMD_MEMBER_SET CMD_EVENT_NTF; do
	refused "" $command dump A_NAME:str:nb0
done
for command in CMD_HISTORY_GET CMD_BUCKET_GET CMD_CLIENT_GET; do
	refused A_NAME $command dump A_NAME:str:absent
	refused A_NAME $command dump A_NAME:str:eth0
	refused "" $command dump
done
for command in CMD_BUCKET_GET CMD_CLIENT_GET; do
	refused "" $command dump A_NAME:str:nb0
	refused "" $command A_NAME:str:nb0
done
refused "" CMD_FLOW_GET dump A_NAME:str:nb0
refused "" CMD_FLOW_GET A_NAME:str:nb0
same "and the rest"

# A flow is asked for by what tells it from others, of a bond that has flows.
on_host bondctl set nb0 --mode balance-xor
show_options() { on_host bondctl show nb0 --json | sed -n '/"options": {/,/}/p'; }
show_options >"$TMP/xor"
check_ge "its options" "$(wc -c <"$TMP/xor")" 500
flow=(CMD_FLOW_GET A_NAME:str:nb0)
about "without addresses" FLOW_SOURCE_PORT "${flow[@]}" A_FLOW+ FLOW_SOURCE_PORT:u32:1 .
about "without addresses" FLOW_PROTOCOL "${flow[@]}" A_FLOW+ FLOW_PROTOCOL:u32:6 .
ends="FLOW_IPV4_SOURCE:hex:0a000001 FLOW_IPV4_DESTINATION:hex:0a000002"
for where in FLOW_SOURCE_PORT FLOW_DESTINATION_PORT; do
	for protocol in 1 50 51 58; do about "has no ports" $where "${flow[@]}" A_FLOW+ "$ends" FLOW_PROTOCOL:u32:$protocol $where:u32:5 .; done
done
about "only ICMP" FLOW_ECHO_ID "${flow[@]}" A_FLOW+ "$ends" FLOW_ECHO_ID:u32:5 .
for protocol in 6 50; do about "only ICMP" FLOW_ECHO_ID "${flow[@]}" A_FLOW+ "$ends" FLOW_PROTOCOL:u32:$protocol FLOW_ECHO_ID:u32:5 .; done
about "only ESP" FLOW_SPI "${flow[@]}" A_FLOW+ "$ends" FLOW_SPI:u32:5 .
for protocol in 6 58; do about "only ESP" FLOW_SPI "${flow[@]}" A_FLOW+ "$ends" FLOW_PROTOCOL:u32:$protocol FLOW_SPI:u32:5 .; done
for protocol in 6 17 33 132 136; do
	about "counts ports" "" "${flow[@]}" A_FLOW+ "$ends" FLOW_PROTOCOL:u32:$protocol .
	about "counts ports" "" "${flow[@]}" A_FLOW+ "$ends" FLOW_PROTOCOL:u32:$protocol FLOW_SOURCE_PORT:u32:5 .
done
about "counts ports" "" "${flow[@]}" A_FLOW+ "$ends" .
for protocol in 50 51; do about "parameter index" "" "${flow[@]}" A_FLOW+ "$ends" FLOW_PROTOCOL:u32:$protocol .; done
about "identifier" "" "${flow[@]}" A_FLOW+ "$ends" FLOW_PROTOCOL:u32:1 .
about "counts IP addresses" "" "${flow[@]}" A_FLOW+ FLOW_IPV4_SOURCE:hex:0a000001 FLOW_SOURCE_PORT:u32:5 FLOW_DESTINATION_PORT:u32:6 .
about "counts IP addresses" "" "${flow[@]}" A_FLOW+ FLOW_SOURCE:hex:020000000001 FLOW_DESTINATION:hex:020000000002 .
about "destination MAC" "" "${flow[@]}" A_FLOW+ FLOW_SOURCE:hex:020000000001 FLOW_ETHERTYPE:u32:0x0806 .
about "packet inside" "" "${flow[@]}" A_FLOW+ FLOW_DESTINATION:hex:020000000002 FLOW_ETHERTYPE:u32:0x8864 .
about "two families" FLOW_IPV6_SOURCE "${flow[@]}" A_FLOW+ FLOW_IPV4_SOURCE:hex:0a000001 FLOW_IPV6_SOURCE:hex:fd000000000000000000000000000001 .
judged flows
# shellcheck disable=SC2086
check "a good flow" on_host nbnl "${flow[@]}" A_FLOW+ $ends FLOW_SOURCE_PORT:u32:5 FLOW_DESTINATION_PORT:u32:6 .
check_eq "nothing changed: flows" "$(show_options)" "$(<"$TMP/xor")"
# In the adaptive modes what is not unicast of this host goes by no flow.
on_host bondctl set nb0 --mode balance-tlb
# shellcheck disable=SC2086
check "a good flow, balance-tlb" on_host nbnl "${flow[@]}" A_FLOW+ $ends FLOW_SOURCE_PORT:u32:5 FLOW_DESTINATION_PORT:u32:6 .
for by_active in FLOW_IPV4_DESTINATION:hex:e0000001 FLOW_SOURCE:hex:020000000099 FLOW_DESTINATION:hex:ffffffffffff FLOW_ETHERTYPE:u32:0x8864; do
	refused "" "${flow[@]}" A_FLOW+ FLOW_IPV4_SOURCE:hex:0a000001 $by_active .
done
judged "flows, balance-tlb"
on_host bondctl set nb0 --mode active-backup

# The tool tells a good message from a bad one.
check "a good one" on_host nbnl CMD_BOND_SET A_NAME:str:nb0 A_OPTIONS+ OPT_MIIMON:u32:50 OPT_ARP_IP_TARGET+ ADDR_IPV4:hex:0a000009 . .
check "by index" on_host nbnl CMD_MEMBER_SET A_IFINDEX:u32:"$index" A_MEMBER+ MEMBER_NAME:str:eth0 MEMBER_OPTIONS+ MOPT_PRIO:u32:0xffffffff . .
check "one member" on_host nbnl CMD_MEMBER_GET A_NAME:str:nb0 A_MEMBER+ MEMBER_NAME:str:eth0 .
check "by rtnetlink" on_host nbnl RTM_NEWLINK IFLA_IFNAME:str:eth0 IFLA_LINKINFO+ IFLA_INFO_SLAVE_KIND:str:netbond IFLA_INFO_SLAVE_DATA+ MOPT_WEIGHT:u32:7 . .
check "and a bond" on_host nbnl RTM_NEWLINK IFLA_IFNAME:str:nb0 IFLA_LINKINFO+ IFLA_INFO_KIND:str:netbond IFLA_INFO_DATA+ OPT_UPDELAY:u32:60 . .
check_eq "all is done" '[50,"10.0.0.9",60,-1,7]' \
	"$(json '.[0] | [.options.miimon, .options.arp_ip_target[0], .options.updelay] + (.members[0] | [.prio, .weight]) | tojson' on_host bondctl show nb0 --json)"
check "a dump" on_host nbnl CMD_BOND_GET dump
