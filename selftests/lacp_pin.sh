#!/bin/bash
# lacp_partner_pin: forged LACPDUs and Markers of another system on a member's wire change nothing; a wrong pin, set live or from the start, keeps
# members out, and explain names both systems.
# timeout: 200
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
lacp_begin
check_traffic "first"

far_system=$(far_end p0 actor "system mac address")
own=$(lacp_member eth0 '.actor | "\(.system_priority) \(.system) \(.key) \(.port_priority) \(.port) 63"')
source=$(mac "$PEER" p0) stranger=02:00:00:00:00:66 wrong=02:00:00:00:00:99
# forged STATE: an LACPDU of the stranger, whose port has the number and key of the partner's, at the highest priority.
# shellcheck disable=SC2046,SC2086
forged() { lacp_frame "$source" 1 $stranger $(far_end p0 actor "port key") 1 $(far_end p0 actor "port number") "$1" $own; }
# inject HEX [COUNT [MS]]: as if the far end had sent it.
inject() { on_peer nbwire send p0 "$@"; }
count() { lacp_member eth0 ".counters.$1"; }
state() { show '[.carrier, .state, .event_seq, (.members[] | [.name, .role, .reason, .lacp.selected, .lacp.aggregator, .lacp.mux, .lacp.rx, .lacp.actor, .lacp.partner, .lacp.heard])] | tojson'; }
partner_is() { [[ $(lacp_member eth0 .partner.system) == "$1" ]]; }

# Without a pin the stranger becomes the partner: what follows shows something.
ip netns exec "$PEER" nbwire send p0 "$(forged 63)" 100000 20 &
speaker=$!
check_soon "without a pin it becomes the partner" 5 partner_is $stranger
kill "$speaker"
wait "$speaker" 2>/dev/null
lacp_form "it is silent" 20

check "the partner is pinned, live" on_host bondctl set bond0 --lacp-partner-pin "$far_system"
sleep 0.5
was=$(state)
flow stream "$HOST" "$PEER" 10.0.0.2 500 16
flow back "$PEER" "$HOST" 10.0.0.1 500 16
before=$(count pdu_rx)
for said in 63 7 0 71 199 255; do inject "$(forged $said)" 100 2; done
inject "$(forged 63)" 20000
check_ge "each is counted" "$(count pinned_out)" 20600
check_ge "as received, too" $(($(count pdu_rx) - before)) 20600
check_eq "forged LACPDUs: the state" "$was" "$(state)"
check_eq "who speaks is shown" "$stranger true" "$(lacp_member eth0 '"\(.foreign.system) \(.foreign_ms < 20000)"')"
check "in text, too" eval "on_host bondctl show bond0 --details | grep -q 'foreign *system 1,$stranger'"
check_soon "explain tells of it" 5 nb_notes eth0 lacp_foreign_frames
# shellcheck disable=SC2016
check "by name, and of nothing on eth1" jq -e --arg who $stranger '.[0].members |
	(.[0].findings | any(.about == "lacp_foreign_frames" and (.text | contains($who)))) and
	(.[1].findings | any(.about == "lacp_foreign_frames") | not)' "$TMP/explained"

# A Marker of the partner is answered, the stranger's is not, and does not use up answers.
marker() { printf '%s020101100007%s%08x00000000%0180d' "${head}" "${1//:/}" "$2" 0; }
head=$(forged 63) && head=${head:0:28}
watch answer "$PEER" p0 --filter lacp
inject "$(marker $stranger 99)" 50 1
inject "$(marker "$far_system" 7)"
sleep 0.3
watch_end answer
check_eq "Markers: who is answered" "[[\"$far_system\",7]]" \
	"$(jq -s -c 'map(select(.direction == "in" and .marker_type == 2) | [.requester_system, .transaction])' "$TMP/answer.wire")"
check_eq "none is held back by the limit" 0 "$(count response_limited)"
flow_end stream
flow_end back
check_eq "lost from the host, of $(flowed stream .received)" 0 "$(lost stream)"
check_eq "lost to the host, of $(flowed back .received)" 0 "$(lost back)"
check_eq "after all: the state" "$was" "$(state)"

# Another pin, live: the partner is given up at once, and hears of it.
pinned_out() { shows '(.carrier | not) and all(.members[]; .role == "none" and .reason == "lacp_pinned_out")'; }
check "another system is wanted" on_host bondctl set bond0 --lacp-partner-pin $wrong
check "all members are out" pinned_out
check_soon "the far end hears of it" 3 far_clear p0 48
check_soon "explain names the cause" 15 nb_named "eth0:lacp_pinned_out eth1:lacp_pinned_out"
# shellcheck disable=SC2016
check "explain names both" jq -e --arg speaks "$far_system" --arg pin $wrong '.[0].members[0].findings |
	any(.about == "lacp_pinned_out" and (.text | contains("another system, " + $speaks) and contains("pinned is " + $pin)))' "$TMP/explained"
check "nor does it fall back" on_host bondctl set bond0 --lacp-fallback all --lacp-fallback-timeout 100
pause 3.5
check "nor does it fall back" pinned_out
on_host bondctl set bond0 --lacp-fallback none
check "the right one again" on_host bondctl set bond0 --lacp-partner-pin "$far_system"
lacp_form "the right one"
check_traffic "the right one"

# From the start; and it is kept in a file.
on_host bondctl export >"$TMP/bonds.yaml"
check "export writes it" grep -q "lacp_partner_pin: *[\"']\?$far_system" "$TMP/bonds.yaml"
sed -i "s/\(lacp_partner_pin: *\).*/\1'$wrong'/" "$TMP/bonds.yaml"
on_host bondctl del bond0
check "a bond with the wrong pin" on_host bondctl apply "$TMP/bonds.yaml"
ip -n "$HOST" link set bond0 up
check_soon "all members are out" 5 pinned_out
pause 3
check "for good" pinned_out
check "none is wanted" on_host bondctl set bond0 --lacp-partner-pin none
lacp_form "any partner"
check_eq "and none is shown" none "$(show '.options.lacp_partner_pin // "none"')"
