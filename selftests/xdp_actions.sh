#!/bin/bash
# What a program on a bond decides happens: PASS, DROP, TX, REDIRECT from the bond and to it, in every mode that has native XDP.
# kernels: 6.12 6.1
# timeout: 300
. "$(dirname "$0")/lib.sh"
one_processor
topo_switch 2
make_bond bond0 active-backup
frame="02aa00000002 02aa00000001 88b5 $(printf '%092d' 0)"
number=2000

on_host nbxdp attach bond0 pass || skip "this kernel runs no XDP programs"
on_host nbxdp detach bond0
ip -n "$HOST" link add out0 type veth peer name out1 netns "$PEER"
ip -n "$HOST" link set out0 up
ip -n "$PEER" link set out1 up
on_peer nbxdp attach out1 drop 88b5

# counted NAMESPACE PROGRAM'S_DEVICE RECEIVER
counted() { ns_exec "$1" nbxdp counts "$2" | jq ".$3 // 0"; }
counted_is() { [[ $(counted "$1" "$2" "$3") == "$4" ]]; }
sum_is() { (($(counted "$SW" sw0 sw0) + $(counted "$SW" sw1 sw1) == $1)); }
stat() { on_host ethtool -S bond0 | awk -v name="$1:" '$1 == name {print $2}'; }
answers() { on_peer ping -c1 -W1 10.0.0.1; }
# ports ACTION: a counting program on every switch port; without one a veth takes nothing that is redirected.
ports() { for i in 0 1; do on_sw nbxdp attach "sw$i" "$@" || die "no program on sw$i"; done; }
no_ports() { for i in 0 1; do on_sw nbxdp detach "sw$i"; done; }

passes_drops() {
	on_host nbxdp attach bond0 pass
	check_soon "$1: PASS: the peer is answered" 5 answers
	check_ge "$1: by way of the program" "$(on_host nbxdp counts bond0 | jq 'add // 0')" 1
	on_host nbxdp attach bond0 drop 0800
	check_fails "$1: DROP: the peer is not answered" answers
	check_ge "$1: the program saw it ask" "$(on_host nbxdp counts bond0 | jq 'add // 0')" 1
	on_host nbxdp detach bond0
	check_soon "$1: detached: it is answered" 5 answers
}

# Without its bridge, or the switch would send the frames round and round.
turns() {
	local i
	for i in 0 1; do ip -n "$SW" link set sw$i nomaster; done
	ports drop 88b5
	on_host nbxdp attach bond0 tx 88b5
	for i in 0 1; do
		on_sw nbwire send sw$i "$frame" 5
		check_soon "$1: TX: what came by eth$i leaves by eth$i" 3 counted_is "$SW" sw$i sw$i 5
	done
	check_eq "$1: TX: and by no other" "5 5" "$(counted "$SW" sw0 sw0) $(counted "$SW" sw1 sw1)"
	on_host nbxdp detach bond0
	no_ports
	for i in 0 1; do ip -n "$SW" link set sw$i master br0; done
}

redirects_from() {
	local i before
	before=$(counted "$PEER" out1 out1)
	on_host nbxdp attach bond0 redirect=out0 88b5
	for i in 0 1; do on_sw nbwire send sw$i "$frame" 10; done
	check_soon "$1: REDIRECT from the bond, of both members" 3 counted_is "$PEER" out1 out1 $((before + 20))
	on_host nbxdp detach bond0
}

# shares MODE A B: are these counts at the two ports as the mode wants them?
shares() {
	case $1 in
	active-backup) check_eq "$1: all to the active member" "$number 0" "$2 $3" ;;
	balance-rr) check_le "$1: by turns" $(($2 > $3 ? $2 - $3 : $3 - $2)) 32 ;;
	balance-xor) check_ge "$1: both get their flows" $(($2 < $3 ? $2 : $3)) $((number / 3)) ;;
	esac
}

redirects_to() {
	local near
	ports drop 0800
	on_host nbxdp flood bond0 $number || die "no flood"
	check_soon "$1: REDIRECT to the bond: all of it arrives" 5 sum_is $number
	shares "$1" "$(counted "$SW" sw0 sw0)" "$(counted "$SW" sw1 sw1)"
	check_eq "$1: nothing was refused" 0 "$(stat xdp_tx_drop_refused)"
	[[ $1 == active-backup ]] && return

	# One member takes none of them: the other takes its own all the same.
	ports drop 0800
	ip -n "$SW" link set sw1 mtu 500
	on_host nbxdp flood bond0 $number 1000
	near=$(($(counted "$SW" sw0 sw0)))
	check_ge "$1: a member refuses: the other takes its share" $near $((number / 3))
	check_eq "$1: the rest is counted" $((number - near)) "$(stat xdp_tx_drop_refused)"
	check_eq "$1: none went the wrong way" 0 "$(counted "$SW" sw1 sw1)"
	ip -n "$SW" link set sw1 mtu 1500
}

# Frames in several parts, which older kernels redirect nowhere, arrive whole.
redirects_parts() {
	local mtu
	[[ $NB_KERNEL != 6.1 ]] || return
	echo link add long0 mtu 9000 up type veth peer name long1 mtu 9000 netns "$PEER" | ips "$HOST"
	ip -n "$PEER" link set long1 up
	ports drop 88b5 frags
	on_host nbxdp attach long0 redirect=bond0 88b5 frags
	for mtu in 9000 1500; do
		ip -n "$HOST" link set bond0 mtu $mtu
		printf 'link set %s mtu %s\n' sw0 $mtu sw1 $mtu | ips "$SW"
		((mtu == 9000)) || break
		on_peer nbwire send long1 "02aa00000002 02aa00000001 88b5 $(printf '%010000d' 0)" 20
		check_soon "$1: REDIRECT to the bond: frames in parts" 5 sum_is 20
	done
	ip -n "$HOST" link del long0
	no_ports
}

redirects_past() {
	local before
	ports drop 0800
	on_host bondctl set bond0 --downdelay 60000
	ip -n "$SW" link set sw0 down
	on_host nbxdp flood bond0 $number
	check_soon "$1: what is redirected goes past a dead link that a delay holds" 5 counted_is "$SW" sw1 sw1 $number
	on_host bondctl set bond0 --downdelay 0
	ports drop 0800
	check_soon "$1: eth0 is given up" 3 shows '.members[] | select(.name == "eth0") | .usable | not'
	on_host nbxdp flood bond0 $number
	check_soon "$1: what is redirected goes by the other" 5 counted_is "$SW" sw1 sw1 $number
	ip -n "$SW" link set sw1 down
	check_soon "$1: none is left" 3 state_is failed
	before=$(stat xdp_tx_drop_no_member)
	on_host nbxdp flood bond0 $number
	check_eq "$1: what nobody carries is counted" $((before + number)) "$(stat xdp_tx_drop_no_member)"
	ip -n "$SW" link set sw0 up
	check_soon "$1: eth0 is back" 5 shows '.members[] | select(.name == "eth0") | .usable'
	ip -n "$SW" link set sw1 up
	check_soon "$1: both are back" 5 state_is ok
	no_ports
}

# What a mode cannot send goes nowhere: newer kernels know before the bond is asked, of older ones it is told.
redirects_nowhere() {
	local before refused=$number
	before=$(stat xdp_tx_drop_refused)
	ports drop 0800
	if on_host nbxdp flood bond0 $number; then
		[[ $NB_KERNEL == 6.1 ]] || refused=0
		check_eq "$1: REDIRECT to the bond: what is refused by it" $refused $(($(stat xdp_tx_drop_refused) - before))
	else
		fail "$1: no flood"
	fi
	check_eq "$1: nothing leaves" 0 $(($(counted "$SW" sw0 sw0) + $(counted "$SW" sw1 sw1)))
	no_ports
}
for mode in broadcast 802.3ad balance-tlb balance-alb; do
	on_host bondctl set bond0 --mode $mode
	redirects_nowhere $mode
done

for mode in active-backup balance-xor balance-rr; do
	ip -n "$HOST" link del bond0
	make_bond bond0 $mode
	[[ $mode == balance-xor ]] && on_host bondctl set bond0 --xmit-hash-policy layer3+4
	check_soon "$mode: the bond is up" 5 state_is ok
	passes_drops $mode
	turns $mode
	redirects_from $mode
	redirects_to $mode
	redirects_parts $mode
	redirects_past $mode
done
