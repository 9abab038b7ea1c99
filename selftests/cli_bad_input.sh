#!/bin/bash
# Bad input to bondctl: one line on stderr that names what and why, the right exit status, nothing changed, nothing left.
# timeout: 200
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
setup_ns HOST
for i in 0 1 2; do ip -n "$HOST" link add eth$i type veth peer name far$i; done
on_host bondctl add nb0 --mode active-backup --member eth0 || die "no bond"
ip -n "$HOST" link set nb0 up
ip -n "$HOST" link add link nb0 name v5 type vlan id 5
ip -n "$HOST" link add br7 type bridge
ip -n "$HOST" link set eth2 master br7
ip -n "$HOST" link add ipip7 type ipip local 10.9.9.1 remote 10.9.9.2 || die "no device that is not Ethernet"
everything() {
	on_host bondctl show --json | jq -c 'map({name, address, mtu, options, members: [.members[] | [.name, .prio, .address]]})'
	ip -n "$HOST" -o link show | sed 's/ qdisc [a-z]* / /; s/ qlen.*//'
}
sleep 0.5
everything >"$TMP/before"

# bad STATUS PATTERN ARGUMENT...: PATTERN is what the line has to say.
bad() {
	local status=$1 pattern=$2 got
	shift 2
	on_host bondctl "$@" >"$TMP/out" 2>"$TMP/err"
	got=$?
	if ((got != status)) || [[ -s $TMP/out ]] || [[ $(wc -l <"$TMP/err") != 1 ]] || ! grep -qiE -- "$pattern" "$TMP/err"; then
		fail "bondctl $*: status $got (wanted $status, '$pattern'), stdout '$(head -c 200 "$TMP/out")', stderr '$(head -c 400 "$TMP/err")'"
	else
		ok "bondctl $*: $(<"$TMP/err")"
	fi
}
bad 2 "mode.*bogus" add nb1 --mode bogus
bad 2 "mode" add nb1 --mode 9
bad 2 "mode" add nb1 --mode ''
bad 1 "alb_max_clients.*does not apply" add nb1 --mode balance-tlb --alb-max-clients 9
bad 1 "lacp.rate" add nb1 --mode active-backup --lacp-rate fast
bad 1 "lacp.rate" set nb0 --miimon 50 --lacp-rate fast
bad 2 "tx.queues" set nb0 --tx-queues 4
bad 2 "miimon" set nb0 --miimon -1
bad 2 "miimon" set nb0 --miimon 60001
bad 2 "miimon" set nb0 --miimon 99999999999999999999
bad 2 "miimon" set nb0 --miimon abc
bad 2 "miimon" set nb0 --miimon ''
bad 2 "updelay" set nb0 --miimon 50 --updelay 3600001
bad 2 "arp.interval" set nb0 --arp-interval 4
bad 2 "arp.missed.max" set nb0 --arp-missed-max 0
bad 2 "arp.ip.target.*bogus" set nb0 --miimon 50 --arp-ip-target 10.0.0.2,bogus
bad 2 "arp.ip.target" set nb0 --arp-ip-target 10.0.0.256
bad 1 "arp.ip.target.*127.0.0.1" set nb0 --miimon 50 --arp-ip-target 127.0.0.1
bad 2 "arp.ip.target" set nb0 --arp-ip-target fd00::1
bad 2 "arp.ip.target" set nb0 --arp-ip-target "$(seq -f 10.0.0.%g -s, 17)"
bad 2 "ns.ip6.target" set nb0 --ns-ip6-target 10.0.0.2
bad 2 "fail.over.mac" set nb0 --fail-over-mac 3
bad 2 "primary" set nb0 --primary sixteencharacter
bad 1 "active.slave" set nb0 --active-slave eth1
bad 2 "unknown|bogus" set nb0 --bogus 1
bad 2 "option" set nb0
bad 1 "absent" set absent --miimon 50
bad 1 "absent" del absent
bad 1 "absent" member add absent eth1
bad 1 "absent" member add nb0 absent
bad 1 "absent" member add nb0 eth1 absent
bad 1 "absent" show absent
bad 1 "eth1" del eth1
bad 1 "eth1" member del nb0 eth1
bad 1 "eth1" member set nb0 eth1 --prio 3
bad 2 "prio" member set nb0 eth0 --prio 99999999999
bad 2 "prio" member set nb0 eth0 --prio x
bad 1 "lo.*loopback" member add nb0 lo
bad 1 "v5.*stands on" member add nb0 v5
bad 1 "nb0.*itself" member add nb0 nb0
bad 1 "eth2.*master" member add nb0 eth2
bad 1 "ipip7.*Ethernet" member add nb0 ipip7
bad 1 "eth0.*already" member add nb0 eth0
bad 1 "nb0.*exists" add nb0 --mode active-backup
bad 1 "eth1.*exists" add eth1 --mode active-backup
bad 2 "a/b" add a/b --mode active-backup
bad 1 "nb%d" add nb%d --mode active-backup
bad 2 "sixteencharacter" add sixteencharacter --mode active-backup
bad 1 "lo.*loopback" add nb1 --mode active-backup --member eth1 --member lo
bad 1 "eth1" add nb1 --mode active-backup --member eth1 --member eth1
bad 2 "bogus" bogus
bad 2 "BOND|required" add
bad 2 "IF|required" member add nb0
bad 2 "timeout" wait nb0 ok --timeout x
bad 1 "" wait nb1 ok --timeout 0.1
sleep 0.3
everything >"$TMP/after"
check_eq "nothing changed" "" "$(diff "$TMP/before" "$TMP/after")"
check_soon "a second bond can have eth1 still" 2 on_host bondctl add nb1 --mode active-backup --member eth1

for device in nb0 nb1 ipip7 br7; do ip -n "$HOST" link del $device; done
check "the module unloads: nothing leaked" rmmod netbond
bad 1 "module|modprobe|netbond" show
bad 1 "module|modprobe|netbond" add nb0 --mode active-backup
