#!/bin/bash
# A bond offers what its members can do and follows them; ethtool knows it; it looks like no bond of another driver.
# kernels: 6.12 6.1
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond nb0 active-backup
on_host bondctl member del nb0 eth2
on_host ethtool -k nb0 >"$TMP/k" || die "no ethtool"
# feature DEVICE NAME
feature() { on_host ethtool -k "$1" | awk -v f="$2:" '$1 == f {print $2}'; }
feature_is() { [[ $(feature "$1" "$2") == "$3" ]]; }
for f in scatter-gather tx-checksum-ip-generic tx-tcp-segmentation tx-tcp6-segmentation tx-udp-segmentation tx-gre-segmentation \
	tx-udp_tnl-segmentation tx-gso-partial generic-segmentation-offload rx-checksumming highdma; do
	member=$(feature eth0 $f)
	[[ $member == on && $(feature eth1 $f) == on ]] || continue
	check_eq "both members have $f" on "$(feature nb0 $f)"
done
for f in tx-tcp-segmentation tx-tcp6-segmentation; do check_eq "$f" on "$(feature nb0 $f)"; done

# What the bond can hand down as it is depends on the members; what it may leave to the last device before the wire does not.
for pair in "sg tx-scatter-gather" "tx-udp-segmentation tx-udp-segmentation"; do
	read -r word key <<<"$pair"
	for i in 0 1; do on_host ethtool -K eth$i "$word" off >/dev/null; done
	check_soon "no member has $key: nor has the bond" 3 feature_is nb0 "$key" off
	for i in 0 1; do on_host ethtool -K eth$i "$word" on >/dev/null; done
	check_soon "they have $key again" 3 feature_is nb0 "$key" on
done
key=tx-tcp-segmentation
check_soon "segmentation came back with it" 3 feature_is nb0 $key on
check "the bond's own may be turned off" on_host ethtool -K nb0 tso off
check_eq "and is" off "$(feature nb0 $key)"
on_host ethtool -K nb0 tso on >/dev/null
ip -n "$HOST" address flush dev nb0
ip -n "$HOST" address add 10.0.0.1/24 dev nb0
check_soon "traffic passes a member without checksums and segments" 5 on_host sh -c 'ethtool -K eth0 tx off sg off && ping -c1 -W1 -s 4000 10.0.0.2'

# sizes DEVICE
sizes() { json '.[0] | "\(.tso_max_size) \(.tso_max_segs)"' ip -n "$HOST" -d -j link show "$1"; }
smallest() { for d; do sizes "$d"; done | awk 'NR == 1 || $1 < a {a = $1} NR == 1 || $2 < b {b = $2} END {print a, b}'; }
check_eq "packets as large as the members take" "$(smallest eth0 eth1)" "$(sizes nb0)"
ip -n "$HOST" link add dum0 type dummy
before=$(sizes nb0)
check "another kind of member" on_host bondctl member add nb0 dum0
check_eq "not larger than it takes" "$(smallest eth0 eth1 dum0)" "$(sizes nb0)"
on_host bondctl member del nb0 dum0
check_eq "it has left" "$before" "$(sizes nb0)"

check_eq "ethtool: driver" "netbond $(modinfo -F version "$NB_KO")" \
	"$(on_host ethtool -i nb0 | awk '/^driver:/ {d = $2} /^version:/ {v = $2} END {print d, v}')"
check_eq "ethtool: link" "10000Mb/s Full yes" \
	"$(on_host ethtool nb0 | awk '/Speed:/ {s = $2} /Duplex:/ {d = $2} /Link detected:/ {l = $3} END {print s, d, l}')"
check "ethtool: time stamping" on_host ethtool -T nb0
for i in 0 1; do ip -n "$SW" link set sw$i down; done
check_soon "ethtool: no link" 3 eval "on_host ethtool nb0 | grep -q 'Link detected: no'"
check_eq "ethtool: no speed" "Unknown!" "$(on_host ethtool nb0 | awk '/Speed:/ {print $2}')"

check_fails "no directory of in-tree bonding" on_host test -e /sys/class/net/nb0/bonding
check_fails "no such device type" on_host grep -q DEVTYPE=bond /sys/class/net/nb0/uevent
check_eq "kind" netbond "$(json '.[0].linkinfo.info_kind' ip -n "$HOST" -d -j link show nb0)"
