#!/bin/bash
# A bad module parameter: insmod fails, one line in the kernel's log names it, no bond and no module stays.
# module: own
# timeout: 400
# kernels: 6.12
. "$(dirname "$0")/lib.sh"

# The first load may draw lines about an unsigned module from outside the tree.
insmod "$NB_KO" || die "netbond does not load"
rmmod netbond
number=0

# refused WHY PARAMETER=VALUE [PARAMETER=VALUE...]: the first is the bad one; WHY is a pattern that the line has to match.
refused() {
	local why=$1 parameter=${2%%=*} mark lines
	shift
	number=$((number + 1))
	mark="netbond-selftest bad parameter $number"
	echo "$mark" >/dev/kmsg
	if insmod "$NB_KO" "$@" 2>/dev/null; then
		fail "accepted: $*"
		rmmod netbond
		return
	fi
	lines=$(dmesg | tail -n 40 | sed "1,/$mark\$/d" | grep 'netbond: ')
	[[ $lines == *netbond:* && $lines != *$'\n'* ]] || fail "not one line: $*: '$lines'"
	[[ $lines =~ [^a-z_]${parameter}[^a-z_] ]] || fail "$*: not named in '$lines'"
	[[ $lines =~ $why ]] || fail "$*: no '$why' in '$lines'"
	if grep -q '^netbond ' /proc/modules; then
		fail "$*: the module stays"
		rmmod netbond
	fi
}

refused "does not apply" xmit_hash_policy=layer2+3
refused "does not apply" lacp_rate=slow
refused "does not apply" ad_select=count
refused "does not apply" min_links=1
refused "does not apply" lp_interval=2
refused "does not apply" tlb_dynamic_lb=0
refused "does not apply" packets_per_slave=2

for parameter in mode arp_validate arp_all_targets primary_reselect fail_over_mac xmit_hash_policy lacp_rate ad_select; do
	for value in bogus "" 99; do refused . "$parameter=$value"; done
done
refused "out of range" lp_interval=0 mode=balance-tlb
refused "out of range" lp_interval=86401 mode=balance-tlb
refused "out of range" min_links=65536 mode=802.3ad
refused "out of range" packets_per_slave=65536 mode=balance-rr
refused . tlb_dynamic_lb=2 mode=balance-alb
refused . mode=7
refused . mode=-1
refused . mode=99999999999
refused . mode=active-backu
refused . mode=active-backup,

for parameter in miimon updelay downdelay arp_interval num_grat_arp num_unsol_na resend_igmp all_slaves_active tx_queues max_bonds \
	min_links lp_interval tlb_dynamic_lb packets_per_slave; do
	for value in "" -1; do refused . "$parameter=$value"; done
done
refused . miimon=60001
refused . miimon=abc
refused . miimon=4294967296
refused . max_bonds=99999999999
refused . miimon=1.5
refused . updelay=3600001
refused . downdelay=3600001
refused . arp_interval=60001
refused . arp_interval=4
refused . num_grat_arp=256
refused "out of range" num_unsol_na=256
refused . resend_igmp=256
refused . all_slaves_active=2
refused . tx_queues=0
refused . tx_queues=256
refused . max_bonds=4097

for value in "" bogus 10.0.0 256.0.0.1 10.0.0.1.2 0.0.0.0 127.0.0.1 224.0.0.1 255.255.255.255 fd00::1 10.0.0.2,10.0.0.2 "10.0.0.2," \
	,10.0.0.2 10.0.0.2/24 "$(seq -f 10.0.1.%g -s, 17)"; do
	refused . "arp_ip_target=$value"
done
for value in a/b . .. sixteencharacter; do refused . "primary=$value"; done

refused . miimon=x mode=1 max_bonds=3
refused . max_bonds=x miimon=50
check_eq "no bond" "" "$(ip -o link show type netbond 2>/dev/null)"
