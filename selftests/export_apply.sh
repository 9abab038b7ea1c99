#!/bin/bash
# What export writes makes the same bonds again, in every mode.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 4
dump() {
	on_host bondctl show --json | jq '[.[] | {name, mode, up, address, mtu, options, members: [.members[] | {name, prio, weight, actor_port_prio}]}]'
}
own='--arp-interval 100 --arp-ip-target 10.0.0.2,10.0.0.3 --ns-ip6-target fd00::2 --num-peer-notif 3 --assumed-speed 1000 --probe-loss down'
while read -r mode options; do
	# shellcheck disable=SC2086
	on_host bondctl add bond0 --mode "$mode" $own $options --member eth0,eth1 || fail "$mode"
	echo "link set bond0 mtu 1400
link set bond0 up" | ips "$HOST"
	on_host bondctl member set bond0 eth1 --prio 5 --weight 3 --actor-port-prio 7
	on_host bondctl add bond1 --mode "$mode" --member eth2
	echo "link set bond1 address 02:00:00:00:dd:01" | ips "$HOST"
	on_host bondctl export >"$TMP/$mode.yaml"
	check_eq "$mode: nothing to change" "nothing to change" "$(on_host bondctl apply "$TMP/$mode.yaml")"
	dump >"$TMP/before"
	on_host bondctl del bond0
	on_host bondctl del bond1
	check "$mode: apply" on_host bondctl apply "$TMP/$mode.yaml"
	check "$mode: the same file" cmp "$TMP/$mode.yaml" <(on_host bondctl export)
	check "$mode: the same bonds" cmp "$TMP/before" <(dump)
	on_host bondctl del bond0
	on_host bondctl del bond1
done <<-END
	balance-rr --packets-per-slave 4
	active-backup --primary eth1 --primary-reselect better --fail-over-mac follow
	balance-xor --xmit-hash-policy vlan+srcmac --hash-seed 99 --weight-policy equal
	broadcast --all-slaves-active on --tx-queues 4
	802.3ad --lacp-rate slow --ad-actor-system 02:00:00:00:00:99 --max-links 1 --ad-user-port-key 5 --coupled-control off
	balance-tlb --tlb-dynamic-lb off --lp-interval 7
	balance-alb --alb-max-clients 99 --move-idle 5
END

# A bridge of mode stp: made again, and brought back after a change.
bridge() {
	ip -n "$HOST" -d -j link show br0 |
		jq -c '.[0] | [.address, .mtu, .operstate == "DOWN", (.linkinfo.info_data | [.priority, .hello_time, .forward_delay, .stp_state])]'
	ip -n "$HOST" -d -j link show master br0 | jq -c '[.[] | [.ifname, .linkinfo.info_slave_data.cost]] | sort'
}
on_host bondctl add br0 --mode stp --member eth0,eth1 --priority 45056 --hello-time 1 --path-cost 900 || fail "stp"
on_host bondctl member set br0 eth1 --path-cost 77
ip -n "$HOST" link set br0 up
on_host bondctl export >"$TMP/stp.yaml"
check_eq "stp: nothing to change" "nothing to change" "$(on_host bondctl apply "$TMP/stp.yaml")"
bridge >"$TMP/before"
check "stp: what is written down" grep -q 'eth1: {path_cost: 77}' "$TMP/stp.yaml"
on_host bondctl set br0 --priority 4096 --hello-time 2
on_host bondctl member del br0 eth0
on_host bondctl member add br0 eth2
check "stp: the difference" grep -q '^~ br0: priority 4096 -> 45056' <<<"$(on_host bondctl apply "$TMP/stp.yaml" --dry-run)"
check "stp: back" on_host bondctl apply "$TMP/stp.yaml"
check_eq "stp: it is as before" "" "$(diff "$TMP/before" <(bridge))"
on_host bondctl del br0
check "stp: apply" on_host bondctl apply "$TMP/stp.yaml"
check "stp: the same file" cmp "$TMP/stp.yaml" <(on_host bondctl export)
check_eq "stp: the same bridge" "" "$(diff "$TMP/before" <(bridge))"
bridge >"$TMP/before"
sed 's/mode: stp/mode: active-backup/; /priority/d; /hello/d; /path_cost/d' "$TMP/stp.yaml" >"$TMP/bond.yaml"
check_fails "a bridge does not become a bond" on_host bondctl apply "$TMP/bond.yaml"
# The second bond cannot be made, for its member is in use: the bridge goes back to what it was.
ip -n "$HOST" link add mac3 link eth3 type macvlan
check_fails "whole or not at all" on_host bondctl apply - <<<"$(sed 's/45056/8192/' "$TMP/stp.yaml")
  bond9: {mode: active-backup, members: [eth3]}"
check_eq "stp: nothing is changed" "" "$(diff "$TMP/before" <(bridge))"
