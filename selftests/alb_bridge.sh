#!/bin/bash
# The bond as the port of a bridge with guests: their frames go by one member, untouched, and the switch sees each station at one port; the host's
# own are spread. The same with a VLAN-aware bridge; a macvlan on the bond is a guest, too.
# kernels: 6.12
# timeout: 150
. "$(dirname "$0")/lib.sh"
topo_switch 3
on_host bondctl add bond0 --mode balance-alb --num-peer-notif 1 --member eth0,eth1,eth2 || die "no bond"
ip -n "$HOST" link set bond0 up
bond=$(mac "$HOST" bond0)
ips "$HOST" <<-END
	link add virt0 type bridge forward_delay 0 mcast_snooping 0 vlan_default_pvid 1
	link set virt0 address $bond
	link set bond0 master virt0
	link set virt0 up
	address add 10.0.0.1/24 dev virt0
	address add fd00::1/64 dev virt0 nodad
END
guests=()
for i in 1 2; do
	setup_ns GUEST
	guests+=("$GUEST")
	ip -n "$HOST" link add "tap$i" type veth peer name eth0 netns "$GUEST"
	ip -n "$HOST" link set "tap$i" master virt0 up
	ips "$GUEST" <<-END
		address add 10.0.0.$((50 + i))/24 dev eth0
		address add fd00::$((50 + i))/64 dev eth0 nodad
		link set eth0 up
	END
done
check_soon "all are usable" 5 state_is ok
active=$(show .active_member)
guest1=$(mac "${guests[0]}" eth0) guest2=$(mac "${guests[1]}" eth0)
own=$(show '[.members[].own_address] | join(" ")')

# reach WHAT NET NET6: host and guests and the far host, each way.
reach() {
	local address
	for address in $2.0.2 $3::2; do
		check_soon "$1: the host reaches $address" 5 on_host ping -c1 -W1 "$address"
		check_soon "$1: a guest does" 5 ns_exec "${guests[0]}" ping -c1 -W1 "$address"
	done
	for address in $2.0.1 $2.0.51 $2.0.52 $3::1 $3::52; do
		check_soon "$1: the far host reaches $address" 5 on_peer ping -c1 -W1 "$address"
	done
}
# untouched WHAT WIRE: guests' frames in what was watched by that name.
untouched() {
	check_eq "$1: guests' frames go by the active member" "$(printf '%s\n' "sw${active#eth} $guest1" "sw${active#eth} $guest2" | sort)" \
		"$(said "$2" ".src | IN(\"$guest1\", \"$guest2\")" .src | sort -u)"
	check_eq "$1: no other station speaks for them" "" \
		"$(said "$2" "((.ip_src // .spa // \"-\") | test(\"(\\\\.|::)5[12]\$\")) and (.src | IN(\"$guest1\", \"$guest2\") | not)" '"\(.src) \(.kind)"')"
	check_eq "$1: what guests teach is theirs" "" "$(said "$2" "(.kind == \"arp\" or .kind == \"nd\") and (.src | IN(\"$guest1\", \"$guest2\")) and
		((.sha // .source_lladdr // .target_lladdr // .src) != .src)" .src)"
}

fdb_watch plain
watch_members plain
reach "bridge" 10.0 fd00
flow host "$HOST" "$PEER" 10.0.0.2 200 32
flow guest "${guests[0]}" "$PEER" 10.0.0.2 200 32
flow down "$PEER" "${guests[1]}" 10.0.0.52 100 8
sleep 1
for i in host guest down; do
	flow_end $i
	check_eq "bridge: $i: lost, duplicated" "0 0" "$(flowed $i '"\(.lost) \(.duplicated)"')"
done
members_end plain
watch_end plain
untouched bridge plain
check_eq "bridge: stations at more than one port" "" "$(fdb_flaps plain)"
check_eq "bridge: the host's frames, by all members" "3" "$(said plain '.dport and .ip_src == "10.0.0.1"' .src | sort -u | wc -l)"
check_eq "bridge: each member has its own address there, the active one the bond's" "" "$(said plain '.dport and .ip_src == "10.0.0.1"' .src | sort -u |
	while read -r port src; do
		[[ $port == "sw${active#eth}" ]] && want=$bond || want=$(own "eth${port#sw}")
		[[ $src == "$want" ]] || echo "$port $src"
	done)"
check_eq "bridge: it learnt none of our own addresses" "" "$(on_host bridge fdb show br virt0 | grep -v permanent | grep -E "^(${own// /|}|$bond) ")"
# A broadcast from afar reaches a guest once.
watch cast "${guests[0]}" eth0 --filter ethertype 0x88b5
on_peer nbwire send eth0 "ff:ff:ff:ff:ff:ff 02:00:00:00:00:78 88b5 0001020304050607" 5
watch_end cast
check_eq "bridge: five broadcasts are five" 5 "$(frames cast)"

# The active member is lost: guests go on by the next.
flow guest "${guests[0]}" "$PEER" 10.0.0.2 200 8
flow down "$PEER" "${guests[1]}" 10.0.0.52 200 8
sleep 0.5
ip -n "$SW" link set "sw${active#eth}" down
sleep 0.7
ip -n "$SW" link set "sw${active#eth}" up
flow_end guest
flow_end down
check_le "loss: the guest loses" "$(lost guest)" 1
# Of 200 a second; what the switch itself drops while its port goes down is not the bond's.
check_le "loss: to the guest" "$(lost down)" 20
check_soon "all are usable again" 10 state_is ok
active=$(show .active_member)

# VLAN-aware: the guests are in VLAN 5, untagged, and so is the host by a device of its own.
ip -n "$HOST" link set virt0 type bridge vlan_filtering 1
for dev in tap1 tap2; do
	on_host bridge vlan del dev $dev vid 1
	on_host bridge vlan add dev $dev vid 5 pvid untagged
done
on_host bridge vlan add dev bond0 vid 5
on_host bridge vlan add dev virt0 vid 5 self
ip -n "$HOST" link add link virt0 name v5 up type vlan id 5
ip -n "$PEER" link add link eth0 name v5 up type vlan id 5
ip -n "$HOST" address add 10.5.0.1/24 dev v5
ip -n "$HOST" address add fd05::1/64 dev v5 nodad
ip -n "$PEER" address add 10.5.0.2/24 dev v5
ip -n "$PEER" address add fd05::2/64 dev v5 nodad
for i in 0 1; do
	ip -n "${guests[i]}" address add 10.5.0.$((51 + i))/24 dev eth0
	ip -n "${guests[i]}" address add fd05::$((51 + i))/64 dev eth0 nodad
done
sleep 0.5
fdb_watch aware
watch_members aware
reach "VLAN-aware" 10.5 fd05
flow host "$HOST" "$PEER" 10.5.0.2 200 32
sleep 0.5
flow_end host
members_end aware
watch_end aware
untouched "VLAN-aware" aware
check_eq "VLAN-aware: stations at more than one port" "" "$(fdb_flaps aware)"
check_eq "VLAN-aware: the host's frames, by all members" 3 "$(said aware '.dport and .ip_src == "10.5.0.1" and .vlans[0].id == 5' .src | sort -u | wc -l)"
check_ge "VLAN-aware: its clients" "$(clients 'map(select(.vlan == 5)) | length')" 2

# A macvlan is a guest.
ip -n "$HOST" link del v5
ip -n "$HOST" link del virt0
ips "$HOST" <<-END
	link add link bond0 name mac0 up type macvlan mode bridge
	address add 10.0.0.1/24 dev bond0
	address add fd00::1/64 dev bond0 nodad
	address add 10.7.0.1/24 dev mac0
	address add fd07::1/64 dev mac0 nodad
END
ip -n "$PEER" address add 10.7.0.2/24 dev eth0
ip -n "$PEER" address add fd07::2/64 dev eth0 nodad
guest1=$(mac "$HOST" mac0)
fdb_watch macvlan
watch_members macvlan
for net in 10.7.0. fd07::; do
	check_soon "macvlan: it reaches ${net}2" 5 on_host ping -c1 -W1 "${net}2"
	check_soon "macvlan: the far host reaches ${net}1" 5 on_peer ping -c1 -W1 "${net}1"
done
flow mac "$HOST" "$PEER" 10.7.0.2 200 32
sleep 0.5
flow_end mac
members_end macvlan
watch_end macvlan
check_eq "macvlan: lost, duplicated" "0 0" "$(flowed mac '"\(.lost) \(.duplicated)"')"
check_eq "macvlan: its frames go by the active member" "sw${active#eth}" "$(said macvlan ".src == \"$guest1\"" '""' | sort -u | tr -d ' ')"
check_eq "macvlan: nobody else speaks for it" "" "$(said macvlan "((.ip_src // .spa // \"-\") | IN(\"10.7.0.1\", \"fd07::1\")) and .src != \"$guest1\"" .src)"
check_eq "macvlan: stations at more than one port" "" "$(fdb_flaps macvlan)"
