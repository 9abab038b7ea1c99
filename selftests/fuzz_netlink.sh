#!/bin/bash
# Messages that nobody means, made from the spec, by the thousand: each refusal says why, what is shown keeps to the spec, no memory is kept.
# For longer: NB_SECONDS or NB_COUNT; from another seed: NB_SEED; to see one again: NB_FROM; NB_REACH=1: which functions ran.
# kernels: 6.12
# timeout: 100000
. "$(dirname "$0")/lib.sh"
setup_ns HOST PEER
devices=(eth{0..7} idle{0..7})
for ((i = 0; i < 8; i++)); do
	echo "link add eth$i type veth peer name far$i netns $PEER"
	echo "link add idle$i type dummy"
done | ips "$HOST" || die "no devices"
for ((i = 0; i < 8; i++)); do echo "link set far$i up"; done | ips "$PEER"

seed=${NB_SEED:-1} from=${NB_FROM:-0}
if [[ ${NB_SECONDS:-} ]]; then
	long=(--seconds "$NB_SECONDS")
else
	short=8000
	[[ ${NB_KERNEL:-} != uml ]] || short=6000
	long=(--count "${NB_COUNT:-$short}")
fi
# fuzz WHAT WORDS...
fuzz() {
	on_host nbfuzz netlink --seed "$seed" --from "$from" "${@:2}" "${devices[@]}" >"$TMP/out"
	check_eq "$1: refusals say why, what is shown is as the spec has it" 0 $?
	cat "$TMP/out"
}
[[ ! ${NB_REACH:-} ]] || reach_begin nl netlink table client rtlink option attr fill notify bond member mac active socket
fuzz "a first round" --count 2000
before=$(held_kb)
cat /proc/slabinfo >"$TMP/slabs"
fuzz "the next" "${long[@]}"
after=$(held_kb)
[[ ! ${NB_REACH:-} ]] || reach_end
echo "kB held: $before before, $after after"
grown "$TMP/slabs"
# A kernel that tracks references keeps each device's last 128, and what kmemleak knows of them.
most=2048
[[ ${NB_KERNEL:-} != uml && ${NB_KERNEL:-} != debug ]] || most=4096
check_le "memory kept, kB" $((after - before)) $most
for bond in $(ip -n "$HOST" -o link show type netbond | sed -E 's/^[0-9]+: ([^:@]+).*/\1/'); do ip -n "$HOST" link del "$bond"; done
check "a bond after it" on_host bondctl add bond0 --mode active-backup --member eth0,eth1
ip -n "$HOST" address add 10.0.0.1/24 dev bond0
ip -n "$HOST" link set bond0 up
ip -n "$PEER" address add 10.0.0.2/24 dev far0
on_host bondctl set bond0 --active-slave eth0
check_soon "carries packets" 10 on_host ping -c1 -W1 10.0.0.2
