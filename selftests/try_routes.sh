#!/bin/bash
# A host that is reached by a card's own addresses and routes is reached again when what made the card a member goes back, whichever way.
# timeout: 120
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
bond() { on_host bondctl "$@"; }
# With duplicate address detection: a route must not come before the address that it leaves from.
on_host sysctl -qw net.ipv6.conf.all.accept_dad=1 net.ipv6.conf.default.accept_dad=1 net.ipv6.conf.eth0.accept_dad=1
ips "$HOST" <<-END
	link set eth0 up
	link set eth2 up
	link add link eth1 name eth1.5 type vlan id 5
	link set eth1 up
	link set eth1.5 up
	address add 10.0.0.1/24 dev eth0
	address add 10.0.0.11/24 dev eth0 valid_lft 9000 preferred_lft 8000
	address add 10.1.0.1/24 dev eth2
	address add 10.5.0.1/24 dev eth1.5
	address add 10.8.0.1/24 dev eth0 noprefixroute
END
ip -n "$HOST" -6 -batch - <<-END
	address add fd00::1/64 dev eth0
	address add fd00::d/64 dev eth0 nodad valid_lft 9000 preferred_lft 8000
	address add fd00:5::1/64 dev eth1.5 nodad
	address add fd00:2::1/64 dev eth2 nodad
	address add fd00:8::1/64 dev eth0 nodad noprefixroute
END
settled() { ! ip -n "$HOST" -6 address | grep -q tentative; }
check_soon "addresses are unique" 5 settled
# The routes to 10.8.0.0/24 and fd00:8::/64 are as NetworkManager makes them.
ips "$HOST" <<-END || die "no routes"
	route add 10.8.0.0/24 dev eth0 proto kernel scope link src 10.8.0.1 metric 100
	route add 10.88.0.0/16 via 10.8.0.2 metric 100
	route add default via 10.0.0.2 metric 50
	route add 192.0.2.0/24 via 10.0.0.3 metric 7 src 10.0.0.11 mtu 1400 proto static
	route add 198.51.100.0/24 via 10.9.9.9 dev eth0 onlink
	route add 198.51.101.0/24 dev eth0 scope link
	route add 198.51.102.0/24 via 198.51.101.7 dev eth0
	route add 10.7.0.0/16 nexthop via 10.0.0.2 weight 1 nexthop via 10.0.0.3 weight 3
	route add default via 10.0.0.3 table 100
	route add 10.55.0.0/16 via 10.5.0.2
	rule add from 10.0.0.1 to 203.0.112.0/24 lookup 100
	nexthop add id 5 via 10.0.0.2 dev eth0
	nexthop add id 7 via 10.1.0.2 dev eth2
	nexthop add id 6 group 5/7,2
	nexthop add id 4 group 5/7 type resilient buckets 32 idle_timer 60
	nexthop add id 3 group 5
	route add 203.0.113.0/24 nhid 6
	route add 203.0.114.0/24 nhid 5
	route add 203.0.115.0/24 nhid 4
	route add 203.0.116.0/24 nhid 3
	neighbour add 10.0.0.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent
END
ip -n "$HOST" -6 -batch - <<-END || die "no routes of IPv6"
	route add fd00:8::/64 dev eth0 proto kernel metric 100
	route add 2001:db8:88::/48 via fd00:8::2
	route add 2001:db8:9::/48 dev eth2 metric 9
	route append 2001:db8:9::/48 dev eth0 metric 9
	route add default via fd00::2
	route add 2001:db8:5::/48 via fd00::3 metric 77 src fd00::1 proto static
	route add 2001:db8:6::/48 nexthop via fd00::2 weight 2 nexthop via fd00::3
	route add 2001:db8:8::/48 nexthop via fd00::2 nexthop via fd00:2::2
	route add default via fe80::1 dev eth0 table 100
	route add 2001:db8:7::/48 via fd00:5::2
	rule add from 2001:db8:5::1 lookup 100
	neighbour add fd00::77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent
	neighbour add proxy fd00::99 dev eth0
END
echo "address add 198.18.0.1/32 dev lo
address add fd99::1/128 dev lo nodad" | ips "$PEER"
reached() { on_peer ping -c1 -W1 -I 198.18.0.1 10.0.0.1 && on_peer ping -c1 -W1 -I fd99::1 fd00::1; }
check_soon "the far end reaches the host by its default routes" 5 reached

# dump: everything of it, but for how long something is going to live.
dump() {
	local family what
	for family in -4 -6; do
		for what in "address" "route show table all" "rule" "neighbour show nud permanent" "neighbour show proxy"; do
			# shellcheck disable=SC2086
			ip -n "$HOST" -o $family $what | sed -E 's/[0-9]+sec/SEC/g; s/ +/ /g; s/ $//' | sort
		done
	done
	ip -n "$HOST" nexthop | sed 's/ unbalanced_time .*//' | sort
}
dump >"$TMP/before"
for word in 'src fd00::1 metric 77' 'mtu 1400' 'onlink' 'table 100' 'nhid 6' 'weight 3' 'fd00::99' 'group 5/7,2' 'buckets 32' 'id 3 group 5' 'via fd00:2::2' '10.0.0.77' 'eth1.5' '10.8.0.0/24 dev eth0 proto kernel' 'fd00:8::/64' '2001:db8:9::/48 dev eth0'; do
	check "the dump has $word" grep -q -- "$word" "$TMP/before"
done
same() { dump >"$TMP/after" && cmp -s "$TMP/before" "$TMP/after"; }
# as_before WHAT SECONDS
as_before() {
	check_soon "$1: the far end reaches the host" "$2" reached
	if wait_for 5 same; then ok "$1: addresses and routes are what they were"; else fail "$1: $(diff "$TMP/before" "$TMP/after" | head -30)"; fi
}
cat >"$TMP/join.yaml" <<-END
	version: 1
	bonds:
	  bond0: {mode: active-backup, up: true, members: [eth0, eth1]}
END

for command in "apply --dry-run" try; do
	# shellcheck disable=SC2086
	OUT=$(bond $command "$TMP/join.yaml" 2>&1)
	check "$command says what is going to be lost" grep -qx \
		'! eth0: carries 10.0.0.1/24, 10.8.0.1/24, 10.0.0.11/24, .*fd00::1/64.* and the default route: of no use in a bond, give them to bond0' <<<"$OUT"
	check_eq "$command says so of no other device" 1 "$(grep -c '^!' <<<"$OUT")"
done
check_fails "the far end is cut off" reached
check "rollback" bond rollback
as_before "after rollback" 2

bond try "$TMP/join.yaml" --timeout 1 >/dev/null
check_fails "cut off again" reached
as_before "by itself" 6
check_fails "no trial is left" bond rollback
check_eq "it went well" "bondctl: no trial is open; the last one: back" "$OUT"

bond try "$TMP/join.yaml" --timeout 60 >/dev/null
state=$(trial_files)
kill -KILL "$(<"$state/guard")"
pause 1.2
check "rollback after the guard was killed" bond rollback
as_before "by hand" 2
check_fails "nothing of it is kept" test -e "$state/addressing"

check_fails "an apply that fails" bond apply - <<-END
	version: 1
	bonds:
	  bond0: {mode: active-backup, up: true, members: [eth0, eth1]}
	  bond%d: {mode: active-backup}
END
check "has nothing to complain of going back" grep -q '; nothing is changed$' <<<"$OUT"
as_before "after it" 2

# What somebody put in its place stays, alone.
bond try "$TMP/join.yaml" --timeout 60 >/dev/null
echo "route add default via 10.1.0.9 metric 50
route add 2001:db8:5::/48 dev eth2 metric 77" | ips "$HOST"
check "rollback beside other routes" bond rollback
check_eq "one default route" "default via 10.1.0.9 dev eth2 metric 50" "$(ip -n "$HOST" route show default | sed 's/ *$//')"
check_eq "one of IPv6" "eth2" "$(ip -n "$HOST" -6 -j route show 2001:db8:5::/48 | jq -r '.[].dev')"
echo "route replace default via 10.0.0.2 metric 50
route del 2001:db8:5::/48
route add 2001:db8:5::/48 via fd00::3 metric 77 src fd00::1 proto static" | ips "$HOST"
as_before "put right" 2

# What cannot be put back is told.
bond try "$TMP/join.yaml" --timeout 60 >/dev/null
echo "address del 10.0.0.11/24 dev eth0
link del eth1.5" | ips "$HOST"
check_fails "rollback without a device" bond rollback
check "says so" grep -q 'back, but eth1.5: is gone with its addresses and routes$' <<<"$OUT" || echo "it says $OUT"
check "the rest is back" reached

# Where try itself has to go back and cannot, the guard goes on with it. The kernel would not take this route again.
echo "route add 198.51.103.0/24 dev eth0 scope link
route add 198.51.104.0/24 via 198.51.103.7 dev eth0
route del 198.51.103.0/24 dev eth0" | ips "$HOST"
check_fails "a try that fails" bond try - <<-END
	version: 1
	bonds:
	  bond0: {mode: active-backup, up: true, members: [eth0, eth1]}
	  bond%d: {mode: active-backup}
END
check "says what is lost" grep -q '; and going back failed: route 198.51.104.0/24: ' <<<"$OUT"
check "and who goes on" grep -q '^bondctl: the guard of the trial goes on going back' <<<"$OUT"
check_fails "rollback waits for it" bond rollback
check "and tells how it ended" grep -q 'back, but route 198.51.104.0/24: ' <<<"$OUT"

# Without what was saved the bonds go back all the same: it may be damaged, or the trial one of an older bondctl.
ips "$HOST" <<<"link set eth0 down"
damaged() {
	bond try "$TMP/join.yaml" --timeout 60 >/dev/null
	kill -KILL "$(<"$state/guard")"
	pause 0.3
	"$@"
}
damaged tee "$state/addressing" <<<"message 00" >/dev/null
check_fails "rollback of what is damaged" bond rollback
check "says so" grep -q 'back, but the addresses and routes of before the trial are not readable$' <<<"$OUT"
check_eq "no bond" "[]" "$(bond show --json)"
damaged rm "$state/addressing"
check "rollback of a trial of an older bondctl" bond rollback
check_eq "no bond again" "[]" "$(bond show --json)"
