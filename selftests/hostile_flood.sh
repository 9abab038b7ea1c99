#!/bin/bash
# LACPDUs, Markers, ARP and Neighbour Discovery by the thousand a second, from 500 stations: both ways data goes on, the choice stays, the log is silent.
# timeout: 240
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
topo_switch 2
# Of 10.0.0.2, whose traffic is watched, nothing is forged: to believe that is the host's own affair.
make_bond bond0 active-backup --arp-interval 200 --arp-ip-target 10.0.0.2 --ns-ip6-target fd00::2
rounds=3 rate=1500
[[ ${NB_KERNEL:-} == uml ]] && rounds=2 rate=300
echo "netbond-selftest flood begins" >/dev/kmsg

bond=$(mac "$HOST" bond0) all=ffffffffffff other=02:00:00:00:00:99
# From ever other stations, in the subnet of another address of the host: who asks for it, who answers it, who announces himself.
ip -n "$HOST" address add 10.1.0.1/16 dev bond0
arp() { printf '%s [0x020000100000:6] 0806 0001 0800 0604 000%s [0x020000100000:6] [0x0a014000:4] %s %s' "$@"; }
slow=0180c2000002020000000a0a8809
lacp() { printf '%s 0101 0114 0001 [0x020000200000:6] 0001 0001 [1:2] 3f000000 0214 ffff 020000000001 0001 00ff 0001 3f000000 0310%0132d' $slow 0; }
marker() { printf '%s 0201 0110 0001 [0x020000200000:6] [1:4] 0000 0000%0180d' $slow 0; }

# flood: ARP, ND and LACP at once, of 500 stations; from a station, and LACP from the switch, whose bridge passes none on.
flood() {
	local pids=()
	ip netns exec "$PEER" nbflow send eth0 500 $rounds $rate "$(arp $all 1 000000000000 0a010001)" "$(arp "$bond" 2 "$bond" 0a010001)" \
		"$(arp $all 1 000000000000 '[0x0a014000:4]')" >"$TMP/arp" &
	pids+=($!)
	ip netns exec "$PEER" nbflow send eth0 500 $rounds $rate "$(nd_frame "$bond" $other fd00::77 fd00::1 88 60 fd00::77 "0201 $other")" \
		"$(nd_frame 33:33:00:00:00:01 $other fd00::77 ff02::1 88 20 fd00::77 "0201 $other")" \
		"$(nd_frame "$bond" $other fd00::77 fd00::1 87 00 fd00::1 "0101 $other")" >"$TMP/nd" &
	pids+=($!)
	ip netns exec "$SW" nbflow send sw0 500 $rounds $rate "$(lacp)" "$(marker)" >"$TMP/slow" &
	pids+=($!)
	wait "${pids[@]}"
}
# noisy WHAT: a flood, under traffic both ways.
noisy() {
	local was
	check_soon "$1: all are usable" 15 state_is ok
	check_soon "$1: the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
	was=$(show '"\(.active_member) \(.failovers)"')
	flow up "$HOST" "$PEER" 10.0.0.2 300 8
	flow down "$PEER" "$HOST" 10.0.0.1 300 8
	flood
	flow_end up
	flow_end down
	check_eq "$1: lost from the host, of $(flowed up .received)" 0 "$(lost up)"
	check_eq "$1: lost to the host, of $(flowed down .received)" 0 "$(lost down)"
	check_eq "$1: the active member, failovers" "$was" "$(show '"\(.active_member) \(.failovers)"')"
}
noisy "active-backup"
check "balance-alb, live" on_host bondctl set bond0 --mode balance-alb --alb-max-clients 256
noisy "balance-alb"
check_le "balance-alb: clients" "$(show .alb.clients)" 256
check "802.3ad, live" on_host bondctl set bond0 --arp-interval 0 --mode 802.3ad
flood
check_ge "802.3ad: LACPDUs" "$(lacp_member eth0 .counters.pdu_rx)" 500
check_le "802.3ad: answers to Markers in the time" "$(lacp_member eth0 .counters.response_tx)" 200
check_eq "802.3ad: malformed ones" 0 "$(lacp_member eth0 .counters.bad)"
check "active-backup, live" on_host bondctl set bond0 --mode active-backup --arp-interval 200
noisy "active-backup again"
check_eq "lines in the kernel's log" "" "$(dmesg | sed '1,/netbond-selftest flood begins/d' | grep -i 'netbond\|bond0' | grep -v 'ICMPv6:\|ADDRCONF')"
