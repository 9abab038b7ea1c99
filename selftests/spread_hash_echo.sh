#!/bin/bash
# bondctl hash names the member that pings and ESP take, by their identifier and security parameter index, and refuses to guess without.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
modprobe -qa esp4 xfrm_user crypto_null || skip "no ESP here"
topo_lag 3
make_bond bond0 balance-xor --xmit-hash-policy layer3+4
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
check_soon "and by IPv6" 10 on_host ping -c1 -W1 fd00::2
check_soon "the members have their shares" 5 shows '[.members[].buckets] | sort == [85, 85, 86]'

sent() { on_host cat /sys/class/net/eth{0,1,2}/statistics/tx_packets; }
# taken ADDRESS [WORD...]: the member that a burst of pings takes, in $took; a few frames are ARP's and the like.
taken() {
	local before after i
	took=''
	mapfile -t before < <(sent)
	on_host ping -q -f -c 25 -W 0.2 "${@:2}" "$1" >/dev/null
	mapfile -t after < <(sent)
	for i in 0 1 2; do
		((after[i] - before[i] < 20)) || took+=eth$i
	done
}
# told WORD...
told() { on_host bondctl hash bond0 "$@" --json | jq -r '.[0].member'; }

# agree WHAT: what was told and what was taken, pair by pair; more than one member.
wrong='' members=''
pair() {
	[[ $2 == "$took" ]] || wrong+=" $1: told $2, took $took;"
	[[ $members == *"$took"* ]] || members+=" $took"
}
agree() {
	check_eq "$1: told wrong" "" "$wrong"
	check_ge "$1: members used" "$(wc -w <<<"$members")" 2
	wrong='' members=''
}
for id in 1 2 3 7 77 4242 65535; do
	taken 10.0.0.2 -e $id
	pair $id "$(told src=10.0.0.1 dst=10.0.0.2 proto=icmp id=$id)"
done
agree "ping"
for id in 1 2 3 7 77 4242 65535; do
	taken fd00::2 -e $id
	pair $id "$(told src=fd00::1 dst=fd00::2 proto=icmp6 id=$id)"
done
agree "ping by IPv6"

ip -n "$HOST" xfrm policy add src 10.0.0.1 dst 10.0.0.2 dir out tmpl src 10.0.0.1 dst 10.0.0.2 proto esp mode transport
for spi in 0x100 0x101 0x102 0x10203 0xfffffffe; do
	ip -n "$HOST" xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi $spi mode transport enc 'ecb(cipher_null)' ''
	taken 10.0.0.2
	pair $spi "$(told src=10.0.0.1 dst=10.0.0.2 proto=esp spi=$spi)"
	ip -n "$HOST" xfrm state flush
done
agree "ESP"

refused() {
	check_fails "refused: ${*:2}" on_host bondctl hash bond0 "${@:2}"
	check "it says why: $OUT" grep -q "$1" <<<"$OUT"
}
refused identifier src=10.0.0.1 dst=10.0.0.2 proto=icmp
refused "parameter index" src=10.0.0.1 dst=10.0.0.2 proto=ah
refused ports src=10.0.0.1 dst=10.0.0.2
refused ports src=fd00::1 dst=fd00::2 proto=sctp
refused addresses dmac=02:00:00:00:00:02
refused MAC type=0x0806
check "protocols without ports need none" on_host bondctl hash bond0 src=10.0.0.1 dst=10.0.0.2 proto=89
check "nor do frames without IP" on_host bondctl hash bond0 dmac=02:00:00:00:00:02 type=0x0806
on_host bondctl set bond0 --xmit-hash-policy layer2+3
check "nor a policy that counts none" on_host bondctl hash bond0 src=10.0.0.1 dst=10.0.0.2 proto=icmp
refused addresses smac=02:00:00:00:00:01 dmac=02:00:00:00:00:02
on_host bondctl set bond0 --xmit-hash-policy encap3+4
refused inside src=10.0.0.1 dst=10.0.0.2 proto=47
refused inside src=10.0.0.1 dst=10.0.0.2 sport=4000 dport=4789
on_host bondctl set bond0 --xmit-hash-policy layer2
check "nor one of MAC addresses" on_host bondctl hash bond0 dmac=02:00:00:00:00:02
