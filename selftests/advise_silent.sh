#!/bin/bash
# advise where nobody speaks: it asks on a terminal, and takes flags. Without the right to listen it says so and goes on.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
need script
for port in eth0 eth1; do ip -n "$HOST" link set "$port" up; done

said() { jq -r ".[0] | $1" "$TMP/advice"; }
advise() { on_host bondctl advise eth0 eth1 --json --no-input "$@" >"$TMP/advice"; }

advise --listen 1
check_eq "nothing known: active-backup" "active-backup" "$(said .method)"
check_eq "nothing heard" "true true 0" "$(said '"\(.ports[0].listened) \(.ports[1].listened) \([.ports[].heard[] | length] | add)"')"
check_eq "what would tell more" "--same-switch --managed" "$(said '[.questions[].flag] | join(" ")')"
advise --listen 0 --same-switch yes --managed no
check_eq "one switch that cannot be configured: balance-alb" "balance-alb" "$(said .method)"
check_eq "and nothing to configure there" 0 "$(said '.switches | length')"
advise --listen 0 --same-switch no --managed no
check_eq "two of them: active-backup" "active-backup" "$(said .method)"
advise --listen 0 --same-switch yes --managed no --guests yes
check_eq "one, and guests: active-backup" "active-backup" "$(said .method)"
advise --listen 0 --same-switch yes --managed yes --switch junos
check_eq "one that can: 802.3ad" "802.3ad junos" "$(said '"\(.method) \([.switches[].vendor] | join(" "))"')"

modprobe tun 2>/dev/null
ips "$HOST" <<-END
	link add br7 type bridge
	link set eth0 master br7
	tuntap add tap7 mode tap
	link set tap7 master br7
END
advise --listen 0 --same-switch yes --managed no
check_eq "a tap is seen" "tap7 active-backup" "$(said '"\(.ports[0].guests | join(" ")) \(.method)"')"
check_eq "the bond takes the port's place in the bridge" 1 "$(said '[.commands[] | select(. == "ip link set bond0 master br7")] | length')"
ip -n "$HOST" link del br7
ip -n "$HOST" link del tap7

ip -n "$HOST" link set eth1 down
advise --listen 0
check_eq "a port that is down hears nothing" 1 "$(said '[.findings[] | select(.about == "no_carrier")] | length')"
ip -n "$HOST" link set eth1 up

printf 'yes\nno\n' | script -qec "ip netns exec $HOST bondctl advise eth0 eth1 --listen 0 --no-color" /dev/null >"$TMP/talk" 2>&1
check "it asks" grep -q 'end at one switch.*yes/no' "$TMP/talk"
check "and heeds the answers" grep -q 'Best: balance-alb' "$TMP/talk"

check "without CAP_NET_RAW it goes on" on_host setpriv --bounding-set -net_raw --inh-caps -all bondctl advise eth0 eth1 --json --listen 1
on_host setpriv --bounding-set -net_raw --inh-caps -all bondctl advise eth0 eth1 --json --listen 1 >"$TMP/advice"
check_eq "and says what it could not do" "false 1" "$(said '"\(.ports[0].listened) \([.findings[] | select(.about == "not_heard")] | length)"')"
check_fails "a wrong answer" on_host bondctl advise --managed perhaps
