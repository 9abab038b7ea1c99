#!/bin/bash
# All targets die: probe_loss keep goes on with what has carrier and says so, down takes the bond's carrier; both recover by themselves.
# timeout: 150
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
# 10.0.0.2 has to be a secondary address: when a primary one goes, the far host takes the routes of the others away for a moment and drops itself.
ip -n "$PEER" -4 address flush dev eth0
ip -n "$PEER" address add 10.0.0.4/24 dev eth0
ip -n "$PEER" address add 10.0.0.2/24 dev eth0
make_bond bond0 active-backup --arp-interval 50 --arp-ip-target 10.0.0.2
check_soon "every path answers" 10 state_is ok

flow up "$HOST" "$PEER" 10.0.0.4 500
sleep 0.5
ip -n "$PEER" address del 10.0.0.2/24 dev eth0
check_soon "keep: it is told" 5 shows '.state == "degraded" and .reason == "probe_all_lost"'
check_eq "the carrier stays, and so does the choice" "true eth0" "$(show '"\(.carrier) \(.active_member)"')"
check_eq "an event tells" probe_all_lost "$(history_of '[.[] | select(.event == "state")] | last | .reason')"
flow_end up
check_eq "nothing is lost" 0 "$(lost up)"

on_host bondctl set bond0 --probe-loss down
check_soon "down: the carrier goes" 5 shows '.carrier == false'
check_eq "the kernel's own word" 0 "$(on_host cat /sys/class/net/bond0/carrier)"
check_eq "failed, for the same reason" "failed probe_all_lost" "$(show '"\(.state) \(.reason)"')"
ip -n "$PEER" address add 10.0.0.2/24 dev eth0
check_soon "it returns with a target" 5 shows '.carrier and .state == "ok"'
check_soon "and packets pass" 5 on_host ping -c1 -W1 10.0.0.2

# Routes go with the carrier that silence takes, as ignore_routes_with_linkdown has it, and a manager of networks takes the address, too: that is no reason
# to give the carrier back. The target is still asked, in its VLAN.
moves() { history_of '[.[] | select(.event == "active")] | last | .seq'; }
stays() {
	local before
	before=$(moves)
	pause "$2"
	check_eq "$1: the carrier does not come and go" "$before failed probe_all_lost" "$(moves) $(show '"\(.state) \(.reason)"')"
}
on_peer sysctl -qw net.ipv4.conf.all.arp_ignore=1
on_host sysctl -qw net.ipv4.conf.all.ignore_routes_with_linkdown=1 net.ipv4.conf.default.ignore_routes_with_linkdown=1
vlan_path 10.5.0.1/24 10.5.0.2/24 802.1q 5
on_host bondctl set bond0 --arp-ip-target 10.5.0.2
check_soon "the VLAN's paths answer" 5 state_is ok
ip -n "$PEER" address del 10.5.0.2/24 dev vlan5
check_soon "down: the carrier goes" 5 shows '.carrier == false'
stays "the route is gone" 1.5
ip -n "$HOST" address del 10.5.0.1/24 dev vlan5
stays "the address is gone" 0.5
ip -n "$PEER" address add 10.5.0.2/24 dev vlan5
check_soon "it returns with the target" 5 shows .carrier
ip -n "$HOST" address add 10.5.0.1/24 dev vlan5
check_soon "and with the address all is well" 5 state_is ok
ip -n "$PEER" address del 10.5.0.2/24 dev vlan5
check_soon "down: the carrier goes again" 5 shows '.carrier == false'
ips "$HOST" <<-END
	address del 10.5.0.1/24 dev vlan5
	address add 10.6.0.1/24 dev vlan5
END
check_soon "another address: no route leads to the target now" 5 shows '.carrier and .reason == "probe_no_route"'
ip -n "$HOST" address del 10.6.0.1/24 dev vlan5
on_host bondctl set bond0 --arp-ip-target 10.0.0.2
check_soon "all is well" 5 state_is ok

# keep, and a cable is pulled meanwhile: carrier still decides.
on_host bondctl set bond0 --probe-loss keep --active-slave eth0
on_host bondctl set bond0 --active-slave ''
ip -n "$PEER" address del 10.0.0.2/24 dev eth0
check_soon "lost again" 5 shows '.reason == "probe_all_lost"'
ip -n "$SW" link set sw0 down
check_soon "the member that has carrier takes over" 5 active_is eth1
