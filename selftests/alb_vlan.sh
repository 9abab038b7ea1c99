#!/bin/bash
# VLAN devices on the bond, single and double tag: the same frames, field by field, with the tags; the same client in two VLANs is two.
# kernels: 6.12
# timeout: 120
. "$(dirname "$0")/lib.sh"
topo_switch 3
alb_bond balance-alb --num-peer-notif 0
ip -n "$HOST" link add link bond0 name vlan5 up type vlan id 5
ip -n "$PEER" link add link eth0 name vlan5 up type vlan id 5
ip -n "$HOST" link add link bond0 name s100 up type vlan proto 802.1ad id 100
ip -n "$HOST" link add link s100 name q6 up type vlan proto 802.1q id 6
ip -n "$PEER" link add link eth0 name s100 up type vlan proto 802.1ad id 100
ip -n "$PEER" link add link s100 name q6 up type vlan proto 802.1q id 6
for net in "vlan5 5" "q6 6"; do
	read -r dev net <<<"$net"
	ips "$HOST" <<-END
		address add 10.$net.0.1/24 dev $dev
		address add fd0$net::1/64 dev $dev nodad
		address add 10.9.0.1/$((net == 5 ? 24 : 32)) dev $dev
		address add fd09::1/64 dev $dev nodad
	END
	ips "$PEER" <<-END
		address add 10.$net.0.2/24 dev $dev
		address add fd0$net::2/64 dev $dev nodad
	END
done
check_soon "all are usable" 5 state_is ok
sleep 1
declare -A own
for i in 0 1 2; do own[eth$i]=$(own "eth$i"); done
peer=$(mac "$PEER" eth0) all=ff:ff:ff:ff:ff:ff nobody=00:00:00:00:00:00
watch_members arp --filter arp
watch_members nd --filter nd
for net in 5 6; do
	check_soon "10.$net.0.2 answers" 5 on_host ping -c1 -W1 10.$net.0.2
	check_soon "fd0$net::2 answers" 5 on_host ping -6 -c1 -W1 fd0$net::2
done
for dev in vlan5 q6; do ip -n "$PEER" neigh flush dev $dev; done
for net in 5 6; do
	check_soon "10.$net.0.2 asks" 5 on_peer ping -c1 -W1 10.$net.0.1
	check_soon "fd0$net::2 asks" 5 on_peer ping -6 -c1 -W1 fd0$net::1
done
members_end arp
members_end nd
clients '.[] | "\(.address) \(.local_address) \(.vlan // "-") \(.inner_vlan // "-") \(.member)"' >"$TMP/clients"
# taught WHAT CLIENT VLAN INNER NAME FILTER FIELDS: by its member, as its own address.
taught() {
	local its
	its=$(awk -v who="$2" -v vlan="$3" -v inner="$4" '$1 == who && $3 == vlan && $4 == inner {print $5}' "$TMP/clients")
	check_eq "$1" "sw${its#eth} ${7//OWN/${own[${its:-eth0}]}}" "$(said "$5" "$6" \
		'"\([.vlans[] | "\(.tpid):\(.id)"] | join(",")) \(.dst) \(.src) \(if .kind == "arp" then "\(.op) \(.sha) \(.spa) \(.tha) \(.tpa)" else
		"\(.ip_src) \(.ip_dst) \(.source_lladdr // .target_lladdr // "-") \(.csum_ok) \(.hoplimit)" end)"' | sort -u)"
}
for way in "5 5 - 0x8100:5" "6 100 6 0x88a8:100,0x8100:6"; do
	read -r net vlan inner tags <<<"$way"
	taught "$tags: a question" "10.$net.0.2" "$vlan" "$inner" arp ".op == 1 and .tpa == \"10.$net.0.2\" and .dst == \"$all\"" \
		"$tags $all OWN 1 OWN 10.$net.0.1 $nobody 10.$net.0.2"
	taught "$tags: an answer" "10.$net.0.2" "$vlan" "$inner" arp ".op == 2 and .spa == \"10.$net.0.1\" and .tpa == \"10.$net.0.2\"" \
		"$tags $peer OWN 2 OWN 10.$net.0.1 $peer 10.$net.0.2"
	taught "$tags: a solicitation" "fd0$net::2" "$vlan" "$inner" nd ".type == 135 and .target == \"fd0$net::2\" and .ip_src == \"fd0$net::1\" and .dst != \"$peer\"" \
		"$tags 33:33:ff:00:00:02 OWN fd0$net::1 ff02::1:ff00:2 OWN true 255"
	taught "$tags: an advertisement" "fd0$net::2" "$vlan" "$inner" nd ".type == 136 and .target == \"fd0$net::1\" and .ip_dst == \"fd0$net::2\" and .override" \
		"$tags $peer OWN fd0$net::1 fd0$net::2 OWN true 255"
done

# The same addresses in both VLANs and in none, from other stations.
on_host sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.q6.rp_filter=0 net.ipv4.conf.vlan5.rp_filter=0
for vlan in 5 100,6; do
	stations "v${vlan/,/-}" 6 --vlan $vlan --mac "02:00:4f:00:${vlan##*[,]}:00" --ip4 10.9.0.100 --host4 10.9.0.1 --ip6 fd09::100 --host6 fd09::1 --ask 100
done
for vlan in 5 100-6; do
	if ((${#vlan} == 1)); then check_soon "VLAN $vlan: all know the host" 10 stations_say "v$vlan" "$nb_know"; fi
done
check_soon "VLAN 100, 6: all know it, by IPv4" 10 stations_say v100-6 'all(.stations[]; .host4)'
check_eq "clients in each" "5 - 6,100 6 6" "$(clients '[.[] | select(.address | startswith("10.9.0.10")) | "\(.vlan) \(.inner_vlan // "-")"] |
	group_by(.) | map("\(.[0]) \(length)") | sort_by(length) | join(",")')"
check_eq "evenly" true "$(clients '[.[] | select(.address | startswith("10.9.0.10")) | .member] | group_by(.) | map(length) | max - min <= 1 and length == 3')"
stations_end v5
stations_end v100-6
check_eq "what was taught names its sender" "0 0 0 0" "$(jq -r '"\(.crossed) \(.bad)"' "$TMP/v5.end" "$TMP/v100-6.end" | paste -sd' ')"

# A broadcast in one VLAN misleads nobody in another.
sleep 1.3
clients '.[] | select(.address | startswith("10.9.0.10")) | "\(.vlan) \(.address) \(.member)"' | sort >"$TMP/clients"
watch_members teach --filter arp
on_host nbwire send vlan5 "$(arp_frame $all "$(mac "$HOST" vlan5)" 1 "$(mac "$HOST" vlan5)" 10.9.0.1 $nobody 10.9.0.1)"
sleep 0.8
members_end teach
check_eq "corrections, all in VLAN 5" "0x8100:5" "$(said teach '.op == 1 and .spa == "10.9.0.1" and .dst != "ff:ff:ff:ff:ff:ff"' \
	'[.vlans[] | "\(.tpid):\(.id)"] | join(",")' | cut -d' ' -f2 | sort -u)"
