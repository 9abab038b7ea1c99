#!/bin/bash
# Cards that filter themselves: a backup's VLANs and addresses are in its filter before it is needed, and out of it when it left.
# timeout: 300
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_hub
received() { on_host cat /sys/class/net/eth1/statistics/rx_packets; }
# burst FRAME: how many frames eth1 received while the peer sent this one 20 times, whatever the bond did with them.
burst() {
	local before
	before=$(received)
	# shellcheck disable=SC2016
	on_peer sh -c 'for i in $(seq 20); do nbwire send eth0 "$0" || exit; done' "$*" >/dev/null
	sleep 0.3
	echo $(($(received) - before))
}
[[ $(on_host ethtool -k eth1 | awk '/^rx-vlan-filter/ {print $2}') == on ]] || skip "these cards do not filter VLANs"
on_host sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
on_host bondctl add nb0 --mode active-backup --member eth0,eth1 || die "no bond"
ip -n "$HOST" link set nb0 up
own=$(on_host cat /sys/class/net/nb0/address)
q5="$own 02:00:00:00:00:09 8100 0005 88b5 0102"
fdb="02:bb:00:00:00:01 02:00:00:00:00:09 88b5 0102"
check_le "the filter works: no VLAN 5 yet" "$(burst "$q5")" 5
check_le "nor a foreign address" "$(burst "$fdb")" 5
ip -n "$HOST" link add link nb0 name v5 up type vlan id 5
ns_exec "$HOST" bridge fdb add 02:bb:00:00:00:01 dev nb0 self
check_eq "eth1 is a backup" backup "$(json '.[0].members[] | select(.name == "eth1").role' on_host bondctl show nb0 --json)"
check_ge "a backup receives the VLAN" "$(burst "$q5")" 20
check_ge "and the address" "$(burst "$fdb")" 20
ip -n "$HOST" link del v5
ns_exec "$HOST" bridge fdb del 02:bb:00:00:00:01 dev nb0 self
check_le "no longer than the bond: VLAN" "$(burst "$q5")" 5
check_le "and address" "$(burst "$fdb")" 5
ip -n "$HOST" link add link nb0 name v5 up type vlan id 5
on_host bondctl member del nb0 eth1
own=$(on_host cat /sys/class/net/eth1/address)
ip -n "$HOST" link set eth1 up
q5="$own 02:00:00:00:00:09 8100 0005 88b5 0102"
check_le "one that left does not receive the VLAN" "$(burst "$q5")" 5
on_host bondctl member add nb0 eth1
own=$(on_host cat /sys/class/net/nb0/address)
q5="$own 02:00:00:00:00:09 8100 0005 88b5 0102"
check_ge "one that joined later does" "$(burst "$q5")" 20
cable n0 off
check_soon "a failover" 5 eval "on_host bondctl show nb0 --json | jq -e '.[0].active_member == \"eth1\"'"
ip -n "$HOST" address add 10.5.0.1/24 dev v5
ip -n "$PEER" link add link eth0 name v5 up type vlan id 5
ip -n "$PEER" address add 10.5.0.2/24 dev v5
check_soon "the VLAN works over it" 5 on_host ping -c1 -W1 10.5.0.2
