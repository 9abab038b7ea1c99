#!/bin/bash
# What leaves a tunnel over a bond stays whole until the last device that can take it: the bond cuts no segments that its member would cut cheaper.
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup
modprobe vxlan 2>/dev/null
tunnel() { ip -n "$1" link add vx0 up type vxlan id 7 remote "$2" dstport 4789 dev "$3"; }
tunnel "$HOST" 10.0.0.2 bond0 || skip "no VXLAN in this kernel"
tunnel "$PEER" 10.0.0.1 eth0 || die "no VXLAN at the peer"
ip -n "$HOST" address add 10.9.0.1/24 dev vx0
ip -n "$PEER" address add 10.9.0.2/24 dev vx0
check_soon "the tunnel carries packets" 10 on_host ping -c1 -W1 10.9.0.2
feature() { on_host ethtool -k "$1" | awk -v f=tx-udp_tnl-segmentation: '$1 == f {print $2}'; }
check_eq "members and bond cut what is in tunnels" "on on on" "$(feature eth0) $(feature eth1) $(feature bond0)"

# sent DEVICE: packets and bytes.
sent() { on_host sh -c "cd /sys/class/net/$1/statistics && echo \$(cat tx_packets tx_bytes)"; }
member=$(show .active_member)
nsenter --net="/run/netns/$PEER" busybox nc -l -p 7000 >"$TMP/got" <&"$nb_never" &
listens() { ns_exec "$PEER" grep -q ":$(printf %04X 7000) .* 0A " /proc/net/tcp /proc/net/tcp6; }
wait_for 10 listens || die "no receiver"
read -r packets bytes < <(sent "$member")
on_host bash -c "dd if=/dev/zero bs=250000 count=16 status=none >/dev/tcp/10.9.0.2/7000"
wait
read -r packets2 bytes2 < <(sent "$member")
check_eq "all arrived" 4000000 "$(wc -c <"$TMP/got")"
echo "$((packets2 - packets)) packets of $(((bytes2 - bytes) / (packets2 - packets))) bytes"
check_ge "the member was handed packets of this many bytes on average" $(((bytes2 - bytes) / (packets2 - packets))) 5000
