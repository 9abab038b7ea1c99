# shellcheck shell=bash
# What the measuring scripts in the guest share: drivers, upper devices of each, pktgen. To be sourced.
netbond_options=() bonding_options=(miimon 100) # what upper() adds
NB_KO=$(compgen -G "${NB_FILES:-/nowhere}/*.ko" || echo "$NB_KO")

# die MESSAGE...
die() {
	echo "bench: $*" >&2
	exit 1
}

# load MODULES...: these, bonding and netbond.
load() {
	modprobe bonding max_bonds=0 && modprobe -a "$@" && insmod "$NB_KO"
}

# quiet: a guest that sends nothing by itself.
quiet() {
	sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
}

# one_processor: the guest's init holds static keys on that cost every packet something; one processor does without.
one_processor() {
	tc qdisc del dev lo clsact 2>/dev/null
	pidof ping | xargs -r kill
}

# team_config NAME MODE POLICY: teamd's, or nothing where team has no such mode.
team_config() {
	local runner hash=""
	case $2 in
	active-backup) runner=activebackup ;;
	balance-rr) runner=roundrobin ;;
	broadcast) runner=broadcast ;;
	balance-xor)
		runner=loadbalance
		case $3 in
		layer2) hash='"eth"' ;;
		layer2+3) hash='"eth","ip"' ;;
		layer3+4) hash='"ip","l4"' ;;
		*) return 1 ;;
		esac
		;;
	*) return 1 ;;
	esac
	echo "{\"device\":\"$1\",\"runner\":{\"name\":\"$runner\"${hash:+,\"tx_hash\":[$hash]}},\"link_watch\":{\"name\":\"ethtool\"}}"
}

# upper DRIVER NAME MODE POLICY MEMBERS...: makes it and sets it up; POLICY - is none. Fails where the driver has no such mode.
upper() {
	local driver=$1 name=$2 mode=$3 policy=${4#-} member config
	shift 4
	case $driver in
	netbond) bondctl add "$name" --mode "$mode" ${policy:+--xmit-hash-policy "$policy"} "${netbond_options[@]}" ;;
	bonding) ip link add "$name" type bond mode "$mode" ${policy:+xmit_hash_policy "$policy"} "${bonding_options[@]}" ;;
	team)
		config=$(team_config "$name" "$mode" "$policy") && command -v teamd >/dev/null || return 1
		mkdir -p /run/teamd && rm -f /run/teamd/"$name".*
		teamd -r -d -c "$config" >/dev/null 2>&1
		;;
	*) return 1 ;;
	esac || return 1
	for member; do
		ip link set "$member" down
		ip link set "$member" master "$name" || return 1
		[[ $driver != team ]] || ip link set "$member" up
	done
	ip link set "$name" up
}

# team_still NAME: stops teamd, whose loadbalance runner keeps a processor busy, once it has set everything; the kernel's part goes on alone.
team_still() {
	local i
	for ((i = 0; i < 50; i++)); do
		teamdctl "$1" state view 2>/dev/null | grep -q '^ports:' && break
		sleep 0.1
	done
	sleep 1
	kill -STOP "$(</run/teamd/"$1".pid)"
}

# lower DRIVER NAME: removes an upper device.
lower() {
	[[ $1 != team ]] || kill -KILL "$(</run/teamd/"$2".pid)"
	ip link del "$2"
}

# pktgen_clear THREAD: takes all devices off it. The thread itself does that, some time later.
pktgen_clear() {
	local thread=/proc/net/pktgen/kpktgend_$1
	while grep -qE '^(Running|Stopped): +[^ ]' "$thread"; do
		echo rem_device_all >"$thread"
		sleep 0.05
	done
}

# pktgen_device THREAD DEVICE SETTINGS...: the device's settings, the same for everything that is measured first.
pktgen_device() {
	local line pktgen=/proc/net/pktgen thread=$1 device=$2
	shift 2
	pktgen_clear "$thread"
	echo "add_device $device" >$pktgen/kpktgend_"$thread"
	for line in "pkt_size 60" "delay 0" "clone_skb 0" "dst_mac 02:00:00:00:00:99" "dst 10.0.0.2" "src_min 10.0.0.1" "src_max 10.0.0.1" \
		"udp_src_min 1000" "udp_src_max 60000" "udp_dst_min 9" "udp_dst_max 9" "$@"; do
		echo "$line" >"$pktgen/$device" || return 1
	done
}

# pktgen_start: sends what is set up, until all of it is sent.
pktgen_start() { echo start >/proc/net/pktgen/pgctrl; }

# pktgen_time DEVICE COUNT: nanoseconds of each of the packets just sent.
pktgen_time() { awk -v "n=$2" '/Result: OK/ {split($3, time, "("); printf "%.2f", time[1] * 1000 / n}' "/proc/net/pktgen/$1"; }
