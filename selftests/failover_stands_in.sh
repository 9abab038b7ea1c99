#!/bin/bash
# While downdelay holds the active member's link, one other stands in for it and no more: what is flooded comes up once, and what the host sends does
# not come back. When the link returns, the network is told, or the switch would go on sending to the one that stood in.
# timeout: 100
# kernels: 6.12 uml
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 active-backup --downdelay 20000
check_soon "all are usable" 5 state_is ok
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
choose eth0
bond=$(mac "$HOST" bond0) peer=$(mac "$PEER" eth0)
# The announcements of the choice are over.
sleep 1

fdb() { on_sw bridge -j fdb show br br0 | jq -r ".[] | select(.mac == \"$bond\" and .state != \"permanent\") | .ifname"; }
held() { shows '.members[0].votes[] | select(.vote == "carrier") | .reason == "downdelay"'; }
returned() { [[ $(fdb) == sw0 ]]; }
# flood WHAT: a broadcast from each end.
flood() {
	watch flood "$HOST" bond0 --filter ethertype 0x88b5
	watch peer "$PEER" eth0 --filter ethertype 0x88b5
	on_peer nbwire send eth0 "ffffffffffff${peer//:/}88b50001$(printf '%090d' 0)"
	on_host nbwire send bond0 "ffffffffffff${bond//:/}88b50002$(printf '%090d' 0)"
	watch_end flood
	watch_end peer
	check_eq "$1: the peer's broadcast comes up once" 1 "$(frames flood ".direction == \"in\" and .src == \"$peer\"")"
	check_eq "$1: the host's own does not come back" 0 "$(frames flood ".direction == \"in\" and .src == \"$bond\"")"
	check_eq "$1: the peer has it" 1 "$(frames peer ".direction == \"in\" and .src == \"$bond\"")"
}

flood "all links are up"
ip -n "$SW" link set sw0 down
check_soon "the link is held" 5 held
check "the peer answers" on_host ping -c1 -W1 10.0.0.2
stood_in=$(fdb)
check_eq "and is the active one" eth0 "$(show .active_member)"
flood "held"
check_eq "the switch knows who stands in" sw1 "$stood_in"

watch arp "$PEER" eth0 --filter arp
ip -n "$SW" link set sw0 up
check_soon "the switch sends to the active member again" 3 returned
check_eq "which never was another" eth0 "$(show .active_member)"
watch_end arp
check_eq "the host said so" 1 "$(frames arp ".direction == \"in\" and .spa == \"10.0.0.1\" and .tpa == .spa and .src == \"$bond\"")"
flood "returned"
