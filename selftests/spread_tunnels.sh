#!/bin/bash
# What goes through a tunnel, ESP or MACsec by layer3+4 takes the one way of its outer headers, whatever sockets are inside: replay windows want that.
# timeout: 150
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
modprobe -qa esp4 xfrm_user authenc crypto_null macsec gcm ip_gre || skip "no ESP, MACsec or GRE here"
topo_lag 3
make_bond bond0 balance-xor --xmit-hash-policy layer3+4
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
check_soon "the members have their shares" 5 shows '[.members[].buckets] | sort == [85, 85, 86]'

sent() { on_host cat /sys/class/net/eth{0,1,2}/statistics/tx_packets; }

# ways NAME ADDRESS: how many members the datagrams of 48 connected sockets take; a few frames are ARP's and the like.
ways() {
	local before after i ways=0
	flow "$1" "$HOST" "$PEER" "$2" 500 48
	sleep 0.3
	mapfile -t before < <(sent)
	sleep 0.8
	mapfile -t after < <(sent)
	for i in 0 1 2; do
		((after[i] - before[i] < 20)) || ways=$((ways + 1))
	done
	flow_end "$1"
	echo "$1: $((after[0] - before[0])) $((after[1] - before[1])) $((after[2] - before[2]))"
	check_ge "$1: arrived" "$(flowed "$1" .received)" 300
	return $ways
}
ways plain 10.0.0.2
check_eq "as they are, they spread" 3 $?

ip -n "$HOST" link add gre1 up type gre local 10.0.0.1 remote 10.0.0.2
ip -n "$HOST" address add 10.1.0.1/24 dev gre1
ip -n "$PEER" link add gre1 up type gre local 10.0.0.2 remote 10.0.0.1
ip -n "$PEER" address add 10.1.0.2/24 dev gre1
check_soon "through the tunnel" 5 on_host ping -c1 -W1 10.1.0.2
for mode in balance-xor balance-tlb balance-alb; do
	check "$mode" on_host bondctl set bond0 --mode $mode --xmit-hash-policy layer3+4
	ways gre_$mode 10.1.0.2
	check_eq "$mode: members a tunnel takes" 1 $?
done
on_host bondctl set bond0 --mode balance-xor

ip -n "$HOST" link add link bond0 name secure up type macsec
ip -n "$HOST" address add 10.2.0.1/24 dev secure
ip -n "$PEER" link add link lag name secure up type macsec
ip -n "$PEER" address add 10.2.0.2/24 dev secure
key=00112233445566778899aabbccddeeff
# secure NAMESPACE OTHER DEVICE: one association each way.
secure() {
	ip -n "$1" macsec add secure tx sa 0 pn 1 on key 01 $key
	ip -n "$1" macsec add secure rx address "$(mac "$2" "$3")" port 1
	ip -n "$1" macsec add secure rx address "$(mac "$2" "$3")" port 1 sa 0 pn 1 on key 02 $key
}
secure "$HOST" "$PEER" lag
secure "$PEER" "$HOST" bond0
check_soon "through MACsec" 5 on_host ping -c1 -W1 10.2.0.2
ways macsec 10.2.0.2
check_eq "members MACsec takes" 1 $?

for space in "$HOST" "$PEER"; do
	ip -n "$space" xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x100 mode transport enc 'ecb(cipher_null)' ''
done
ip -n "$HOST" xfrm policy add src 10.0.0.1 dst 10.0.0.2 dir out tmpl src 10.0.0.1 dst 10.0.0.2 proto esp mode transport
ways esp 10.0.0.2
check_eq "members one association takes" 1 $?
check_ge "packets it had" "$(on_host ip -s xfrm state | grep -o '[0-9]*(packets)' | sort -rn | head -1 | tr -dc 0-9)" 300
told=$(on_host bondctl hash bond0 src=10.0.0.1 dst=10.0.0.2 proto=esp spi=0x100 --json | jq -r '.[0].fields | join(" ")')
check_eq "hash knows what decides" "address port" "$told"
