#!/bin/bash
# advise hears LLDP: one chassis or two, whose configuration, which ports and VLANs.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
for port in eth0 eth1; do ip -n "$HOST" link set "$port" up; done
for port in p0 p1; do ip -n "$PEER" link set "$port" up; done

said() { jq -r ".[0] | $1" "$TMP/advice"; }
# text TYPE TEXT: a TLV of it.  lldp CHASSIS PORT VLAN DESCRIPTION: a frame.
text() { printf '%02x%02x%s' $(($1 * 2)) ${#2} "$(printf %s "$2" | od -An -v -tx1 | tr -d ' \n')"; }
lldp() {
	local port
	port=$(printf %s "$2" | od -An -v -tx1 | tr -d ' \n')
	printf '0180c200000e020000000001 88cc 0207 04 %s 04%02x05%s 06020078 %s %s 0e0400140004 fe06 0080c201 %04x 0000' \
		"$1" $((1 + ${#2})) "$port" "$(text 5 "name-${1:10}")" "$(text 6 "$4")" "$3"
}
# hear FRAME FRAME [WORDS...]: what advise makes of them.
hear() {
	on_host bondctl advise eth0 eth1 --json --no-input --listen 1.1 "${@:3}" >"$TMP/advice" &
	local adviser=$!
	on_peer nbwire send p0 "$1" 9 100 &
	on_peer nbwire send p1 "$2" 9 100
	wait "$adviser"
}
finding() { said "[.findings[] | select(.about == \"$1\")] | length"; }

hear "$(lldp 0200000000aa Ethernet1/1 10 "Arista Networks EOS version 4.30")" "$(lldp 0200000000aa Ethernet1/2 10 "Arista Networks EOS version 4.30")"
check_eq "one chassis: 802.3ad" "true 802.3ad" "$(said '"\(.facts.same_switch.value) \(.method)"')"
check_eq "lines for its vendor alone" "eos" "$(said '[.switches[].vendor] | join(" ")')"
check_eq "with its ports and VLAN" 4 "$(said '[.switches[0].lines[] | select(. == ("interface Ethernet1/1", "interface Ethernet1/2", "  switchport access vlan 10", "  lacp timer fast"))] | unique | length')"

hear "$(lldp 0200000000aa Ethernet1/1 10 "Cisco Nexus (NX-OS)")" "$(lldp 0200000000bb Ethernet1/1 10 "Cisco Nexus (NX-OS)")"
check_eq "two chassis: active-backup" "false active-backup" "$(said '"\(.facts.same_switch.value) \(.method)"')"
check_eq "asked for: MLAG?" 1 "$(said '[.questions[] | select(.flag == "--mlag")] | length')"
hear "$(lldp 0200000000aa Ethernet1/1 10 "Cisco Nexus (NX-OS)")" "$(lldp 0200000000bb Ethernet1/1 20 "Cisco Nexus (NX-OS)")" --mlag yes
check_eq "MLAG: 802.3ad, by vPC" "802.3ad 1" "$(said '"\(.method) \([.switches[0].lines[] | select(. == "  vpc <N>")] | length)"')"
check_eq "their VLANs differ" 1 "$(finding different_vlans)"

hear "$(lldp 0200000000aa 7 10 Switch)" "$(lldp 0200000000aa 7 10 Switch)" --same-switch yes
check_eq "the same port twice: a switch without words between" "false balance-alb" "$(said '"\(.facts.managed.value) \(.method)"')"

hear "0180c200000e020000000001 88cc 0207 04 02" "0180c200000e020000000001 88cc fe ff"
check_eq "cut frames are nothing" "0 active-backup" "$(said '"\([.ports[].heard.lldp | length] | add) \(.method)"')"
