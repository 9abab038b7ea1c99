#!/bin/bash
# A bond of the in-tree driver becomes a file, from that one of netbond with the same settings, and its traffic goes on.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
need setpriv
modprobe bonding max_bonds=0 2>/dev/null || [[ -d /sys/module/bonding ]] || skip "no bonding here"
topo_switch 2
ips "$HOST" <<-END || die "no in-tree bond"
	link add bond0 type bond mode active-backup arp_interval 100 arp_ip_target 10.0.0.2,10.0.0.3 arp_validate backup num_grat_arp 3 use_carrier 0
	link set bond0 mtu 1400
	link set eth0 down master bond0
	link set eth1 down master bond0
	link set bond0 type bond primary eth1 primary_reselect better
	link set eth1 type bond_slave prio 5
	link set bond0 up
END
check "import" eval "ip netns exec $HOST bondctl import >$TMP/bonds.yaml 2>$TMP/err"
check "what is not taken over is said" grep -q '^bondctl: bond0: not taken over: use_carrier' "$TMP/err"
check_fails "the name is taken" on_host bondctl apply "$TMP/bonds.yaml"
check "and it says so" grep -q 'bond0: is a device of kind bond, not a bond of netbond' <<<"$OUT"
ip -n "$HOST" link del bond0
check "apply" on_host bondctl apply "$TMP/bonds.yaml"
check "the settings" eval "ip netns exec $HOST bondctl show bond0 --json | jq -e '.[0] | .mode == \"active-backup\" and .up and .mtu == 1400 and
	(.options | .arp_interval == 100 and .arp_ip_target == [\"10.0.0.2\", \"10.0.0.3\"] and .arp_validate == \"backup\" and .num_peer_notif == 3 and
	.primary == \"eth1\" and .primary_reselect == \"better\") and ([.members[] | [.name, .prio]] == [[\"eth0\", 0], [\"eth1\", 5]])'"
ip -n "$HOST" address add 10.0.0.1/24 dev bond0
check_soon "traffic" 5 on_host ping -c1 -W1 10.0.0.2
check_fails "no bond is left to import" on_host bondctl import
on_host bondctl del bond0

ips "$HOST" <<-END || die "no in-tree bond"
	link add bond0 type bond mode 802.3ad lacp_rate fast xmit_hash_policy layer2+3 min_links 1 miimon 100 ad_actor_sys_prio 77
	link set eth0 down master bond0
END
check "import 802.3ad" eval "ip netns exec $HOST bondctl import bond0 2>$TMP/err >$TMP/lag.yaml"
check_eq "all is taken over" "" "$(<"$TMP/err")"
check "import without privilege" eval "ip netns exec $HOST setpriv --bounding-set=-net_admin --inh-caps=-net_admin bondctl import bond0 2>$TMP/err >/dev/null"
check "says what the kernel does not tell" grep -q '^bondctl: bond0: not taken over: .*ad_actor_sys_prio.*CAP_NET_ADMIN' "$TMP/err"
ip -n "$HOST" link del bond0
check "apply 802.3ad" on_host bondctl apply "$TMP/lag.yaml"
check "the settings" eval "ip netns exec $HOST bondctl show bond0 --json | jq -e '.[0] | .mode == \"802.3ad\" and (.up | not) and
	(.options | .lacp_rate == \"fast\" and .xmit_hash_policy == \"layer2+3\" and .min_links == 1 and .ad_actor_sys_prio == 77)'"
