#!/bin/bash
# balance-tlb and balance-alb on two switches: while downdelay holds a dead link, both switches hear at once by which member its addresses are reached, and
# again when it is back. The one that lost the link would send over the cable between them, whence the other would not send it back.
# kernels: 6.12
# timeout: 120
. "$(dirname "$0")/lib.sh"
topo_two forward_delay 0
for space in "$HOST" "$PEER" "$FAR"; do ns_exec "$space" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; done
# No other frame of the bond teaches switches: no ARP, and no learning frames by the clock.
on_host bondctl add bond0 --mode balance-tlb --downdelay 60000 --lp-interval 3600 || die "no bond"
on_host bondctl member add bond0 eth0 eth1 || die "the members do not join"
ips "$HOST" <<-END
	address add 10.0.0.1/24 dev bond0
	address add 10.0.0.11/24 dev bond0
	link set bond0 up
	neigh replace 10.0.0.2 lladdr $(mac "$PEER" eth0) dev bond0 nud permanent
	neigh replace 10.0.0.3 lladdr $(mac "$FAR" eth0) dev bond0 nud permanent
END
check_soon "both are usable" 10 state_is ok
choose eth0
addresses=("$(mac "$HOST" bond0)") second=$(own eth1)

# reaches NAMESPACE MAC: does a station there reach the host by this address?
reaches() {
	ip -n "$1" neigh replace 10.0.0.1 lladdr "$2" dev eth0 nud permanent
	ns_exec "$1" ping -c1 -W0.2 -q 10.0.0.1
}
all_reach() {
	local space address
	for space in "$PEER" "$FAR"; do
		for address in "${addresses[@]}"; do reaches "$space" "$address" || return; done
	done
}
# back: does no switch look for an address any more where the other member stood in for it?
back() {
	local address space
	for address in "${addresses[@]}"; do
		space=$SWB
		[[ $address != "$second" ]] || space=$SW
		! bridge -n "$space" fdb show br br0 | grep -q "^$address dev sw0 " || return 1
	done
}
# flap WHAT MEMBER NAMESPACE: its link goes, at this switch, and comes back.
flap() {
	check_soon "$1: by all addresses, from both switches" 5 all_reach
	ip -n "$3" link set sw0 down
	check_soon "$1: downdelay holds it" 3 \
		shows ".members[] | select(.name == \"$2\") | .votes[] | select(.vote == \"carrier\") | .value == \"yes\" and .reason == \"downdelay\""
	check_soon "$1: all is received while the link is held" 3 all_reach
	ip -n "$3" link set sw0 up
	check_soon "$1: it is over" 5 state_is ok
	check_soon "$1: both switches hear of that" 3 back
	check_soon "$1: all is received when the link is back" 3 all_reach
	check_eq "$1: no other choice" eth0 "$(show .active_member)"
}
flap "balance-tlb, the active member" eth0 "$SW"
flap "balance-tlb, the other" eth1 "$SWB"

# One of each station's two entries leads to a member, the other to the other.
on_host bondctl set bond0 --mode balance-alb
for space in "$PEER" "$FAR"; do ip -n "$space" neigh del 10.0.0.1 dev eth0; done
asks() { check_soon "$2 is answered for" 5 ns_exec "$1" ping -c1 -W0.2 -q "$2"; }
asks "$PEER" 10.0.0.1
asks "$FAR" 10.0.0.1
asks "$FAR" 10.0.0.11
asks "$PEER" 10.0.0.11
addresses+=("$(own eth0)" "$second")
for member in eth0 eth1; do
	check_eq "$member has a client at each switch" "10.0.0.2 10.0.0.3" "$(clients "[.[] | select(.member == \"$member\") | .address] | sort | join(\" \")")"
done
flap "balance-alb, the active member" eth0 "$SW"
flap "balance-alb, the other" eth1 "$SWB"
