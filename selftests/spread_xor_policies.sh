#!/bin/bash
# Each hash policy of balance-xor counts just its fields: what differs in them spreads, what differs in others does not. An ICMP error goes with
# the flow that it belongs to.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 2
make_bond bond0 balance-xor --hash-seed 1

to=020000000001 from=020000000002 a=0a000001 b=0a000002 router=0a0000fe
a6=fd000000000000000000000000000001 b6=fd000000000000000000000000000002 router6=fd0000000000000000000000000000fe
ports='9c40 1389 0020 0000' each='[10000:2] 1389 0020 0000' rest='0000000000000000'
answers='1389 9c40 0020 0000' each_answer='1389 [10000:2] 0020 0000'
udp() { printf '%s%s %s' "$1" "$2" "$rest"; }
plain=$(frame $to $from 0800)
gre() { printf '%s%s00000800 ' "$plain" "$(ipv4 $a $b 2f)"; }
vxlan() { printf '%s%s9c40 12b5 0040 0000 08000000 00000700 %s' "$plain" "$(ipv4 $a $b 11)" "$(frame 020000000011 020000000012 0800)"; }
# geneve TYPE: with an option of eight bytes.
geneve() { printf '%s%s9c40 17c1 0040 0000 0200 %s 00000700 01028001 00000000 ' "$plain" "$(ipv4 $a $b 11)" "$1"; }
inner=$(frame 020000000011 020000000012 0800)
# What b is told of, when it has sent something that did not arrive: by the one that it sent it to, by a router.
unreachable() { printf '%s%s0301 0000 00000000 ' "$plain" "$(ipv4 "$1" $b 01)"; }
too_big() { printf '%s%s0200 0000 000005dc ' "$(frame $to $from 86dd)" "$(ipv6 $router6 $b6 3a)"; }
declare -A flows=(
	[ports]="$plain$(udp "$(ipv4 $a $b 11)" "$each")"
	[tcp_ports]="$plain$(udp "$(ipv4 $a $b 06)" "$each")"
	[ipv6_ports]="$(frame $to $from 86dd)$(udp "$(ipv6 $a6 $b6 11)" "$each")"
	[ipv6_ports_behind_options]="$(frame $to $from 86dd)$(udp "$(ipv6 $a6 $b6 00)1100010400000000" "$each")"
	[fragments]="$plain$(udp "45000080 [0:2]2000 40110000 $a $b " "$each")"
	[addresses]="$plain$(udp "$(ipv4 '[167772416:4]' $b 11)" "$ports")"
	[ipv6_addresses]="$(frame $to $from 86dd)$(udp "$(ipv6 $a6 'fd00000000000000 [256:8]' 11)" "$ports")"
	[destinations]="$(frame '[2199023255552:6]' $from 0800)$(udp "$(ipv4 $a $b 11)" "$ports")"
	[sources]="$(frame $to '[2199023255552:6]' 0800)$(udp "$(ipv4 $a $b 11)" "$ports")"
	[vlans]="$to $from 8100 [100:2] 0800 $(udp "$(ipv4 $a $b 11)" "$ports")"
	[qinq_ports]="$to $from 88a8 0007 8100 0008 0800 $(udp "$(ipv4 $a $b 11)" "$each")"
	[inner_ports_gre]="$(gre)$(udp "$(ipv4 0a010001 0a010002 11)" "$each")"
	[inner_addresses_gre]="$(gre)$(udp "$(ipv4 '[167837952:4]' 0a010002 11)" "$ports")"
	[inner_ports_vxlan]="$(vxlan)$(udp "$(ipv4 0a010001 0a010002 11)" "$each")"
	[inner_addresses_vxlan]="$(vxlan)$(udp "$(ipv4 '[167837952:4]' 0a010002 11)" "$ports")"
	[inner_ports_geneve]="$(geneve 6558)$inner$(udp "$(ipv4 0a010001 0a010002 11)" "$each")"
	[inner_addresses_geneve]="$(geneve 6558)$inner$(udp "$(ipv4 '[167837952:4]' 0a010002 11)" "$ports")"
	[inner_ports_geneve_ip]="$(geneve 0800)$(udp "$(ipv4 0a010001 0a010002 11)" "$each")"
	[echoes]="$plain$(ipv4 $a $b 01)0800 0000 [10000:2] 0001 $rest"
	[errors]="$(unreachable $a)$(udp "$(ipv4 $b $a 11)" "$each_answer")"
	[tcp_errors_of_a_router]="$(unreachable $router)$(udp "$(ipv4 $b $a 06)" "$each_answer")"
	[ipv6_errors_of_a_router]="$(too_big)$(udp "$(ipv6 $b6 $a6 11)" "$each_answer")"
	[errors_of_addresses]="$(unreachable $router)$(udp "$(ipv4 $b '[167772416:4]' 11)" "$answers")"
	[types]="$(frame $to $from '[34952:2]')$rest$rest$rest"
)
# What spreads by each policy; all else goes one way.
l3='addresses ipv6_addresses errors_of_addresses'
l34='ports tcp_ports ipv6_ports ipv6_ports_behind_options qinq_ports echoes errors tcp_errors_of_a_router ipv6_errors_of_a_router'
inner_l3='inner_addresses_gre inner_addresses_vxlan inner_addresses_geneve'
inner_l34='inner_ports_gre inner_ports_vxlan inner_ports_geneve inner_ports_geneve_ip'
declare -A spreads=(
	[layer2]='destinations sources types'
	[layer2+3]="destinations sources types $l3"
	[layer3+4]="types $l3 $l34"
	[encap2+3]="destinations sources types $l3 $inner_l3"
	[encap3+4]="types $l3 $l34 $inner_l3 $inner_l34"
	[vlan+srcmac]='sources vlans'
)
# Which flows these go along with, each with its own.
declare -A belong=([errors]=ports [tcp_errors_of_a_router]=tcp_ports [ipv6_errors_of_a_router]=ipv6_ports [errors_of_addresses]=addresses)
each=64
names=("${!flows[@]}")
declare -A kinds
for kind in "${!names[@]}"; do kinds[${names[kind]}]=$kind; done
for policy in layer2 layer2+3 layer3+4 encap2+3 encap3+4 vlan+srcmac; do
	on_host bondctl set bond0 --xmit-hash-policy "$policy"
	tally "$policy" p0 p1
	on_host nbflow send bond0 $each 1 4000 "${flows[@]}" >"$TMP/sent"
	tally_end "$policy"
	check_eq "$policy: all arrived once" "[$((each * ${#flows[@]}))]" "$(tallied "$policy" '[.flows | map(.at | add) | add]' | jq -c)"
	tallied "$policy" ".flows | group_by(.id / $each | floor)[] | [(.[0].id / $each | floor), ([.[].at | keys[]] | group_by(.) | map(length) | min),
		([.[].at | keys[]] | unique | length)] | join(\" \")" >"$TMP/kinds"
	while read -r kind least ways; do
		name=${names[kind]}
		if [[ " ${spreads[$policy]} " == *" $name "* ]]; then
			# Of 64 flows fewer than 15 on one of two members is less likely than one in 10000, and the seed is fixed.
			check_ge "$policy: $name spread, fewest on a member" "$((ways == 2 ? least : 0))" 15
		else
			check_eq "$policy: $name go one way" 1 "$ways"
		fi
	done <"$TMP/kinds"
	for name in "${!belong[@]}"; do
		check_eq "$policy: $name that go another way than their ${belong[$name]}" 0 \
			"$(tallied "$policy" "[.flows | group_by(.id / $each | floor)[][].at | keys[0]] as \$way |
				[range($each) | select(\$way[. + $((each * kinds[$name]))] != \$way[. + $((each * kinds[${belong[$name]}]))])] | length")"
	done
done
