#!/bin/bash
# advise hears one LACP partner at both ports, says 802.3ad, and the command that it prints comes up as it is.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
peer_bonding lag "p0 p1" lacp_rate fast lacp_active on
for port in eth0 eth1; do ip -n "$HOST" link set "$port" up; done
everything() { ip -n "$HOST" -d link show && ip -n "$HOST" maddress show && ip -n "$HOST" address show && ip -n "$HOST" route show table all; }

said() { jq -r ".[0] | $1" "$TMP/advice"; }
both_heard() {
	on_host bondctl advise eth0 eth1 --listen 1.3 --json >"$TMP/advice" && [[ $(said '[.ports[].heard.lacp | length] | add') == 2 ]]
}
check_soon "both ports hear LACP" 8 both_heard
check_eq "802.3ad fits" "802.3ad" "$(said .method)"
check_eq "one system is named" "$(far_end p0 actor "system mac address")" "$(said '[.ports[].heard.lacp[].system] | unique | join(" ")')"
check_eq "the others do not, and it says why" 3 "$(said '[.others[] | select(.why != "")] | length')"
check_eq "nothing is left to ask" 0 "$(said '.questions | length')"
everything >"$TMP/before"
# Without an answer the in-tree driver speaks fast for 3 s after its link came up, and then every 30 s.
for port in 1 2; do speech[port]=$(lacp_frame "$(mac "$PEER" "p$((port - 1))")" 65535 "$(mac "$PEER" lag)" 15 255 $port 0x47); done
while on_peer nbwire send p0 "${speech[1]}" && on_peer nbwire send p1 "${speech[2]}"; do pause 0.3; done &
speaker=$!
on_host bondctl advise eth0 eth1 --listen 2.2 >"$TMP/text" &
adviser=$!
pause 0.3
check_eq "no port is promiscuous meanwhile" 2 "$(ip -n "$HOST" -d link show type veth | grep -c 'promiscuity 0')"
wait "$adviser"
kill $speaker
everything >"$TMP/after"
check "nothing was changed" diff "$TMP/before" "$TMP/after"
check "text says the same" grep -q '^Best: 802.3ad' "$TMP/text"

while read -r command; do
	check "$command" on_host sh -c "$command"
done < <(said '.commands[]')
lacp_form "the bond of advise"
on_host bondctl advise eth0 eth1 --listen 0 --same-switch yes --managed yes --json >"$TMP/advice"
check_eq "a bond that is there and fits is named" 1 "$(said '[.findings[] | select(.about == "bond_fits")] | length')"
on_host bondctl set bond0 --mode balance-rr
on_host bondctl advise eth0 eth1 --listen 0 --same-switch yes --managed yes --json >"$TMP/advice"
check_eq "one that does not, too" 1 "$(said '[.findings[] | select(.about == "bond_does_not_fit")] | length')"
check_fails "a bond is no port" on_host bondctl advise bond0 --listen 0
