#!/bin/bash
# An XDP program on a bond is on all of its members or on none: attaching, replacing, joining, leaving, changing mode, going away.
# kernels: 6.12 6.1
# timeout: 240
. "$(dirname "$0")/lib.sh"
one_processor
topo_switch 3
make_bond bond0 active-backup
on_host bondctl member del bond0 eth2
frame="02aa00000002 02aa00000001 88b5 $(printf '%092d' 0)"

on_host nbxdp attach eth2 pass || skip "this kernel runs no XDP programs"
on_host nbxdp detach eth2

counted() { on_host nbxdp counts bond0 | jq ".$1 // 0"; }
counted_is() { [[ $(counted "$1") == "$2" ]]; }
programs_are() { [[ $(nbxdp programs) == "$1" ]]; }
# runs N: does ethN run the program of bond0?
runs() {
	local before
	before=$(counted "eth$1") || return
	on_sw nbwire send "sw$1" "$frame" 3
	wait_for 3 counted_is "eth$1" $((before + 3))
}
three_left() { [[ $(frames left) == 3 ]]; }
says() { if [[ $OUT == *"$2"* ]]; then ok "$1"; else fail "$1: $OUT"; fi; }
# blames DEVICE WHAT: older kernels can name nobody in a message, and have the name in their log.
blames() {
	says "the reason: $2" "$2"
	[[ $OUT == *"$1"* ]] || dmesg | grep -q "$1: $2" || fail "nothing names $1: $OUT"
}

# One member cannot: none has it.
ip -n "$SW" link set sw1 mtu 9000
check_fails "a driver refuses a program" on_host nbxdp attach bond0 drop 88b5
says "in its own words" MTU
check_soon "nobody has it" 5 programs_are 0
ip -n "$SW" link set sw1 mtu 1500

check "a program is attached" on_host nbxdp attach bond0 pass 88b5
check_eq "the bond shows it, native" 1 "$(json '.[0].xdp.mode' ip -n "$HOST" -j link show bond0)"
check "the active member runs it" runs 0
check "the backup runs it" runs 1
check_eq "it saw what came, and no more" 3 "$(counted eth0)"
check "it is replaced" on_host nbxdp attach bond0 pass 88b5
check_eq "by a new one" 0 "$(counted eth0)"
check "which the active member runs" runs 0
check "and the backup" runs 1
check_soon "nobody has the old one" 5 programs_are 1

# One member cannot take a new one: the others keep what they had. A large peer of a veth needs a program for frames in parts, which
# older kernels do not know.
check "a program for frames in parts" on_host nbxdp attach bond0 pass 88b5 frags
if ip -n "$SW" link set sw1 mtu 9000 2>/dev/null; then
	check_fails "a driver refuses a new program" on_host nbxdp attach bond0 drop 88b5
	says "in its own words, too" MTU
	check "the active member has the former program" runs 0
	check "so has the one that refused" runs 1
	check_soon "nobody has the refused one" 5 programs_are 1
	ip -n "$SW" link set sw1 mtu 1500
fi
check "now all take it" on_host nbxdp attach bond0 pass 88b5
check_fails "a member gets no program of its own now" on_host nbxdp attach eth0 pass

# Joining.
netdev_state "$HOST" eth2 >"$TMP/eth2"
on_host nbxdp attach eth2 drop 88b5
check_fails "a device with a program of its own does not join" on_host bondctl member add bond0 eth2
blames eth2 "has an XDP program of its own"
check "it is as before" has_state "$HOST" eth2 "$TMP/eth2"
on_host nbxdp detach eth2
ip -n "$HOST" link add dum0 type dummy
check_fails "a device without native XDP does not join" on_host bondctl member add bond0 dum0
blames dum0 "has no native XDP"
ip -n "$SW" link set sw2 mtu 9000
check_fails "a device whose driver refuses the program does not join" on_host bondctl member add bond0 eth2
says "for the driver's reason" MTU
ip -n "$SW" link set sw2 mtu 1500
check "it is as before, too" has_state "$HOST" eth2 "$TMP/eth2"
check "another device joins" on_host bondctl member add bond0 eth2
check "it runs the program" runs 2
on_host bondctl member del bond0 eth2
check "it has left and is as before" has_state "$HOST" eth2 "$TMP/eth2"
ip -n "$HOST" link set eth2 up
watch left "$HOST" eth2 --filter ethertype 0x88b5
before=$(counted eth2)
on_sw nbwire send sw2 "$frame" 3
check_soon "frames still come there" 3 three_left
watch_end left
check_eq "it no longer runs the program" "$before" "$(counted eth2)"
check "it gets one of its own" on_host nbxdp attach eth2 pass
check "the others still run the bond's" runs 1
on_host nbxdp detach eth2

# Modes.
check_fails "no change to a mode that copies packets" on_host bondctl set bond0 --mode broadcast
says "the reason: the program" "an XDP program is attached"
check_eq "the mode is as before" active-backup "$(show .mode)"
for mode in balance-xor balance-rr active-backup; do
	check "a change to $mode" on_host bondctl set bond0 --mode $mode
	check "$mode: eth0 runs it" runs 0
	check "$mode: eth1 runs it" runs 1
done
check "it is detached" on_host nbxdp detach bond0
check_eq "the bond shows none" null "$(json '.[0].xdp' ip -n "$HOST" -j link show bond0)"
check_soon "nobody has one" 5 programs_are 0
check "now to broadcast" on_host bondctl set bond0 --mode broadcast
check_fails "no program in this mode" on_host nbxdp attach bond0 pass
says "the reason: the mode" "this mode"
check "but a generic one" on_host nbxdp attach bond0 pass 88b5 generic
on_host nbxdp detach bond0 generic
check "and back" on_host bondctl set bond0 --mode balance-xor

# Members that cannot, or have one already.
on_host bondctl member add bond0 dum0
check_fails "not with a member without native XDP" on_host nbxdp attach bond0 pass
blames dum0 "has no native XDP"
check_soon "nobody has it" 5 programs_are 0
on_host bondctl member del bond0 dum0
on_host nbxdp attach eth1 pass
check_fails "not over a member's own program" on_host nbxdp attach bond0 pass
blames eth1 "has an XDP program of its own"
check_soon "only that one is left" 5 programs_are 1
on_host nbxdp detach eth1

# A link, which goes with its process.
ip netns exec "$HOST" nbxdp attach bond0 pass 88b5 link 2>"$TMP/link" &
check_soon "a link is made" 5 grep -q ready "$TMP/link"
check "eth1 runs it" runs 1
kill $!
wait $! 2>/dev/null
check_soon "its end takes the program along" 5 programs_are 0

# Who is refused again and again does not fill the log. Nothing after this can rest on the log.
on_host nbxdp attach bond0 pass 88b5
for ((i = 0; i < 60; i++)); do echo link set dum0 master bond0; done | ip -n "$HOST" -force -batch - >"$TMP/joins" 2>&1
check_eq "60 more attempts are refused" 60 "$(grep -c 'no native XDP' "$TMP/joins")"
check_le "lines in the log" "$(dmesg | grep -c 'dum0: has no native XDP')" 30

# Going away.
ip -n "$HOST" link del eth1
check "a device is unplugged: the other runs the program" runs 0
check_soon "there is one program" 5 programs_are 1
ip -n "$HOST" link del bond0
check_soon "the bond is deleted, and the program with it" 5 programs_are 0
check "a member's device is free" on_host nbxdp attach eth0 pass
on_host nbxdp detach eth0

setup_ns AWAY
ip -n "$AWAY" link add bond0 type netbond
ip -n "$AWAY" link add mem0 type veth peer name far0
ip -n "$AWAY" link add mem1 type veth peer name far1 netns "$HOST"
ip -n "$AWAY" link set mem0 master bond0
ip -n "$AWAY" link set mem1 master bond0
check "a program in a namespace" ns_exec "$AWAY" nbxdp attach bond0 pass
nb_del_ns "$AWAY"
check_soon "the namespace is gone, and the program with it" 10 programs_are 0
