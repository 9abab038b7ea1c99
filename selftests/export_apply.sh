#!/bin/bash
# What export writes makes the same bonds again, in every mode.
# kernels: uml
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
