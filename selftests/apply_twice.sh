#!/bin/bash
# A file makes bonds what it says, tells the difference first, and a second time changes nothing.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 4
cat >"$TMP/bonds.yaml" <<-END
	version: 1
	bonds:
	  bond0:
	    mode: active-backup
	    up: true
	    mtu: 1400
	    address: "02:00:00:00:aa:01"
	    arp_interval: 100
	    arp_ip_target: [10.0.0.2, 10.0.0.3]
	    members:
	      eth0: {prio: 10}
	      eth1: {}
	  bond1:
	    mode: 802.3ad
	    lacp-rate: slow
	    members: [eth2, eth3]
END
apply() { on_host bondctl apply "$@"; }
sequence() { json '[.[] | .event_seq] | add' on_host bondctl show --json; }
shows() {
	local bonds
	bonds=$(on_host bondctl show "$1" --json) && jq -e ".[0] | $2" <<<"$bonds"
}

OUT=$(apply "$TMP/bonds.yaml" --dry-run)
check_eq "--dry-run makes no bond" "[]" "$(on_host bondctl show --json | jq -c .)"
check_eq "and tells the difference" "+ bond0: mode active-backup|+ bond0: arp_interval 100 ms" "$(head -2 <<<"$OUT" | paste -sd'|')"
check_eq "apply tells the same" "$OUT" "$(apply "$TMP/bonds.yaml")"
check "bond0" shows bond0 '.up and .mtu == 1400 and .address == "02:00:00:00:aa:01" and .options.arp_interval == 100 and
	.options.arp_ip_target == ["10.0.0.2", "10.0.0.3"] and ([.members[] | "\(.name) \(.prio)"] == ["eth0 10", "eth1 0"])'
check "bond1" shows bond1 '.mode == "802.3ad" and (.up | not) and .options.lacp_rate == "slow" and ([.members[].name] == ["eth2", "eth3"])'

# The kernel tells that a link is up a second late.
pause 1.5
before=$(sequence)
ip -n "$HOST" monitor link >"$TMP/links" &
monitor=$!
check_soon "a listener hears of devices" 10 heard_of link links "$HOST" 1
check_eq "the second time" "nothing to change" "$(apply "$TMP/bonds.yaml")"
check_soon "and goes on to" 10 heard_of link links "$HOST" 2
kill $monitor
check_eq "no event" "$before" "$(sequence)"
check_eq "no device changed" "" "$(grep -v -e '^[0-9]*: lo: ' -e ' link/loopback ' "$TMP/links")"

sed -i 's/interval: 100/interval: 50/; s/eth1: {}/eth1: {weight: 7}/; s/mtu: 1400/mtu: 1500/; s/slow/fast/; s/, eth3//' "$TMP/bonds.yaml"
check_eq "only what differs" "~ bond0: arp_interval 100 ms -> 50 ms|~ bond0: member eth1: weight 1 -> 7|~ bond0: mtu 1400 -> 1500|~ bond1: lacp_rate slow -> fast|- bond1: member eth3" \
	"$(apply "$TMP/bonds.yaml" | paste -sd'|')"
check "is changed" shows bond0 '.options.arp_interval == 50 and .mtu == 1500 and .members[1].weight == 7'
check "and this" shows bond1 '.options.lacp_rate == "fast" and ([.members[].name] == ["eth2"])'
check_eq "and then no more" "nothing to change" "$(apply "$TMP/bonds.yaml")"

sed -i '/arp_/d; s/mode: 802.*/absent: true/; /lacp/d; /members: \[/d' "$TMP/bonds.yaml"
check_eq "what is not named goes to its default" "~ bond0: arp_interval 50 ms -> 0 ms|~ bond0: arp_ip_target 10.0.0.2,10.0.0.3 -> none|- bond1" \
	"$(apply "$TMP/bonds.yaml" | paste -sd'|')"
check_eq "one bond is left" '["bond0"]' "$(on_host bondctl show --json | jq -c 'map(.name)')"

check_fails "a file with a wrong key" apply - <<<$'version: 1\nbonds:\n  bond0:\n    mode: active-backup\n    arp_intervall: 10'
check_eq "names line and key" "bondctl: stdin:5: bond0: arp_intervall: unknown key, did you mean arp_interval?" "$OUT"
