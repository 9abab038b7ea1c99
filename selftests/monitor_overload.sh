#!/bin/bash
# Probes that are more than a processor can do leave half of it to others, and each member gets its probes still.
# kernels: 6.12 uml
# timeout: 120
. "$(dirname "$0")/lib.sh"
setup_ns HOST
# Where there are more processors the others do what this one cannot.
cpus() { for cpu in /sys/devices/system/cpu/cpu[1-9]*/online; do [[ ! -e $cpu ]] || echo "$1" >"$cpu"; done; }
cpus 0
MEMBERS=120
[[ ${NB_KERNEL:-} != uml ]] || MEMBERS=40
seq -f 'link add eth%g type dummy' "$MEMBERS" | ips "$HOST" || die "no devices"
on_host bondctl add bond0 --mode active-backup --member "$(seq -s, -f 'eth%g' "$MEMBERS")" || die "no bond"
{
	echo "address add 10.0.0.1/24 dev bond0"
	echo "address add fd00::1/64 dev bond0 nodad"
	echo "link set bond0 up"
} | ips "$HOST"

# ticks: those in softirq and all.
ticks() { awk '/^cpu / {for (i = 2; i <= 9; i++) sum += $i; print $8, sum}' /proc/stat; }
# busy: somebody who could use all of a processor; how far he gets in 4 s.
busy() {
	local n=0 end=$((${EPOCHREALTIME/./} + 4000000))
	while ((${EPOCHREALTIME/./} < end)); do ((n++)); done
	echo "$n"
}
sent() { show '[.members[].targets[].sent] | min'; }

alone=$(busy)
on_host bondctl set bond0 --arp-interval 5 --arp-ip-target "$(seq -s, -f '10.0.0.%g' 20 35)" --ns-ip6-target "$(seq -s, -f 'fd00::%g' 20 35)" ||
	die "no targets"
first=$(sent)
read -r soft all < <(ticks)
beside=$(busy)
read -r soft2 all2 < <(ticks)
percent=$((100 * (soft2 - soft) / (all2 - all)))
echo "$((MEMBERS * 32)) probes each 5 ms take $percent percent of a processor; others do $beside instead of $alone"
# User-Mode Linux does not see all ticks; there nobody got anywhere.
if [[ ${NB_KERNEL:-} == uml ]]; then
	check_ge "others get on" "$beside" $((alone / 5))
else
	check_ge "as many as are possible: percent of a processor" $percent 35
	check_le "the rest is others'" $percent 65
fi
check_ge "they leave all members" "$(sent)" $((first + 2))
begin=$SECONDS
check "and can be ended" on_host bondctl set bond0 --arp-interval 0
check_le "at once, s" $((SECONDS - begin)) 5
cpus 1
