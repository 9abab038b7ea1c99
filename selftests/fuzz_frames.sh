#!/bin/bash
# Frames that nobody means, into the members and out of the bond, whole and in parts, in every mode and past an XDP program: traffic passes after
# them, the counters add up, no memory is kept. For longer: NB_SECONDS or NB_COUNT; from another seed: NB_SEED; to see one
# again: NB_FROM; NB_REACH=1: which functions ran.
# kernels: 6.12
# timeout: 100000
. "$(dirname "$0")/lib.sh"
setup_ns HOST PEER
on_host sysctl -qw net.ipv6.conf.default.accept_ra=0 net.ipv6.conf.all.accept_ra=0
on_peer sysctl -qw net.ipv6.conf.default.accept_ra=0 net.ipv6.conf.all.accept_ra=0
{
	echo link add br0 type bridge mcast_snooping 0 forward_delay 0
	for i in 0 1 2; do
		echo "link add p$i mtu 9100 type veth peer name eth$i mtu 9100 netns $HOST"
		echo "link set p$i master br0 up"
	done
	echo link set br0 mtu 9100 up
	echo address add 10.0.0.2/24 dev br0
	echo address add fd00::2/64 dev br0 nodad
} | ips "$PEER" || die "no devices"

seed=${NB_SEED:-1} from=${NB_FROM:-0}
rounds=10
if [[ ${NB_SECONDS:-} ]]; then
	long=(--seconds $((NB_SECONDS / rounds + 1)))
else
	short=1000
	[[ ${NB_KERNEL:-} != uml ]] || short=500
	long=(--count $((${NB_COUNT:-$((rounds * short))} / rounds)))
fi

# packets RX|TX: what the bond counts, and what its members do.
packets() {
	ip -n "$HOST" -s -j link show | jq -r --arg way "$1" '[(.[] | select(.ifname == "bond0")), (.[] | select(.master == "bond0"))] |
		map(.stats64[$way].packets) | "\(.[0]) \(.[1:] | add)"'
}
# settled WAY: the same, read twice alike: nothing came between.
settled() {
	local now then=''
	until now=$(packets "$1") && [[ $now == "$then" ]]; do then=$now; done
	echo "$now"
}
# adds_up WAY BOND MEMBERS: since they were BOND and MEMBERS, the bond counted what its members did.
adds_up() {
	local bond members
	read -r bond members < <(packets "$1")
	((bond - $2 == members - $3))
}
answers() {
	ip -n "$HOST" neigh flush all
	ip -n "$PEER" neigh flush all
	on_host ping -c1 -W1 10.0.0.2
}
# storm WHAT: in and out at once; then all is well.
storm() {
	local rx tx macs=() device pids=() pid
	for device in bond0 eth0 eth1 eth2; do macs+=(--to "$(mac "$HOST" $device)"); done
	on_host bondctl set bond0 --arp-interval 0
	rx=$(settled rx) tx=$(settled tx)
	[[ $1 == 802.3ad ]] || on_host bondctl set bond0 --arp-interval 50
	on_peer nbfuzz frames --seed "$seed" --from "$from" "${long[@]}" "${macs[@]}" p0 p1 p2 >"$TMP/in" &
	pids+=($!)
	on_host nbfuzz frames --seed $((seed + 1)) --from "$from" "${long[@]}" --to "$(mac "$PEER" br0)" "${macs[@]}" bond0 >"$TMP/out" &
	pids+=($!)
	for pid in "${pids[@]}"; do wait "$pid" || fail "$1: the fuzzer fails"; done
	on_host bondctl set bond0 --arp-interval 0
	sed "s/^/$1: in: /" "$TMP/in"
	sed "s/^/$1: out: /" "$TMP/out"
	# shellcheck disable=SC2086
	check_soon "$1: received packets add up" 5 adds_up rx $rx
	# shellcheck disable=SC2086
	check_soon "$1: sent packets add up" 5 adds_up tx $tx
	check_soon "$1: the peer answers" 20 answers
}
# shape MODE WORDS...: a new bond of this mode over all.
shape() {
	ip -n "$HOST" link del bond0 2>/dev/null
	make_bond bond0 "$@"
	echo link set bond0 mtu 9100 | ips "$HOST"
	check_soon "$1: the peer answers at first" 10 answers
}
all_modes() {
	local mode
	for mode in active-backup balance-rr balance-xor broadcast balance-tlb balance-alb; do
		shape "$mode" --arp-ip-target 10.0.0.2 --ns-ip6-target fd00::2
		[[ $mode != balance-xor ]] || on_host bondctl set bond0 --xmit-hash-policy encap3+4
		storm "$mode"
	done
	shape 802.3ad --lacp-rate fast --lacp-fallback single --lacp-fallback-timeout 100 --xmit-hash-policy layer2+3
	storm 802.3ad
	check_ge "802.3ad: LACPDUs heard" "$(show '[.members[].lacp.counters.pdu_rx] | add')" 20
}
past_xdp() {
	shape active-backup --arp-ip-target 10.0.0.2
	on_host nbxdp attach bond0 pass frags || { echo "no XDP here" && return; }
	storm "XDP pass"
	on_host nbxdp detach bond0
	on_host bondctl set bond0 --mode balance-xor --xmit-hash-policy encap2+3
	# What comes in goes out of another bond, as XDP frames: hashed again.
	ip -n "$HOST" link add in0 mtu 3000 type veth peer name far0 mtu 3000 netns "$PEER"
	ip -n "$HOST" link set in0 up
	ip -n "$PEER" link set far0 up
	for i in 0 1 2; do on_peer nbxdp attach "p$i" pass frags; done
	check "XDP redirect to the bond" on_host nbxdp attach in0 redirect=bond0
	on_peer nbfuzz frames --seed "$seed" --from "$from" "${long[@]}" --to "$(mac "$HOST" bond0)" far0 | sed "s/^/XDP redirect: /"
	on_host nbxdp counts in0
	on_host nbxdp detach in0
	for i in 0 1 2; do on_peer nbxdp detach "p$i"; done
	on_host nbxdp attach bond0 tx frags || fail "XDP tx"
	on_peer nbfuzz frames --seed "$seed" --from "$from" "${long[@]}" --to "$(mac "$HOST" bond0)" p0 p1 p2 | sed "s/^/XDP tx: /"
	on_host nbxdp detach bond0
	ip -n "$HOST" link del in0
	check_soon "after XDP the peer answers" 20 answers
}
[[ ! ${NB_REACH:-} ]] || reach_begin rx tx link flow spread neigh teach client lag slow lacp probe xdp
all_modes
before=$(held_kb)
past_xdp
[[ ! ${NB_SECONDS:-}${NB_COUNT:-} ]] || all_modes
after=$(held_kb)
[[ ! ${NB_REACH:-} ]] || reach_end
echo "kB held: $before before, $after after"
check_le "memory kept, kB" $((after - before)) 4096
