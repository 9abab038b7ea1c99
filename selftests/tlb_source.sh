#!/bin/bash
# balance-tlb: the host's unicast goes by all members, each with its own address, the active one with the bond's; groups, ARP, Neighbour
# Discovery and frames of others go by the active member as they are; all that comes in comes to it. No switch sees a station at two ports.
# kernels: 6.12
# timeout: 120
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 balance-tlb --tlb-dynamic-lb 0 --num-peer-notif 1
vlan_path 10.5.0.1/24 10.5.0.2/24 802.1q 5
check_soon "all are usable" 5 state_is ok
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
check_soon "in the VLAN" 5 on_host ping -c1 -W1 10.5.0.2
sleep 1
bond=$(mac "$HOST" bond0) peer=$(mac "$PEER" eth0 | tr -d :) active=$(show .active_member)
station=${bond//:/}
declare -A own
for i in 0 1 2; do own[eth$i]=$(own "eth$i"); done
check_eq "own addresses are not the bond's, nor one another's" 4 "$(printf '%s\n' "$bond" "${own[@]}" | sort -u | wc -l)"
udp="9c40 [5000:2] 0000000000000000"
fdb_watch first
watch_members first
# Of the host: IPv4, IPv6, in a VLAN; of another station; to groups; what teaches addresses.
on_host nbflow send bond0 48 1 1000 "$(frame "$peer" "$station" 0800)$(ipv4 0a000001 0a000002 11)$udp" >"$TMP/sent"
on_host nbflow send bond0 48 1 1000 "$(frame "$peer" "$station" 86dd)$(ipv6 fd000000000000000000000000000001 fd000000000000000000000000000002 11)$udp" >"$TMP/sent"
on_host nbflow send vlan5 48 1 1000 "$(frame "$peer" "$station" 0800)$(ipv4 0a050001 0a050002 11)$udp" >"$TMP/sent"
on_host nbflow send bond0 48 1 1000 "$(frame "$peer" 020000000077 0800)$(ipv4 0a000077 0a000002 11)$udp" >"$TMP/sent"
on_host nbflow send bond0 16 1 1000 "$(frame ffffffffffff "$station" 0800)$(ipv4 0a000001 0a0000ff 11)$udp" >"$TMP/sent"
on_host nbflow send bond0 16 1 1000 "$(frame 01005e010203 "$station" 0800)$(ipv4 0a000001 ef010203 11)$udp" >"$TMP/sent"
on_host nbflow send bond0 16 1 1000 "$(frame 333300010203 "$station" 86dd)$(ipv6 fd000000000000000000000000000001 ff020000000000000000000000010203 11)$udp" >"$TMP/sent"
on_host nbflow send bond0 16 1 1000 "$(frame "$peer" "$station" 88b5) [1:2]" >"$TMP/sent"
ip -n "$HOST" neigh flush dev bond0
ip -n "$PEER" neigh flush dev eth0
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
check_soon "by IPv6" 5 on_host ping -6 -c1 -W1 fd00::2
check_soon "the peer asks" 5 on_peer ping -c1 -W1 -I 10.0.0.3 10.0.0.1
members_end first
watch_end first

# wear WHAT FILTER: by all members, each flow whole, in this dress.
wear() {
	local port src count all=0 ports=0
	while read -r count port src; do
		all=$((all + count)) ports=$((ports + 1))
		if [[ $port == "sw${active#eth}" ]]; then check_eq "$1: $port" "$bond" "$src"; else check_eq "$1: $port" "${own[eth${port#sw}]}" "$src"; fi
		check_ge "$1: $port: flows" "$count" 4
	done < <(said first "$2" .src | sort | uniq -c)
	check_eq "$1: members, flows" "3 48" "$ports $all"
}
wear IPv4 '.vlans == [] and .ip_dst == "10.0.0.2" and .dport and .ip_src == "10.0.0.1"'
wear VLAN '.vlans != [] and .ip_dst == "10.5.0.2" and .dport'
wear IPv6 ".ethertype == \"0x86dd\" and .vlans == [] and .kind == null and .dst[:5] != \"33:33\""
# as_is WHAT COUNT SOURCE FILTER
as_is() { check_eq "$1" "$2 sw${active#eth} $3" "$(said first "$4" .src | sort | uniq -c | awk '{print $1, $2, $3}' | paste -sd';')"; }
as_is "another station" 48 02:00:00:00:00:77 '.src == "02:00:00:00:00:77"'
as_is "broadcast" 16 "$bond" '.dst == "ff:ff:ff:ff:ff:ff" and .dport'
as_is "IPv4 multicast" 16 "$bond" '.dst == "01:00:5e:01:02:03"'
as_is "IPv6 multicast" 16 "$bond" '.dst == "33:33:00:01:02:03"'
check_eq "ARP: as the bond, by the active member" "sw${active#eth} $bond $bond" "$(said first '.kind == "arp"' '"\(.src) \(.sha)"' | sort -u)"
check_eq "Neighbour Discovery, too" "sw${active#eth} $bond $bond" \
	"$(said first '.kind == "nd" and (.type == 135 or .type == 136)' '"\(.src) \(.source_lladdr // .target_lladdr // .src)"' | sort -u)"
check_eq "stations at more than one port" "" "$(fdb_flaps first)"

# What comes in comes to the active member.
came=$(on_host cat /sys/class/net/eth{0,1,2}/statistics/rx_packets | paste -sd' ')
flow down "$PEER" "$HOST" 10.0.0.1 200 8
sleep 0.5
flow_end down
check_eq "to the host: lost, duplicated" "0 0" "$(flowed down '"\(.lost) \(.duplicated)"')"
read -ra before <<<"$came"
read -ra after <<<"$(on_host cat /sys/class/net/eth{0,1,2}/statistics/rx_packets | paste -sd' ')"
for i in 0 1 2; do
	if [[ $active == "eth$i" ]]; then
		check_ge "eth$i: packets taken in" $((after[i] - before[i])) 60
	else
		check_le "eth$i: packets taken in" $((after[i] - before[i])) 30
	fi
done

# The active member is lost: the next has the bond's address, and everything goes on.
flow up "$HOST" "$PEER" 10.0.0.2 500 16
sleep 0.4
ip -n "$SW" link set "sw${active#eth}" down
check_soon "another is active" 5 shows ".active_member != \"$active\""
sleep 0.4
flow_end up
check_le "loss: lost" "$(lost up)" 1
check_soon "the far host reaches it" 5 on_peer ping -c1 -W1 10.0.0.1
ip -n "$SW" link set "sw${active#eth}" up
check_soon "all are usable" 10 state_is ok
sleep 1
active=$(show .active_member)
fdb_watch second
watch_members second
on_host nbflow send bond0 48 1 1000 "$(frame "$peer" "$station" 0800)$(ipv4 0a000001 0a000002 11)$udp" >"$TMP/sent"
members_end second
watch_end second
check_eq "after it: stations" "$(for i in 0 1 2; do [[ $active == "eth$i" ]] && echo "sw$i $bond" || echo "sw$i ${own[eth$i]}"; done)" \
	"$(said second '.dport and .ip_src == "10.0.0.1"' .src | sort -u)"
check_eq "after it: stations at more than one port" "" "$(fdb_flaps second)"
