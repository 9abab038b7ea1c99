#!/bin/bash
# Probes that are more than a processor can do leave half of it to others, and each member gets its probes still.
# kernels: 6.12 uml
# timeout: 120
. "$(dirname "$0")/lib.sh"
setup_ns HOST
MEMBERS=120
[[ ${NB_KERNEL:-} != uml ]] || MEMBERS=40
seq -f 'link add eth%g type dummy' "$MEMBERS" | ips "$HOST" || die "no devices"
on_host bondctl add bond0 --mode active-backup --member "$(seq -s, -f 'eth%g' "$MEMBERS")" || die "no bond"
{
	echo "address add 10.0.0.1/24 dev bond0"
	echo "address add fd00::1/64 dev bond0 nodad"
	echo "link set bond0 up"
} | ips "$HOST"

# ticks: of this processor, those in softirq and all.
ticks() { awk '/^cpu / {for (i = 2; i <= 9; i++) sum += $i; print $8, sum}' /proc/stat; }
# Somebody who could use all of it.
busy() {
	local end=$((SECONDS + 4))
	while ((SECONDS < end)); do :; done
}
sent() { show '[.members[].targets[].sent] | min'; }

on_host bondctl set bond0 --arp-interval 5 --arp-ip-target "$(seq -s, -f '10.0.0.%g' 20 35)" --ns-ip6-target "$(seq -s, -f 'fd00::%g' 20 35)" ||
	die "no targets"
first=$(sent)
read -r soft all < <(ticks)
busy
read -r soft2 all2 < <(ticks)
percent=$((100 * (soft2 - soft) / (all2 - all)))
check_ge "of a processor, percent: $((MEMBERS * 32)) probes each 5 ms" $percent 10
check_le "leave to others, of a processor, percent" $percent 60
check_ge "they leave all members" "$(sent)" $((first + 2))
begin=$SECONDS
check "and can be ended" on_host bondctl set bond0 --arp-interval 0
check_le "at once, s" $((SECONDS - begin)) 5
