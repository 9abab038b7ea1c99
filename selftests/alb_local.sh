#!/bin/bash
# Neighbours are taught about the addresses of this host, on whichever device and in whichever network namespace, not about those that it answers
# for on behalf of others by proxy ARP: those may move without a word to this host, and no failover here is to bring a neighbour back. The same
# holds for those that it gives up, on whichever device in whichever namespace, but not as long as another one has it, too; unless a VLAN device of the
# bond goes with it.
# timeout: 100
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 balance-alb --num-peer-notif 0
check_soon "all are usable" 5 state_is ok
setup_ns BOX
on_host bondctl add bond1 --mode active-backup
ips "$HOST" <<-END
	address add 10.1.0.1/32 dev lo
	link add link bond0 name v2 type vlan id 2
	link set v2 netns $BOX
	link add link bond0 name v4 type vlan id 4
	link set v4 netns $BOX
	link add vrf3 up type vrf table 3
	link add link bond0 name v3 type vlan id 3
	link set v3 master vrf3 up
	address add 10.3.0.254/24 dev v3
	route add local 10.3.0.1/32 dev vrf3 table 3
	link add link bond0 name v5 up type vlan id 5
	address add 10.5.0.1/24 dev v5
	address add fd05::1/64 dev v5 nodad
	link add vrf6 up type vrf table 6
	link add link bond0 name v6 type vlan id 6
	link set v6 master vrf6 up
	address add 10.6.0.1/24 dev v6
	link add vrf7 up type vrf table 7
	link add link bond0 name v7 type vlan id 7
	link set v7 master vrf7 up
	address add 10.6.0.1/24 dev v7
	link set bond1 up
	address add 10.7.0.1/32 dev bond1
	link add guests up type dummy
	address add 10.0.0.1/32 dev guests
	address add fd00::1/128 dev guests nodad
	route add 10.4.0.1/32 dev guests
END
ips "$BOX" <<-END
	address add 10.2.0.1/24 dev v2
	link set v2 up
	link add guests up type bridge forward_delay 0
	link set v4 master guests up
	address add 10.8.0.1/24 dev guests
END
ips "$PEER" <<-END
	link add link eth0 name v2 up type vlan id 2
	link add link eth0 name v3 up type vlan id 3
	link add link eth0 name v4 up type vlan id 4
	link add link eth0 name v5 up type vlan id 5
	link add link eth0 name v6 up type vlan id 6
	address add 10.2.0.2/24 dev v2
	address add 10.3.0.2/24 dev v3
	address add 10.5.0.2/24 dev v5
	address add fd05::2/64 dev v5 nodad
	address add 10.6.0.2/24 dev v6
	address add 10.8.0.2/24 dev v4
	route add 10.1.0.0/24 dev eth0
	route add 10.4.0.0/24 dev eth0
	route add 10.7.0.0/24 dev eth0
END
on_host sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.bond0.proxy_arp=1 net.ipv4.neigh.bond0.proxy_delay=0
# Five seconds after it answered somebody, this host asks there by itself: that makes clients, too.
on_host sysctl -qw net.ipv4.neigh.bond0.delay_first_probe_time=600 net.ipv6.neigh.bond0.delay_first_probe_time=600
bond=$(mac "$HOST" bond0) other=02:00:00:00:00:99

# knows ADDRESS: whom the peer takes for it.  reaches ADDRESS: does it take anybody, when it needs one?
knows() { ip -n "$PEER" -j neigh show to "$1" | jq -r '.[0].lladdr // "-"'; }
reaches() {
	on_peer ping -c1 -W1 "$1" >/dev/null
	[[ $(knows "$1") != - ]]
}
# locals ADDRESS: clients of it.  forgotten ADDRESS: has it none?
locals() { clients "[.[] | select(.local_address == \"$1\")] | length"; }
forgotten() { [[ $(locals "$1") == 0 ]]; }
for address in 10.0.0.1 fd00::1 10.1.0.1 10.2.0.1 10.3.0.1 10.5.0.1 fd05::1 10.6.0.1 10.7.0.1 10.8.0.1; do
	check_soon "$address is answered for" 5 reaches $address
done
check_eq "an address on another device has a client" 1 "$(locals 10.1.0.1)"
check_eq "one of a VLAN device elsewhere" 1 "$(locals 10.2.0.1)"
check_eq "one that only the table of a VRF has" 1 "$(locals 10.3.0.1)"
check_eq "one that two VRFs have" 1 "$(locals 10.6.0.1)"
check_eq "one of another bond" 1 "$(locals 10.7.0.1)"
check_eq "one of a bridge elsewhere" 1 "$(locals 10.8.0.1)"
check_soon "and so is another's" 5 reaches 10.4.0.1
check_eq "which has no clients" 0 "$(locals 10.4.0.1)"
check_eq "and whose neighbours know the bond's address" "$bond" "$(knows 10.4.0.1)"

# It moves to another host, and so does what this one gives up.
ips "$HOST" <<-END
	address del 10.1.0.1/32 dev lo
	address del 10.0.0.1/32 dev guests
	address del fd00::1/128 dev guests
	link del v5
	link del v6
	address del 10.7.0.1/32 dev bond1
END
ips "$BOX" <<-END
	link del v4
	link del v2
END
check_soon "an address of another device is given up: forgotten" 3 forgotten 10.1.0.1
check_soon "the VLAN device goes that had one: forgotten" 3 forgotten 10.5.0.1
check_soon "and its other one" 3 forgotten fd05::1
check_soon "one that another VRF has as well: forgotten" 3 forgotten 10.6.0.1
check_soon "another bond gives one up: forgotten" 3 forgotten 10.7.0.1
check_soon "a VLAN device elsewhere goes that had one: forgotten" 3 forgotten 10.2.0.1
check_eq "what a bridge elsewhere has is not, though nothing leads there" 1 "$(locals 10.8.0.1)"
ip netns del "$BOX"
check_soon "its namespace goes: forgotten" 10 forgotten 10.8.0.1
check_ge "what the bond itself still has, has clients" "$(locals 10.0.0.1)" 1
check_ge "by IPv6, too" "$(locals fd00::1)" 1
ip -n "$PEER" neigh replace 10.4.0.1 lladdr $other dev eth0 nud stale
ip -n "$PEER" neigh replace 10.1.0.1 lladdr $other dev eth0 nud stale
sleep 1.2
for port in sw0 sw1; do
	ip -n "$SW" link set $port down
	check_soon "$port is lost" 5 state_is degraded
	sleep 0.5
	ip -n "$SW" link set $port up
	check_soon "and back" 5 state_is ok
done
check_eq "the one stays there" "$other" "$(knows 10.4.0.1)"
check_eq "and so does the other" "$other" "$(knows 10.1.0.1)"
