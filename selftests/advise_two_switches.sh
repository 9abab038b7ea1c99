#!/bin/bash
# advise hears two LACP partners, or two bridges: not one aggregate. active-backup, or stp when the host may be the path between.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lacp 2
for port in eth0 eth1; do ip -n "$HOST" link set "$port" up; done
ip -n "$HOST" address add 10.0.0.1/24 dev eth0
ip -n "$HOST" route add default via 10.0.0.2

said() { jq -r ".[0] | $1" "$TMP/advice"; }
advise() { on_host bondctl advise eth0 eth1 --json --no-input "$@" >"$TMP/advice"; }
heard() { advise --listen "$2" && [[ $(said "[.ports[].heard.$1 | length] | add") == 2 ]]; }
finding() { said "[.findings[] | select(.about == \"$1\")] | length"; }

peer_bonding lag0 p0 lacp_rate fast lacp_active on
peer_bonding lag1 p1 lacp_rate fast lacp_active on
check_soon "two partners are heard" 8 heard lacp 1.3
check_eq "LACP of two systems: active-backup" "active-backup" "$(said .method)"
check_eq "and what is wrong with LACP there" 1 "$(finding lacp_on)"
check "the router is the target" grep -q -- '--arp-ip-target 10.0.0.2' <<<"$(said .command)"
check_eq "the command is taken" 0 "$(on_host sh -c "$(said .command)" >&2; echo $?)"
check_eq "a router is no port's target twice" 1 "$(show '.options.arp_ip_target | length')"
ip -n "$HOST" link del bond0
ip -n "$PEER" link del lag0
ip -n "$PEER" link del lag1

for i in 0 1; do
	ips "$PEER" <<-END
		link add switch$i type bridge stp_state 1 forward_delay 200 hello_time 100
		link set p$i master switch$i up
		link set switch$i up
	END
	ip -n "$HOST" link set "eth$i" up
done
check_soon "two bridges are heard" 8 heard stp 2.2
check_eq "two switches" "false" "$(said .facts.same_switch.value)"
check_eq "active-backup" "active-backup" "$(said .method)"
check_eq "their networks do not meet" 1 "$(finding different_roots)"
check_eq "asked for: may the host be the path?" 1 "$(said '[.questions[] | select(.flag == "--transit")] | length')"
advise --listen 2.2 --transit yes
check_eq "it may: stp" "stp" "$(said .method)"
check "with its command" grep -q -- '^bondctl add bond0 --mode stp --member eth0,eth1' <<<"$(said .command)"
