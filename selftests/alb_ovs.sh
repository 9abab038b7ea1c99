#!/bin/bash
# Open vSwitch above the bond: guests' frames go by one member, untouched, the host's own are spread, the switch sees each station at one port.
# timeout: 150
# kernels: 6.12
# processors: 2
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ovs.inc"
modprobe openvswitch 2>/dev/null || skip "no openvswitch module"
topo_switch 3
on_host bondctl add bond0 --mode balance-alb --num-peer-notif 1 --member eth0,eth1,eth2 || die "no bond"
ip -n "$HOST" link set bond0 up
bond=$(mac "$HOST" bond0)
ovs_up "$HOST"
setup_ns GUEST
# shellcheck disable=SC2153
ip -n "$HOST" link add tap1 type veth peer name eth0 netns "$GUEST"
ip -n "$HOST" link set tap1 up
ovs_vsctl add-br br-ovs -- set bridge br-ovs "other_config:hwaddr=\"$bond\"" -- add-port br-ovs bond0 -- add-port br-ovs tap1 ||
	die "Open vSwitch does not come up: $(tail -3 "$TMP/ovs/switch.log")"
ips "$HOST" <<-END
	link set br-ovs up
	address add 10.0.0.1/24 dev br-ovs
	address add fd00::1/64 dev br-ovs nodad
END
ips "$GUEST" <<-END
	address add 10.0.0.51/24 dev eth0
	address add fd00::51/64 dev eth0 nodad
	link set eth0 up
END
check_soon "all are usable" 5 state_is ok
check_eq "the host's station is the bond's" "$bond" "$(mac "$HOST" br-ovs)"
active=$(show .active_member) guest=$(mac "$GUEST" eth0)
fdb_watch ovs
watch_members ovs
for net in 10.0.0. fd00::; do
	check_soon "the host reaches ${net}2" 10 on_host ping -c1 -W1 "${net}2"
	check_soon "the guest reaches ${net}2" 5 ns_exec "$GUEST" ping -c1 -W1 "${net}2"
	check_soon "the far host reaches ${net}1" 5 on_peer ping -c1 -W1 "${net}1"
	check_soon "the far host reaches ${net}51" 5 on_peer ping -c1 -W1 "${net}51"
done
flow host "$HOST" "$PEER" 10.0.0.2 200 32
flow guest "$GUEST" "$PEER" 10.0.0.2 200 32
sleep 1
for i in host guest; do
	flow_end $i
	check_eq "$i: lost, duplicated" "0 0" "$(flowed $i '"\(.lost) \(.duplicated)"')"
done
members_end ovs
watch_end ovs
check_eq "the guest's frames go by the active member" "sw${active#eth}" "$(said ovs ".src == \"$guest\"" '""' | sort -u | tr -d ' ')"
check_eq "nobody else speaks for it" "" "$(said ovs "((.ip_src // .spa // \"-\") | test(\"(\\\\.|::)51\$\")) and .src != \"$guest\"" '"\(.src) \(.kind)"')"
check_eq "the host's frames, by all members" 3 "$(said ovs '.dport and .ip_src == "10.0.0.1"' .src | sort -u | wc -l)"
check_eq "stations at more than one port" "" "$(fdb_flaps ovs)"
check_ge "clients" "$(clients length)" 2
# Its link state and its end.
ip -n "$SW" link set "sw${active#eth}" down
check_soon "another is active" 5 shows ".active_member != \"$active\""
check_soon "the guest reaches the far host" 5 ns_exec "$GUEST" ping -c1 -W1 10.0.0.2
check_soon "the far host reaches the guest" 5 on_peer ping -c1 -W1 10.0.0.51
ovs_vsctl del-br br-ovs
