#!/bin/bash
# Every module parameter arrives in the options of the bond that it makes, as a word and as a number.
# kernels: 6.12 6.1
# module: own
# timeout: 300
. "$(dirname "$0")/lib.sh"

# bonds: the names of all bonds here.
bonds() { ip -j link show type netbond | jq -r 'map(.ifname) | sort | join(" ")'; }

# arrives "PARAMETERS" JSON: the options that they have to make.
arrives() {
	local parameters=$1
	# shellcheck disable=SC2086
	insmod "$NB_KO" $parameters || { fail "refused: $parameters"; return; }
	check_eq "one bond: $parameters" bond0 "$(bonds)"
	check_eq "options: $parameters" '{}' "$(bondctl show bond0 --json | jq -c --argjson want "$2" \
		'.[0].options as $o | $want | with_entries(select($o[.key] != .value) | .value = $o[.key])')"
	[[ $2 != *tx_queues* ]] || check_eq "queues of the device" "$(jq .tx_queues <<<"$2")" \
		"$(find /sys/class/net/bond0/queues/ -name 'tx-*' | wc -l)"
	rmmod netbond
}

arrives "mode=active-backup miimon=50 updelay=100 downdelay=200 arp_interval=500 arp_ip_target=10.0.0.2,10.0.0.3 arp_validate=active
	arp_all_targets=all primary=eth7 primary_reselect=better fail_over_mac=active num_grat_arp=3 resend_igmp=4 all_slaves_active=1 tx_queues=4" \
	'{"mode":"active-backup","miimon":50,"updelay":100,"downdelay":200,"arp_interval":500,"arp_ip_target":["10.0.0.2","10.0.0.3"],
	"arp_validate":"active","arp_all_targets":"all","primary":"eth7","primary_reselect":"better","fail_over_mac":"active",
	"num_peer_notif":3,"resend_igmp":4,"all_slaves_active":true,"tx_queues":4}'
arrives "mode=1 miimon=0 arp_validate=6 arp_all_targets=1 primary_reselect=2 fail_over_mac=2 num_unsol_na=255 resend_igmp=255 all_slaves_active=0
	tx_queues=255" \
	'{"miimon":0,"arp_validate":"filter_backup","arp_all_targets":"all","primary_reselect":"failure","fail_over_mac":"follow",
	"num_peer_notif":255,"resend_igmp":255,"all_slaves_active":false,"tx_queues":255}'
arrives "miimon=60000 updelay=3600000 downdelay=3600000 arp_interval=60000 arp_validate=0 arp_all_targets=0 primary_reselect=0 fail_over_mac=0
	num_grat_arp=0 resend_igmp=0 tx_queues=1" \
	'{"mode":"active-backup","miimon":60000,"updelay":3600000,"downdelay":3600000,"arp_interval":60000,"arp_validate":"none",
	"arp_all_targets":"any","primary_reselect":"always","fail_over_mac":"none","num_peer_notif":0,"resend_igmp":0,"tx_queues":1}'
arrives "mode=802.3ad lacp_rate=slow ad_select=bandwidth min_links=2 xmit_hash_policy=layer2" \
	'{"mode":"802.3ad","lacp_rate":"slow","ad_select":"bandwidth","min_links":2,"xmit_hash_policy":"layer2"}'
arrives "mode=4 lacp_rate=1 ad_select=3 min_links=65535" '{"mode":"802.3ad","lacp_rate":"fast","ad_select":"actor_port_prio","min_links":65535}'
arrives "mode=balance-tlb lp_interval=86400 tlb_dynamic_lb=0 xmit_hash_policy=layer2+3 primary=eth7 primary_reselect=better" \
	'{"mode":"balance-tlb","lp_interval":86400,"tlb_dynamic_lb":false,"xmit_hash_policy":"layer2+3","primary":"eth7","primary_reselect":"better"}'
arrives "mode=6 lp_interval=1 tlb_dynamic_lb=1" '{"mode":"balance-alb","lp_interval":1,"tlb_dynamic_lb":true,"alb_max_clients":4096}'
arrives "mode=balance-rr packets_per_slave=0" '{"mode":"balance-rr","packets_per_slave":0}'
arrives "mode=0 packets_per_slave=65535" '{"mode":"balance-rr","packets_per_slave":65535}'
arrives "mode=balance-xor xmit_hash_policy=encap3+4" '{"mode":"balance-xor","xmit_hash_policy":"encap3+4"}'
arrives "mode=2 xmit_hash_policy=5" '{"mode":"balance-xor","xmit_hash_policy":"vlan+srcmac"}'
arrives mode=broadcast '{"mode":"broadcast"}'
arrives "mode=3 miimon=20" '{"mode":"broadcast","miimon":20}'
arrives arp_interval=5 '{"arp_interval":5}'
arrives arp_interval=0 '{"arp_interval":0}'
arrives primary=abcdefghijklmno '{"primary":"abcdefghijklmno"}'
for word in none active backup all filter filter_active filter_backup; do
	arrives arp_validate=$word "{\"arp_validate\":\"$word\"}"
done
arrives "fail_over_mac=follow primary_reselect=failure arp_all_targets=any" \
	'{"fail_over_mac":"follow","primary_reselect":"failure","arp_all_targets":"any"}'
arrives "fail_over_mac=none primary_reselect=always fail_over_mac=1" '{"fail_over_mac":"active","primary_reselect":"always"}'
sixteen=$(seq -f 10.0.1.%g -s, 16)
arrives "arp_ip_target=$sixteen" "$(jq -cn --arg l "$sixteen" '{arp_ip_target: ($l / ",")}')"

# how_many PARAMETERS BONDS
how_many() {
	# shellcheck disable=SC2086
	check "loads: $1" insmod "$NB_KO" $1
	check_eq "bonds: ${1:-no parameter}" "$2" "$(bonds)"
	rmmod netbond
}
how_many "" ""
how_many max_bonds=0 ""
how_many "max_bonds=0 mode=1 miimon=50" ""
how_many max_bonds=3 "bond0 bond1 bond2"
ip link add bond0 type dummy || die "no dummy"
defer ip link del bond0
how_many "max_bonds=2 miimon=20" "bond1 bond2"
