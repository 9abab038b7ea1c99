#!/bin/bash
# An apply that fails or is interrupted, wherever, leaves not one attribute changed.
# timeout: 180
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 6
for i in 0 1 2 3 4 5; do echo "link set eth$i alias card$i"; done | ips "$HOST"
# A device that is no longer than the one below it.
echo "link add low0 up type dummy
link add link low0 name bad0 type vlan id 5" | ips "$HOST"

# dump: all that can be set of bonds and devices; what counts or runs left out.
dump() {
	on_host bondctl show --json | jq '[.[] | {name, ifindex, mode, up, address, mtu, active_member, options,
		members: [.members[] | {name, ifindex, address, permanent_address, prio, weight, actor_port_prio}] | sort_by(.name)}] | sort_by(.name)'
	ip -n "$HOST" -d link show | sed -E 's/(qdisc|state|qlen|mode) [^ ]+//g; s/(hello|topology_change|tcn|gc)_timer +[0-9.]+//g; s/<[^>]*>//g'
	ip -n "$HOST" -j link show | jq -c '.[] | [.ifname, (.flags | index("UP") != null)]'
}

on_host bondctl apply - >/dev/null <<-END
	version: 1
	bonds:
	  bond0: {mode: active-backup, up: true, arp_interval: 200, arp_ip_target: 10.0.0.2, members: {eth0: {prio: 3}, eth1: {}}}
	  bond1: {mode: balance-xor, mtu: 1400, hash_seed: 7, members: {eth2: {weight: 3}, eth3: {}}}
END
pause 0.5
on_host bondctl set bond0 --active-slave eth1
pause 0.3
dump >"$TMP/before"
check "the dump has something" grep -q '"prio": 3' "$TMP/before"

# much LAST_BOND: changes of everything, then this.
much() {
	cat <<-END
		version: 1
		bonds:
		  bond0:
		    mode: 802.3ad
		    up: true
		    mtu: 1450
		    address: "02:00:00:00:bb:01"
		    lacp_rate: slow
		    members: {eth2: {}, eth1: {actor_port_prio: 9}}
		  bond1: {mode: broadcast, up: true, mtu: 1500, members: [eth0, eth3, eth4]}
		  bond3: {mode: balance-alb, up: true, members: [eth5]}
		  $1
	END
}
# unchanged WHAT
unchanged() {
	dump >"$TMP/after"
	if cmp -s "$TMP/before" "$TMP/after"; then ok "$1: not one attribute"; else fail "$1: $(diff "$TMP/before" "$TMP/after" | head -20)"; fi
}
# refused WHAT WORDS LAST_BOND
refused() {
	check_fails "$1" on_host bondctl apply - <<<"$(much "$3")"
	if grep -qE "$2" <<<"$OUT"; then ok "$1: says why"; else fail "$1: says: $(tail -1 <<<"$OUT")"; fi
	unchanged "$1"
}

refused "an unknown key" 'stdin:12: bond9: arp_intervall: unknown key, did you mean arp_interval\?$' 'bond9: {mode: 1, arp_intervall: 5}'
refused "a bad value" 'stdin:12: bond9: updelay: .* is not allowed' 'bond9: {mode: 1, updelay: x}'
refused "a device that is not there" 'stdin:12: bond9: members: eth9: no such device' 'bond9: {mode: 1, members: [eth9]}'
refused "an address that no target has" "stdin:12: bond9: arp_ip_target: '127.0.0.1' is not the address of one other host" 'bond9: {mode: 1, arp_ip_target: 127.0.0.1}'
refused "an MTU that the kernel refuses" 'stdin:12: bond9: mtu: .*; nothing is changed$' 'bond9: {mode: 1, mtu: 65535, members: [bad0]}'
refused "a name that the kernel refuses" 'stdin:12: bond%d: .*; nothing is changed$' 'bond%d: {mode: 1}'
refused "a member that the kernel refuses" 'stdin:12: bond9: lo: is not an Ethernet|stdin:12: bond9: .*lo' 'bond9: {mode: 1, members: [lo]}'

# Signals as soon as it has told what it will do, and some milliseconds later.
stopped=0
many="bond9: {mode: broadcast}$(printf '\n  bond%d: {mode: active-backup, up: true}' {10..39})"
for ((i = 0; i < 5; i++)); do
	: >"$TMP/out"
	ip netns exec "$HOST" bondctl apply - <<<"$(much "$many")" >"$TMP/out" 2>"$TMP/err" &
	job=$!
	wait_for 10 test -s "$TMP/out"
	pause "$(printf '0.%03d' $((i * 30)))"
	if ((i % 2)); then kill -HUP $job; else kill -TERM $job; fi 2>/dev/null
	wait $job
	status=$?
	# 128 and more: it had done all, and was about to exit; below it is asked whether that is so.
	((status == 0 || status > 128)) && break
	check_eq "interrupted: says how it ended" 1 $status
	check "interrupted: and what it did" grep -q 'interrupted by SIG[A-Z]*; nothing is changed$' "$TMP/err"
	stopped=$((stopped + 1))
	unchanged "interrupted"
done
check_ge "interrupted in the middle" $stopped 1
((stopped == 5)) || check_eq "or whole" "nothing to change" "$(on_host bondctl apply - <<<"$(much "$many")")"

# What is possible: the kernel bridges no bridge, and bad0 takes no MTU above that of the device below.
for bond in $(on_host bondctl show --json | jq -r '.[].name'); do on_host bondctl del "$bond"; done
echo "link add brx0 type bridge" | ips "$HOST"
on_host bondctl add bond1 --mode balance-xor --member eth2,eth3
told=$(on_host bondctl apply - --possible --wait 0 2>&1 <<-END
	version: 1
	bonds:
	  br5: {mode: stp, forward_delay: 4, members: [brx0, eth4]}
	  bond4: {mode: nonsense}
	  bond5: {mode: active-backup, mtu: 9000, members: [bad0]}
	  bond1: {mode: balance-xor, members: [nosuch0]}
	END
)
check_eq "not all is possible" 1 $?
check "the bridge's bad card is told of" grep -q "^bondctl: .*br5.*brx0" <<<"$told"
check "its times are the kernel's, and told of" grep -q "br5: max_age: is set all the same: 20 s .* --forward-delay 4 s" <<<"$told"
check "a bond that is wrong in the file is told of" grep -q "^bondctl: stdin:4: bond4: mode: 'nonsense'" <<<"$told"
check_eq "and its other one is in it" "eth4" "$(on_host bondctl show br5 --json | jq -r '.[0].members[].name')"
check "a bond without its member is there" on_host bondctl show bond5
check_eq "the members of a bond stay" "eth2 eth3" "$(on_host bondctl show bond1 --json | jq -r '[.[0].members[].name] | sort | join(" ")')"
