#!/bin/bash
# Every option of 802.3ad takes effect on the wire at once, and what is no value is refused.
# timeout: 600
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
lacp_begin

for i in 0 1; do watch says$i "$PEER" p$i --filter lacp; done
# said I: the last LACPDU of ethI that came by.
said() {
	local line REPLY=''
	while read -r line; do [[ $line != *'"direction":"in"'* ]] || REPLY=$line; done <"$TMP/says$1.wire"
	echo "$REPLY"
}
# both_say FILTER: their last ones are so. Nobody is asked before there are others than at the last time.
both_say() {
	local now
	now=$(said 0)$(said 1)
	[[ $now != "$both_said" ]] || return
	both_said=$now
	jq -se "length == 2 and all($1)" <<<"$now"
}
# says WHAT FILTER COMMAND...: after the command the LACPDUs of both members are so, and soon.
says() {
	local what=$1 filter=$2
	shift 2
	both_said=''
	check "$what" "$@"
	pause 0.05
	check_soon "$what: both say so" 3 both_say "$filter"
}

check "the default is fast" shows '.options.lacp_rate == "fast"'
says "slow" '.actor_flags | index("short") | not' on_host bondctl set bond0 --lacp-rate slow
watch calm "$HOST" eth0 --filter lacp
pause 4
watch_end calm
check_le "slow: LACPDUs that come in in 4 s" "$(frames calm '.direction == "in"')" 1
check "slow: nothing else changes" all_distributing
says "fast" '.actor_flags | index("short")' on_host bondctl set bond0 --lacp-rate fast
watch calm "$HOST" eth0 --filter lacp
pause 4
watch_end calm
check_ge "fast: LACPDUs that come in in 4 s" "$(frames calm '.direction == "in"')" 3
says "passive" '.actor_flags | index("active") | not' on_host bondctl set bond0 --lacp-active off
check "passive: nothing else changes" all_distributing
says "active" '.actor_flags | index("active")' on_host bondctl set bond0 --lacp-active on

for value in 1 300 65535; do
	says "ad_actor_sys_prio $value" ".actor_system_priority == $value" on_host bondctl set bond0 --ad-actor-sys-prio $value
done
for value in 02:00:00:00:5e:01 02:00:00:00:5e:02; do
	says "ad_actor_system $value" ".actor_system == \"$value\"" on_host bondctl set bond0 --ad-actor-system $value
	check_eq "ad_actor_system $value: the source address is the member's own" "$(show '.members[0].permanent_address')" \
		"$(said 0 | jq -r .src)"
done
lacp_form "with another system"
check_soon "the far end has it" 3 on_peer grep -q 02:00:00:00:5e:02 /proc/net/bonding/lag
says "ad_actor_system, none" ".actor_system == \"$(mac "$HOST" bond0)\"" on_host bondctl set bond0 --ad-actor-system 00:00:00:00:00:00
says "another address of the bond" '.actor_system == "02:00:00:00:5e:03"' ip -n "$HOST" link set bond0 address 02:00:00:00:5e:03
for value in 5 1023 0; do
	says "ad_user_port_key $value" "(.actor_key / 64 | floor) == $value and .actor_key % 64 != 0" on_host bondctl set bond0 --ad-user-port-key $value
done
says "actor_port_prio" ".actor_port_priority == 77" on_host bondctl member set bond0 eth0 eth1 --actor-port-prio 77
says "actor_port_prio, the limits" ".actor_port_priority == 65535" on_host bondctl member set bond0 eth0 eth1 --actor-port-prio 65535
for i in 0 1; do watch_end says$i; done
lacp_form "after all that"
check_traffic "after all that"

check "independent control" on_host bondctl set bond0 --coupled-control off
lacp_form "independent control"
check_soon "the mux has the other states" 3 shows 'all(.members[]; .lacp.mux == "distributing")'
check_traffic "independent"
check "coupled control" on_host bondctl set bond0 --coupled-control on
lacp_form "coupled control"
check_soon "the mux has the first states" 3 shows 'all(.members[]; .lacp.mux == "collecting_distributing")'

# joins: how long from the first LACPDU that a new member hears until it says Sync, ms, into $took.
joins() {
	on_host bondctl member del bond0 eth1
	check_soon "one link" 5 distributing 1
	watch join "$PEER" p1 --filter lacp
	on_host bondctl member add bond0 eth1
	lacp_form "joined"
	watch_end join
	took=$(jq -s '(map(select(.direction == "out")) | .[0].timestamp_us) as $heard |
		map(select(.direction == "in" and .timestamp_us > $heard and (.actor_flags | index("sync")))) |
		(.[0].timestamp_us - $heard) / 1000 | floor' "$TMP/join.wire")
}
waits=()
for _ in 1 2 3; do joins && waits+=("$took"); done
check_ge "no fast join: ms" "$(median "${waits[@]}")" 1500
check "fast join" on_host bondctl set bond0 --fast-join on
# The best of three counts.
for _ in 1 2 3; do
	joins
	((took > 500)) || break
done
check_le "fast join: ms" "$took" 500
check "no fast join" on_host bondctl set bond0 --fast-join off

far=$(show .lacp.partner.system)
check "another partner is wanted" on_host bondctl set bond0 --lacp-partner-pin 02:00:00:00:00:99
check_soon "a foreign one is refused" 5 shows '(.carrier | not) and all(.members[]; .role == "none" and .reason == "lacp_pinned_out")'
sleep 1
check "for good" shows '.carrier | not'
check "this partner is wanted" on_host bondctl set bond0 --lacp-partner-pin "$far"
lacp_form "the pinned partner"
check_eq "the pin is shown" "$far" "$(show .options.lacp_partner_pin)"
check "any partner" on_host bondctl set bond0 --lacp-partner-pin 00:00:00:00:00:00
check "that changes nothing" all_distributing

before=$(show '.options | tojson')
for bad in "lacp-rate bogus" "lacp-rate 2" "lacp-active 2" "ad-select bogus" "ad-select 4" "ad-actor-system 01:00:00:00:00:01" "ad-actor-system bogus" \
	"ad-actor-system ff:ff:ff:ff:ff:ff" "ad-actor-sys-prio 0" "ad-actor-sys-prio 65536" "ad-user-port-key 1024" "max-links 65536" "min-links 65536" \
	"coupled-control 2" "lacp-fallback bogus" "lacp-fallback-timeout 99" "lacp-fallback-timeout 3600001" "fast-join 2" \
	"lacp-partner-pin 01:80:c2:00:00:02" "lacp-partner-pin 02:00:00:00:00" "lp-interval 1" "primary eth0"; do
	# shellcheck disable=SC2086
	check_fails "refused: $bad" on_host bondctl set bond0 --$bad
	check_ge "in words" "${#OUT}" 10
done
for bad in -1 65536 bogus ''; do
	check_fails "refused: actor-port-prio '$bad'" on_host bondctl member set bond0 eth0 --actor-port-prio "$bad"
done
check_eq "nothing changed" "$before" "$(show '.options | tojson')"
check_fails "an option of another mode" on_host bondctl add bond1 --mode balance-xor --lacp-rate slow
check "all is well" all_distributing

# A partner that is in sync and does not take data in, by hand: eth1 waits for it, or does not.
ip -n "$PEER" link del lag
ip -n "$PEER" link set p0 down
ip -n "$PEER" link set p1 up
check_fails "nothing speaks" wait_for 1 shows .carrier
# partner STATE: what it says from now on.
partner() {
	local frame
	[[ ! ${speaker-} ]] || { kill "$speaker" && wait "$speaker" 2>/dev/null; }
	# shellcheck disable=SC2046
	frame=$(lacp_frame 02:00:00:00:00:77 100 02:00:00:00:00:77 9 9 9 "$1" \
		$(lacp_member eth1 '.actor | "\(.system_priority) \(.system) \(.key) \(.port_priority) \(.port) 15"'))
	ip netns exec "$PEER" nbwire send p1 "$frame" 500 200 &
	speaker=$!
}
mux_is() { shows ".members[1].lacp.mux == \"$1\""; }
on_host bondctl set bond0 --coupled-control off
watch half "$PEER" p1 --filter lacp
partner 15
check_soon "independent: it collects" 10 mux_is collecting
check_eq "independent: and does not distribute" "1 0 false none lacp_not_collecting" \
	"$(show '"\(.lacp.collecting) \(.lacp.distributing) \(.carrier) \(.members[1].role) \(.members[1].reason)"')"
sleep 0.5
watch_end half
check_ge "independent: it says so" "$(frames half '.direction == "in" and (.actor_flags | index("collecting") and (index("distributing") | not))')" 1
watch taken "$HOST" bond0
address=$(mac "$HOST" bond0)
on_peer nbwire send p1 "${address//:/} 020000000077 88b5 0102030405060708" 5 20
watch_end taken
check_eq "independent: what it collects is passed up" 5 "$(frames taken '.ethertype == "0x88b5"')"
partner 31
check_soon "independent: the partner collects" 3 mux_is distributing
check_soon "independent: there is carrier" 3 shows '.carrier and .members[1].role == "active"'
partner 15
check_soon "independent: the partner collects no more" 3 mux_is collecting
check_soon "independent: there is no carrier" 3 shows '.carrier | not'
partner 7
check_soon "independent: the partner is out of sync" 3 mux_is attached
on_host bondctl set bond0 --coupled-control on
partner 15
check_soon "coupled: it does not wait" 10 mux_is collecting_distributing
check_soon "coupled: nor does data, for long" 3 shows '.carrier and .members[1].role == "active"'
partner 7
check_soon "coupled: the partner is out of sync" 3 mux_is attached
kill "$speaker"
