#!/bin/bash
# resend_igmp: after a failover exactly so many membership reports of a joined group, 200 ms apart, of a bond upon the bond, too; 0 is none.
# kernels: 6.12
# timeout: 150
. "$(dirname "$0")/lib.sh"
topo_switch 2
on_host sysctl -qw net.ipv4.igmp_qrv=1
make_bond bond0 active-backup --resend-igmp 3
check "joined" ip -n "$HOST" address add 239.1.2.3/32 dev bond0 autojoin
# A bond upon it has a group, too, and a failover moves it as well.
on_host bondctl add bond1 --mode active-backup --member bond0 || die "no bond upon the bond"
ips "$HOST" <<-END
	address add 10.1.0.1/24 dev bond1
	link set bond1 up
	address add 239.1.2.4/32 dev bond1 autojoin
END
check_soon "both are usable" 5 state_is ok
sleep 3

# reports NAME: of the host, on the far side.  upper NAME: of the bond upon the bond.
reports() { frames "$1" '.direction == "in" and .kind == "igmp" and .type != 17 and (.ip_src | IN("10.0.0.2", "10.1.0.1") | not)'; }
upper() { frames "$1" '.direction == "in" and .kind == "igmp" and .type != 17 and .ip_src == "10.1.0.1"'; }

watch three "$PEER" eth0 --filter ethertype 0x0800
ip -n "$SW" link set sw0 down
check_soon "the other takes over" 5 active_is eth1
sleep 1.5
watch_end three
check_eq "reports" 3 "$(reports three)"
check_eq "reports of the bond upon it" 3 "$(upper three)"
span=$(jq -s '[.[] | select(.kind == "igmp" and .ip_src != "10.1.0.1") | .timestamp_us] | max - min' "$TMP/three.wire")
# One may be late on a busy machine; then its other gap is the longer for it.
longest=$(jq -s '[.[] | select(.kind == "igmp" and .ip_src != "10.1.0.1") | .timestamp_us] | sort | [.[1] - .[0], .[2] - .[1]] | max' "$TMP/three.wire")
check_ge "200 ms apart, the longest gap, us" "$longest" 175000
check_ge "all in all, us" "$span" 200000
check_le "200 ms apart, all in all, us" "$span" 900000

ip -n "$SW" link set sw0 up
check_soon "both are usable" 5 state_is ok
on_host bondctl set bond0 --resend-igmp 0
watch none "$PEER" eth0 --filter ethertype 0x0800
ip -n "$SW" link set sw1 down
check_soon "back" 5 active_is eth0
sleep 1
watch_end none
check_eq "0 is none" "0 0" "$(reports none) $(upper none)"
