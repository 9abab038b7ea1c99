#!/bin/bash
# Which MAC address is where: fail_over_mac none, active and follow, changed live, with failovers, joins and leaves.
# kernels: 6.12
# timeout: 300
. "$(dirname "$0")/lib.sh"
topo_switch 3
for i in 0 1 2; do ip -n "$HOST" link set eth$i address 02:00:00:00:00:0$i; done
own() { echo "02:00:00:00:00:0$1"; }
mac() { on_host cat "/sys/class/net/$1/address"; }
# macs: of the members, in one line, one letter each: 0 1 2 for these own ones, b for the bond's, ? for any other.
macs() {
	local addr bond all
	mapfile -t all < <(on_host cat /sys/class/net/{nb0,eth0,eth1,eth2}/address)
	bond=${all[0]}
	for addr in "${all[@]:1}"; do
		case $addr in
		02:00:00:00:00:0?) echo -n "${addr: -1}" ;;
		"$bond") echo -n b ;;
		*) echo -n '?' ;;
		esac
	done
}
bond_is() { [[ $(mac nb0) == "$1" ]]; }
macs_are() { [[ $(macs) == "$1" ]]; }
# mac_check WHAT BOND MEMBERS
mac_check() {
	check_soon "$1: the bond" 3 bond_is "$2" || echo "    it has $(mac nb0)"
	check_soon "$1: the members" 3 macs_are "$3"
	macs_are "$3" || echo "    they have $(macs)"
	bond_is "$2" || echo "    the bond has $(mac nb0)"
}
bring_back() {
	ip -n "$SW" link set "sw$1" up
	wait_for 3 eval "on_host bondctl show nb0 --json | jq -e '[.[0].members[] | select(.usable)] | length == 3'"
}

on_host bondctl add nb0 --mode active-backup || die "no bond"
ip -n "$HOST" link set nb0 up
random=$(mac nb0)
on_host bondctl member add nb0 eth0 eth1 eth2 || die "no members"
ip -n "$HOST" address add 10.0.0.1/24 dev nb0
mac_check "none: the first one's everywhere" "$(own 0)" 000
check_eq "their own are known" "$(own 0) $(own 1) $(own 2)" \
	"$(json '[.[0].members[].permanent_address] | join(" ")' on_host bondctl show nb0 --json)"
ip -n "$SW" link set sw0 down
check_soon "the peer answers after a failover" 3 on_host ping -c1 -W1 10.0.0.2
mac_check "none: a failover moves nothing" "$(own 0)" 000
bring_back 0
check "an address by command" ip -n "$HOST" link set nb0 address 02:00:00:00:00:77
mac_check "none: reaches all members" 02:00:00:00:00:77 bbb
check_soon "the peer answers" 3 on_host ping -c1 -W1 10.0.0.2
check_fails "a multicast address" ip -n "$HOST" link set nb0 address 03:00:00:00:00:01
check_fails "no address" ip -n "$HOST" link set nb0 address 00:00:00:00:00:00
mac_check "none: a bad one changes nothing" 02:00:00:00:00:77 bbb

check "to active, live" on_host bondctl set nb0 --fail-over-mac active --active-slave eth1
mac_check "active: the active one's" "$(own 1)" 012
check_soon "the peer answers" 3 on_host ping -c1 -W1 10.0.0.2
ip -n "$SW" link set sw1 down
check_soon "another is active" 3 eval "on_host bondctl show nb0 --json | jq -e '.[0].active_member == \"eth0\"'"
mac_check "active: the next one's" "$(own 0)" 012
check_soon "the peer answers after a failover" 3 on_host ping -c1 -W1 10.0.0.2
check_fails "no address by command" ip -n "$HOST" link set nb0 address 02:00:00:00:00:78
mac_check "active: it stays" "$(own 0)" 012
bring_back 1

check "to follow, live" on_host bondctl set nb0 --fail-over-mac follow
mac_check "follow: nobody else has it" "$(own 0)" 012
on_host ip monitor link >"$TMP/links" &
monitor=$!
check_soon "a listener hears of devices" 10 heard_of link links "$HOST" 1
ip -n "$SW" link set sw0 down
check_soon "another is active" 3 eval "on_host bondctl show nb0 --json | jq -e '.[0].active_member != \"eth0\"'"
second=$(json '.[0].active_member' on_host bondctl show nb0 --json)
mac_check "follow: it went along" "$(own 0)" "$([[ $second == eth1 ]] && echo 102 || echo 210)"
check_soon "the peer answers after a failover" 3 on_host ping -c1 -W1 10.0.0.2
bring_back 0
check "back by command" on_host bondctl set nb0 --active-slave eth0
mac_check "follow: back" "$(own 0)" 012
for i in 0 1 2; do ip -n "$SW" link set sw$i down; done
check_soon "all are lost" 3 eval "on_host bondctl show nb0 --json | jq -e '.[0].active_member == null'"
sleep 0.3
check_eq "follow: three addresses without an active member" 3 "$(macs | grep -o . | sort -u | wc -l)"
for i in 2 1 0; do bring_back $i; done
check_soon "the peer answers again" 5 on_host ping -c1 -W1 10.0.0.2
check_eq "follow: the bond kept its address" "$(own 0)" "$(mac nb0)"
check_eq "follow: three addresses" 3 "$(macs | grep -o . | sort -u | wc -l)"
check_soon "and goes on to" 10 heard_of link links "$HOST" 2
kill "$monitor"
# Each message tells one device's address; two members must never have had the same one.
awk '
	/^[0-9]+: eth/ {split($2, part, /[:@]/); device = part[1]}
	/^[0-9]+: / && !/^[0-9]+: eth/ {device = ""}
	/link\/ether/ && device != "" {
		has[device] = $2
		for (other in has) if (other != device && has[other] == $2) {print device, "and", other, "have", $2}
	}
' "$TMP/links" >"$TMP/twice"
check_eq "follow: unique at every moment" "" "$(<"$TMP/twice")"

check "an address by command" ip -n "$HOST" link set nb0 address 02:00:00:00:00:77
check_soon "follow: one member has it" 3 eval "[[ \$(macs | grep -o b | wc -l) == 1 && \$(macs | grep -o . | sort -u | wc -l) == 3 ]]"
check "and back to none" on_host bondctl set nb0 --fail-over-mac none
mac_check "none again" 02:00:00:00:00:77 bbb
check "a member leaves" on_host bondctl member del nb0 eth1
mac_check "it has its own" 02:00:00:00:00:77 b1b
check "all leave" on_host bondctl member del nb0 eth0 eth2
mac_check "all have" 02:00:00:00:00:77 012
check "the bond" on_host bondctl del nb0

# Two that came with the same address.
ip -n "$HOST" link set eth1 address "$(own 0)"
on_host bondctl add nb0 --mode active-backup --fail-over-mac follow --member eth0,eth1,eth2 || die "no bond of twins"
ip -n "$HOST" address add 10.0.0.1/24 dev nb0
ip -n "$HOST" link set nb0 up
three() { [[ $(on_host cat /sys/class/net/eth{0,1,2}/address | sort -u | wc -l) == 3 ]]; }
check_soon "follow: twins: three addresses" 3 three
for i in 0 1; do
	ip -n "$SW" link set sw$i down
	check_soon "follow: twins: three addresses after a failover" 3 three
	check_soon "the peer answers" 3 on_host ping -c1 -W1 10.0.0.2
	bring_back $i
done
check "the bond of twins" on_host bondctl del nb0
check_eq "twins: the address that it came with" "$(own 0)" "$(mac eth1)"
ip -n "$HOST" link set eth1 address "$(own 1)"

on_host bondctl add nb0 --mode active-backup --member eth2,eth1
check_eq "another first one" "$(own 2)" "$(mac nb0)"
check_eq "that leaves: the address stays" "$(own 2)" "$(on_host bondctl member del nb0 eth2 2>/dev/null; mac nb0)"
on_host bondctl member del nb0 eth1
left=$(mac nb0)
check_eq "none left: none of theirs" "" "$(for a in "$(own 0)" "$(own 1)" "$(own 2)" "$random"; do [[ $left == "$a" ]] && echo "$a"; done)"
on_host bondctl del nb0
for bad in 03:00:00:00:00:01 ff:ff:ff:ff:ff:ff 00:00:00:00:00:00; do
	check_fails "$bad from the beginning" ip -n "$HOST" link add nb0 address $bad type netbond
done
check "an address from the beginning" ip -n "$HOST" link add nb0 address 02:00:00:00:00:55 type netbond
on_host bondctl member add nb0 eth0
mac_check "is kept" 02:00:00:00:00:55 b12
