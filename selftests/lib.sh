# What every selftest sources: verdicts, cleanup, waiting, and two ways to build a little network.
# shellcheck shell=bash
#
# topo_switch [N]: N members (2) on veth, one bridge, one far host. Names in capitals are namespaces with random names.
#
#     HOST                SW                             PEER
#     eth0 ---- veth ---- sw0 --+
#     eth1 ---- veth ---- sw1 --+-- br0 -- peer0 ---- eth0  10.0.0.2/24 10.0.0.3/24 fd00::2/64
#      ...                 ...                               fd00::3/64
#
# topo_hub: the same with real (virtio) cards on one hub, so that `cable n0 off` pulls a cable. Stock kernels only.
#
#     HOST                hub of the virtual machine     PEER
#     eth0 -- card n0 ----+
#     eth1 -- card n1 ----+--- card n2 ----------------- eth0  the same addresses

set -u
HOST='' SW='' SWB='' PEER='' FAR='' MID=''
nb_failures=0
nb_deferred=()
TMP=$(mktemp -d)

# ok WHAT / fail WHAT: one checked fact. fail goes on; the test fails at its end.
ok() { echo "ok: $*"; }
fail() {
	local i=0
	while [[ ${BASH_SOURCE[i + 1]-} == "${BASH_SOURCE[0]}" ]]; do i=$((i + 1)); done
	echo "FAIL: $* (${BASH_SOURCE[i + 1]##*/}:${BASH_LINENO[i]})"
	nb_failures=$((nb_failures + 1))
}

# check WHAT COMMAND...: the command must succeed.
check() {
	local what=$1 out
	shift
	if out=$("$@" 2>&1); then
		ok "$what"
	else
		fail "$what: $* => $? ${out:0:400}"
		return 1
	fi
}

# check_fails WHAT COMMAND...: the command must fail (not be killed, not be absent); its words are left in $OUT.
check_fails() {
	local what=$1 status
	shift
	# shellcheck disable=SC2034
	OUT=$("$@" 2>&1)
	status=$?
	if ((status > 0 && status < 126)); then ok "$what"; else fail "$what: $* => $status"; fi
}

# check_eq WHAT EXPECTED ACTUAL
check_eq() { if [[ $2 == "$3" ]]; then ok "$1"; else fail "$1: expected '$2', got '$3'"; fi; }

# check_le WHAT ACTUAL LIMIT, check_ge: whole numbers.
check_le() { if [[ $2 =~ ^-?[0-9]+$ ]] && (($2 <= $3)); then ok "$1: $2 <= $3"; else fail "$1: '$2' is not <= $3"; fi; }
check_ge() { if [[ $2 =~ ^-?[0-9]+$ ]] && (($2 >= $3)); then ok "$1: $2 >= $3"; else fail "$1: '$2' is not >= $3"; fi; }

# skip REASON: this test cannot say anything here, or no more; what failed before has failed.
skip() {
	echo "SKIP: $*"
	exit 4
}

# die WHAT: the test itself cannot go on.
die() {
	fail "$@"
	exit 1
}

# defer COMMAND...: run at the end, last first, whatever happens.
defer() { nb_deferred+=("$(printf '%q ' "$@")"); }

nb_exit() {
	local status=$? i
	trap - EXIT
	set +e
	for ((i = ${#nb_deferred[@]} - 1; i >= 0; i--)); do
		eval "${nb_deferred[i]}" >/dev/null 2>&1
	done
	jobs -p | xargs -r kill 2>/dev/null
	rm -rf "$TMP"
	((nb_failures && (status == 0 || status == 4))) && status=1
	((nb_failures)) && echo "$nb_failures checks failed"
	exit "$status"
}
trap nb_exit EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# pause SECONDS: sleep without a process: nothing ever comes out of this pipe.
exec {nb_never}<> <(:)
pause() { read -rt "$1" -u "$nb_never" || true; }

# wait_for SECONDS COMMAND...: until the command succeeds; fails, quietly, if it never does. Asking costs most of what a test costs: after a second
# it asks less often, and what asks bond0 alone is asked again when something has happened to a bond, or after a quarter of a second.
wait_for() {
	local now=${EPOCHREALTIME/./} end often
	end=$((now + $(printf '%.0f' "${1}e6") * ${NB_SLOW:-1})) often=$((now + 1000000))
	shift
	until nb_news_old && "$@" >/dev/null 2>&1; do
		now=${EPOCHREALTIME/./}
		((now < end)) || return 1
		if [[ $nb_asks_bond ]]; then nb_news; elif ((now < often)); then pause 0.02; else pause 0.1; fi
	done
}
# nb_news: until there is an event that nb_news_old has not read; the first time it begins to listen. shows sets nb_asks_bond.
nb_events='' nb_listener='' nb_asks_bond=''
nb_news() {
	if [[ ! $nb_events ]]; then
		exec {nb_events}< <(exec nsenter --net="/run/netns/$HOST" bondctl monitor --json 2>/dev/null)
		nb_listener=$!
		pause 0.05
		return
	fi
	read -rt 0.25 -u "$nb_events"
	if (($? == 1)); then
		# The module was unloaded, or held_kb has ended it.
		exec {nb_events}<&-
		nb_events=''
		pause 0.1
	fi
}
nb_news_old() {
	nb_asks_bond=''
	[[ ! $nb_events ]] || while read -rt 0 -u "$nb_events" && read -rt 0.01 -u "$nb_events"; do :; done
}
busywait() { wait_for "$@"; }

# check_soon WHAT SECONDS COMMAND...
check_soon() {
	local what=$1 seconds=$2
	shift 2
	if wait_for "$seconds" "$@"; then ok "$what"; else fail "$what: not within $seconds s: $*"; fi
}

# now_ms: milliseconds of a clock that does not jump.
now_ms() {
	local up
	read -r up _ </proc/uptime
	echo "${up/./}0"
}

# ns_exec NAMESPACE COMMAND...: in that namespace; on_host, on_sw, on_peer COMMAND...: in those. A /sys of the namespace's own, which ip netns exec
# mounts, costs as much as a process: what never looks there does without. bondctl does to see whether a name is a bridge, without which it has to ask the
# kernel, and may wait for RTNL.
ns_exec() {
	case $2 in
	ping | arping | ip | tc | bridge | ethtool | sysctl | nb*) nsenter --net="/run/netns/$1" "${@:2}" ;;
	bondctl) if [[ ${3-} =~ ^(show|history)$ ]]; then nsenter --net="/run/netns/$1" "${@:2}"; else ip netns exec "$@"; fi ;;
	*) ip netns exec "$@" ;;
	esac
}
on_host() { ns_exec "$HOST" "$@"; }
on_sw() { ns_exec "$SW" "$@"; }
on_peer() { ns_exec "$PEER" "$@"; }

# has_ipv6: has this kernel IPv6? It may be booted without.
has_ipv6() { [[ -e /proc/net/if_inet6 ]]; }

# ips NAMESPACE: the lines of stdin, each an ip command, by one process. Addresses of IPv6 are left out where it is not.
ips() {
	if has_ipv6; then ip -n "$1" -batch -; else sed '/address add [^ ]*:/d' | ip -n "$1" -batch -; fi
}

# no_ipv6 NAMESPACE: its devices are to have none.
no_ipv6() { ! has_ipv6 || ns_exec "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1; }

# need COMMAND...: skip without these programs.
need() {
	local program
	for program; do
		command -v "$program" >/dev/null || skip "no $program here"
	done
}

# setup_ns VARIABLE...: makes a namespace with a random name for each and leaves the name in the variable; gone at the end. Addresses in it are
# not tentative: it inherits that.
setup_ns() {
	local variable name
	echo 1 >/proc/sys/net/core/devconf_inherit_init_net
	if has_ipv6; then
		echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
		echo 0 >/proc/sys/net/ipv6/conf/all/accept_dad
	fi
	for variable; do
		name=${variable,,}-$(printf '%04x%04x' $RANDOM $RANDOM)
		ip netns add "$name" || die "no network namespace"
		defer nb_del_ns "$name"
		ip -n "$name" link set lo up
		printf -v "$variable" %s "$name"
	done
}

# nb_del_ns NAME: processes left in it first, or it lives on.
nb_del_ns() {
	ip netns pids "$1" | xargs -r kill -9
	ip netns del "$1"
}

nb_peer_addresses() {
	ips "$PEER" <<-END
		address add 10.0.0.2/24 dev eth0
		address add 10.0.0.3/24 dev eth0
		address add fd00::2/64 dev eth0 nodad
		address add fd00::3/64 dev eth0 nodad
		link set eth0 up
	END
}

topo_switch() {
	local n=${1:-2} i
	setup_ns HOST SW PEER
	no_ipv6 "$SW"
	{
		echo link add br0 type bridge mcast_snooping 0 forward_delay 0
		echo link set br0 up
		for ((i = 0; i < n; i++)); do
			echo link add "sw$i" type veth peer name "eth$i" netns "$HOST"
			echo link set "sw$i" master br0 up
		done
		echo link add peer0 type veth peer name eth0 netns "$PEER"
		echo link set peer0 master br0 up
	} | ips "$SW" || die "no switch"
	nb_peer_addresses
}

# topo_two [BRIDGE OPTIONS...]: two switches, joined; the host at both, a station at each. topo_stp: they speak spanning tree at its shortest times, the
# first is the root.
#
#     HOST          SW                               HOST          SWB
#     eth0 -- veth -- sw0 --+                        eth1 -- veth -- sw0 --+
#                           +-- br0 -- peer0 -- PEER                       +-- br0 -- peer0 -- FAR eth0 10.0.0.3/24
#           SWB isl -- isl -+       eth0 10.0.0.2/24        SW isl -- isl -+
topo_stp() { topo_two stp_state 1 forward_delay 200 hello_time 100 max_age 600; }
topo_two() {
	local space i=0
	setup_ns HOST SW SWB PEER FAR
	for space in "$SW" "$SWB"; do
		no_ipv6 "$space"
		((i)) || echo link add isl type veth peer name isl netns "$SWB" | ips "$SW"
		ips "$space" <<-END || die "no switch"
			link add br0 type bridge mcast_snooping 0 priority $(((i + 1) * 4096)) $*
			link add sw0 type veth peer name eth$i netns $HOST
			link add peer0 type veth peer name eth0 netns $( ((i)) && echo "$FAR" || echo "$PEER")
			link set sw0 master br0 up
			link set isl master br0 up
			link set peer0 master br0 up
			link set br0 up
		END
		i=$((i + 1))
	done
	echo link set eth0 up | ips "$PEER" && echo address add 10.0.0.2/24 dev eth0 | ips "$PEER"
	echo link set eth0 up | ips "$FAR" && echo address add 10.0.0.3/24 dev eth0 | ips "$FAR"
}

# make_stp MEMBERS [OPTION VALUE...]: bond0 of mode stp in HOST, with 10.0.0.1/24, up. Until it has heard the root it waits by its own times.
make_stp() {
	on_host bondctl add bond0 --mode stp --forward-delay 4 --hello-time 1 --max-age 6 --member "$@" || die "no bridge"
	ips "$HOST" <<-END
		address add 10.0.0.1/24 dev bond0
		link set bond0 up
	END
}

# stp_is MEMBER STATE: where spanning tree has a member of bond0.
stp_is() { shows "any(.members[]; .name == \"$1\" and .stp.state == \"$2\")"; }
# stp_forms WHAT: eth0 forwards and eth1 blocks, soon.
stp_settled() { shows '[.members[].stp.state] == ["forwarding", "blocking"]'; }
stp_forms() { check_soon "$1: eth0 forwards, eth1 blocks" 12 stp_settled; }

# isl_forwards: the link between the switches does, at both ends.
isl_forwards() { switch_port "$SW" isl forwarding && switch_port "$SWB" isl forwarding; }

# switch_port NAMESPACE PORT STATE: where spanning tree has a switch's port.
switch_port() { [[ $(ip -n "$1" -j -d link show "$2" | jq -r '.[0].linkinfo.info_slave_data.state') == "$3" ]]; }

# nb_card N: the interface name, here, of the virtual machine's card N; cards sit in known slots.
nb_card() {
	local device
	device=$(compgen -G "/sys/bus/pci/devices/0000:00:$(printf %02x $((0x10 + $1))).0/virtio*/net/*" | head -1)
	[[ $device ]] && basename "$device"
}

nb_has_card() { [[ $(nb_card "$1") ]]; }

# card_anew N: its driver lets go of the card and finds it again: no setting of ethtool is left. It comes back to the first namespace.
card_anew() {
	local device
	device=$(compgen -G "/sys/bus/pci/devices/0000:00:$(printf %02x $((0x10 + $1))).0/virtio*") || return
	echo "${device##*/}" >/sys/bus/virtio/drivers/virtio_net/unbind
	echo "${device##*/}" >/sys/bus/virtio/drivers/virtio_net/bind
}

# cable NAME on|off: pulls or plugs the cable of card NAME (n0 ...).
cable() { vmctl set_link "$1" "$2"; }

topo_hub() {
	local i name space
	[[ -e /run/netbond.ctl ]] || skip "no virtio cards here"
	for i in 0 1 2; do
		# After another test a card comes back from its dying namespace a moment late.
		wait_for 5 nb_has_card "$i" || skip "no virtio card n$i here"
	done
	setup_ns HOST PEER
	for i in 0 1 2; do
		name=eth$i space=$HOST
		((i == 2)) && name=eth0 space=$PEER
		cable "n$i" on
		defer cable "n$i" on
		ip link set "$(nb_card "$i")" down
		ip link set "$(nb_card "$i")" netns "$space" name "$name" address "52:54:00:4e:42:0$i" || die "card n$i does not move"
	done
	nb_peer_addresses
}

# topo_cut: topo_hub where there are cards, else topo_switch: where "unplug 0" is one moment and what is lost after it is the bond's fault.
# Setting sw0 down instead takes the kernel a while on several processors, in which veth drops frames and still shows carrier.
topo_cut() { if [[ -e /run/netbond.ctl ]]; then topo_hub; else topo_switch 2; fi; }
unplug() { if [[ $SW ]]; then ip -n "$SW" link set "sw$1" down; else cable "n$1" off; fi; }
plug() { if [[ $SW ]]; then ip -n "$SW" link set "sw$1" up; else cable "n$1" on; fi; }

# carrying: the number of the one of HOST's eth0 and eth1 that sends, while a stream of some thousand packets a second runs; fails if neither leads. It asks
# no bond, so that all drivers are asked the same.
# shellcheck disable=SC2016
nb_sent() { nsenter --net="/run/netns/$HOST" awk '$1 == "eth0:" {first = $11} $1 == "eth1:" {second = $11} END {print first, second}' /proc/net/dev; }
carrying() {
	local before now lead i
	read -ra before < <(nb_sent)
	for ((i = 0; i < 20; i++)); do
		pause 0.05
		read -ra now < <(nb_sent)
		lead=$((now[0] - before[0] - now[1] + before[1]))
		((lead < 100)) || { echo 0 && return; }
		((lead > -100)) || { echo 1 && return; }
	done
	return 1
}

# told_begin: from now on the kernel notes when a driver says that its link is gone, which is when netif_carrier_off() is called; before anything is cut, and
# fails where the kernel cannot. told: when one first did since, in us of the time of day; nothing if none did. That is what a bond could know at the
# earliest: what its own history says is when it noticed.
nb_trace=/sys/kernel/tracing
told_begin() {
	local event=$nb_trace/events/kprobes/nb_told
	[[ -e $nb_trace/trace ]] || mount -t tracefs none $nb_trace 2>/dev/null
	[[ -w $nb_trace/kprobe_events ]] || return 1
	if [[ ! -e $event ]]; then
		# No clock is set in a guest: atomic time is that of the day.
		echo tai >$nb_trace/trace_clock && echo p:nb_told netif_carrier_off >>$nb_trace/kprobe_events
		echo 1 >$event/enable || die "no probe of netif_carrier_off()"
		defer told_end
	fi
	: >$nb_trace/trace
}
told() { awk '/ nb_told: / {match($0, /[0-9]+[.][0-9]+: /); time = substr($0, RSTART, RLENGTH - 2); sub(/[.]/, "", time); print time; exit}' $nb_trace/trace; }
told_end() {
	echo 0 >$nb_trace/events/kprobes/nb_told/enable
	echo -:nb_told >>$nb_trace/kprobe_events
	echo local >$nb_trace/trace_clock
}

# lost_since US SENT RECEIVED: of what nbstream lost, with times at both ends, how many datagrams were sent at that time of the day or later.
lost_since() {
	jq --argjson since "$1" --slurpfile sent "$2" '[.holes[] | range(.[0]; add) | select($sent[0].sent_us[.] >= $since)] | length' "$3"
}

# silent_break PORT: the switch port goes on to show carrier and drops every frame, both ways; silent_mend PORT ends it.
silent_break() {
	local direction
	tc -n "$SW" qdisc replace dev "$1" clsact 2>/dev/null || tc -n "$SW" qdisc add dev "$1" clsact || die "no clsact"
	for direction in ingress egress; do
		tc -n "$SW" filter add dev "$1" "$direction" pref 1 matchall action drop || die "no tc drop"
	done
}
silent_mend() { tc -n "$SW" qdisc del dev "$1" clsact; }

# make_bond NAME MODE [OPTION VALUE...]: a bond in HOST over every ethN there, with 10.0.0.1/24 and fd00::1/64, up, members joined.
make_bond() {
	local name=$1 mode=$2
	shift 2
	on_host bondctl add "$name" --mode "$mode" "$@" || die "bondctl add $name failed"
	# shellcheck disable=SC2016
	on_host sh -c 'cd /sys/class/net && bondctl member add "$1" eth*' - "$name" || die "the members do not join $name"
	ips "$HOST" <<-END
		address add 10.0.0.1/24 dev $name
		address add fd00::1/64 dev $name nodad
		link set $name up
	END
}

# trial_files: where the trial that was begun last keeps what it goes back to.
trial_files() {
	local file newest=
	for file in /run/netbond/try/*/before.yaml; do
		[[ $file -nt $newest ]] && newest=$file
	done
	dirname "$newest"
}

# vlan_path HOST_ADDRESS PEER_ADDRESS PROTOCOL ID [PROTOCOL ID]: stacked VLAN devices vlanID over bond0 and over the far host's eth0; the
# last has the address.
vlan_path() {
	nb_vlans "$HOST" bond0 "$1" "${@:3}"
	nb_vlans "$PEER" eth0 "$2" "${@:3}"
}
nb_vlans() {
	local space=$1 lower=$2 address=$3
	shift 3
	while (($#)); do
		ip -n "$space" link add link "$lower" name "vlan$2" up type vlan proto "$1" id "$2" || die "no VLAN device"
		lower=vlan$2
		shift 2
	done
	ip -n "$space" address add "$address" dev "$lower"
}

# json FILTER COMMAND...: jq's raw answer to the command's output.
json() {
	local filter=$1
	shift
	"$@" | jq -r "$filter"
}

# netdev_state NAMESPACE DEVICE: what joining and leaving a bond must not change, one fact a line.
netdev_state() {
	{
		ip -n "$1" -j -d link show dev "$2" | jq -r '.[0] | "mtu \(.mtu)", "address \(.address)", "promiscuity \(.promiscuity)",
			"allmulti \(.allmulti)", "master \(.master)", "flags \(.flags - ["LOWER_UP", "NO-CARRIER"] | sort | join(","))"'
		bridge -n "$1" fdb show dev "$2"
		# shellcheck disable=SC2016
		ns_exec "$1" awk -v dev="$2" '$2 == dev {print "multicast", $3, $5}' /proc/net/dev_mcast
	} | sort
}

# has_state NAMESPACE DEVICE FILE: is it as it was when netdev_state wrote the file?
has_state() { [[ $(netdev_state "$1" "$2") == "$(<"$3")" ]]; }

# check_state WHAT SECONDS NAMESPACE DEVICE FILE: it becomes so, soon; else the difference is told.
check_state() {
	local what=$1 seconds=$2
	shift 2
	if wait_for "$seconds" has_state "$@"; then ok "$what"; else fail "$what: $2: $(netdev_state "$1" "$2" | diff "$3" -)"; fi
}

# show FILTER: jq's raw answer to what bondctl shows of bond0.
show() { on_host bondctl show bond0 --json | jq -r ".[0] | $1"; }

# shows FILTER: is it true?  active_is IF, state_is STATE, vote_is IF VOTE VALUE: the frequent ones.
# Nothing printed shows nothing: jq 1.6 ends with 0 when it reads nothing.
shows() {
	local bonds
	nb_asks_bond=1
	bonds=$(on_host bondctl show bond0 --json) && jq -e ".[0] | $1" <<<"$bonds"
}
active_is() { shows ".active_member == \"$1\""; }
state_is() { shows ".state == \"$1\""; }
vote_is() { shows "any(.members[]; .name == \"$1\" and any(.votes[]; .vote == \"$2\" and .value == \"$3\"))"; }

# choose MEMBER: makes it bond0's active one, and leaves what follows to the bond. The first to have carrier was chosen, whichever that was.
choose() {
	check_soon "$1 is chosen" 10 on_host bondctl set bond0 --active-slave "$1"
	on_host bondctl set bond0 --active-slave ''
}

# history_of FILTER: jq's raw answer to the events of bond0, an array.
history_of() { on_host bondctl history bond0 --json | jq -r "$1"; }

# mac NAMESPACE DEVICE
mac() {
	local words
	read -ra words < <(ip -n "$1" -br link show dev "$2")
	echo "${words[2]-}"
}

# any_mode: one of the module's modes, at random, into $mode, and into the array $alone what makes it work where nobody speaks LACP.
nb_modes=(balance-rr active-backup balance-xor broadcast 802.3ad balance-tlb balance-alb)
any_mode() {
	mode=${nb_modes[RANDOM % ${#nb_modes[@]}]} alone=()
	# shellcheck disable=SC2034
	[[ $mode != 802.3ad ]] || alone=(--lacp-fallback all --lacp-fallback-timeout 100)
}

# all_for MS FUNCTION...: each over and over, all at once, for so long; says how often each came round, and fails one of which no round was whole, each of its
# commands working: it raced nothing, or without that command. In a race some fail; so one that is late has $nb_grace rounds more, with the others at rest.
nb_grace=4
all_for() {
	local end=$(($(now_ms) + $1)) name pids=() did='' said
	shift
	for name; do
		rm -f "$TMP/loop.$name"
		nb_loop "$name" "$end" &
		pids+=($!)
	done
	wait "${pids[@]}"
	for name; do
		said=$(cat "$TMP/loop.$name" 2>/dev/null || echo 'ended by itself, 0 whole')
		did+="${did:+; }$name ${said%%$'\n'*}"
		[[ $said != *' 0 whole'* ]] || fail "the loop $name: $said"
	done
	echo "# loops: $did"
}
# nb_loop FUNCTION END: counts the function's own commands, not what these call; nb_count STATUS COMMAND is told the status of the one before.
nb_loop() {
	local nb_function=$1 nb_last='' nb_rounds=0 nb_whole_rounds=0 nb_ran=0 nb_failed=0 nb_before nb_late=0
	local -A nb_bad=()
	declare -ft "$1"
	until (($(now_ms) >= $2 && (nb_whole_rounds || nb_late++ > nb_grace))); do
		nb_before=$nb_failed
		trap 'nb_count $? "$BASH_COMMAND"' DEBUG
		"$1"
		nb_count $? ''
		trap - DEBUG
		nb_rounds=$((nb_rounds + 1)) nb_whole_rounds=$((nb_whole_rounds + (nb_failed == nb_before)))
	done >/dev/null 2>&1
	{
		echo "$nb_rounds rounds, $nb_whole_rounds whole, $nb_failed of $nb_ran commands failed"
		for nb_last in "${!nb_bad[@]}"; do echo "failed ${nb_bad["$nb_last"]} times: $nb_last"; done
	} >"$TMP/loop.$nb_function"
}
nb_count() {
	[[ ! $2 || ${FUNCNAME[1]} == "$nb_function" ]] || return 0
	if [[ $nb_last ]]; then
		nb_ran=$((nb_ran + 1))
		(($1 == 0)) || nb_failed=$((nb_failed + 1)) nb_bad["$nb_last"]=$((${nb_bad["$nb_last"]-0} + 1))
	fi
	# These two leave the status of the command before them as it is.
	# shellcheck disable=SC2016
	case $2 in
	'"$1"' | 'for '*) nb_last='' ;;
	*) nb_last=$2 ;;
	esac
}

# held_kb: what the kernel holds after everything has settled. Events that nobody reads would wait in a socket and count; so would what was given back
# and is kept by a slab for its next use, or from it, by KASAN's quarantine: shrinking a slab empties both.
held_kb() {
	local slab
	[[ ! $nb_listener ]] || kill "$nb_listener" 2>/dev/null
	sleep 1
	echo 3 >/proc/sys/vm/drop_caches
	sleep 1
	for slab in /sys/kernel/slab/*/shrink; do [[ ! -e $slab ]] || echo 1 >"$slab"; done
	awk '/^(Slab|Percpu):/ {sum += $2} END {print sum}' /proc/meminfo
}

# grown FILE: what holds most more than when /proc/slabinfo was copied to the file, in kB and objects.
grown() {
	awk 'FNR == NR {was[$1] = $2; next} {kb = ($2 - was[$1]) * $4 / 1024} FNR > 2 && kb >= 16 {printf "kB more: %d %s, objects %d, of %d\n", kb, $1, $2 - was[$1], $2}' \
		"$1" /proc/slabinfo | sort -k3 -rn | head -8
}

# may_fail: lets nbfail have its way with every kind of allocation, whoever asks for it.
may_fail() {
	local fault=/sys/kernel/debug/failslab setting
	[[ -w $fault/probability && -e /proc/self/fail-nth ]] || skip "no fault injection by number here"
	for setting in probability=0 ignore-gfp-wait=N verbose=0 task-filter=N; do
		echo "${setting#*=}" >"$fault/${setting%=*}" || die "no $setting"
	done
}

# reach_begin PART...: notes which functions nb_PART_* of the module run from now on; those that the compiler put into others cannot be seen.
# reach_end: says for each part how many did, and which did not.
reach_begin() {
	local trace=/sys/kernel/tracing piece
	mount -t tracefs none $trace 2>/dev/null
	[[ -w $trace/set_ftrace_filter ]] || skip "no function tracer here"
	grep -F '[netbond]' $trace/available_filter_functions >"$TMP/reach.all"
	for piece; do
		awk -v part="$piece" '$1 ~ "^(nb|netbond)_" part "_" {print part, $1}' "$TMP/reach.all"
	done | sort -u >"$TMP/reach.wanted"
	cut -d' ' -f2 "$TMP/reach.wanted" >$trace/set_ftrace_filter
	echo 16384 >$trace/buffer_size_kb
	echo function >$trace/current_tracer
	mawk -W interactive 'match($0, /: [a-z0-9_]+[^ ]* <-/) {
		name = substr($0, RSTART + 2, RLENGTH - 5)
		if (!seen[name]++) {print name; fflush()}
	}' $trace/trace_pipe >"$TMP/reach.seen" &
	nb_reach=$!
}
reach_end() {
	local trace=/sys/kernel/tracing
	pause 2
	kill "$nb_reach"
	wait "$nb_reach"
	echo nop >$trace/current_tracer
	awk 'FNR == NR {seen[$1]; next} {all[$1]++} $2 in seen {did[$1]++; next} {not[$1] = not[$1] " " $2}
		END {for (f in all) printf "reached: %s: %d of %d%s\n", f, did[f], all[f], not[f] ? "; not" not[f] : ""}' "$TMP/reach.seen" "$TMP/reach.wanted" | sort
}

# stress MS MS: the test's own "round MS", first so that everything is there, then for longer, or for NB_SECONDS, which keeps no memory.
stress() {
	local before after long=$2
	[[ ! ${NB_SECONDS:-} ]] || long=${NB_SECONDS}000
	round "$1"
	before=$(held_kb)
	cat /proc/slabinfo >"$TMP/slabs"
	round "$long"
	after=$(held_kb)
	echo "kB held: $before before, $after after"
	grown "$TMP/slabs"
	check_le "memory kept, kB" $((after - before)) 1024
}

# median NUMBER..., least NUMBER...: whole ones.
least() { printf '%s\n' "$@" | sort -n | head -1; }
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }

declare -A nb_flow_sender nb_flow_receiver
nb_flow_port=5000

nb_listens() { ns_exec "$1" grep -q ":$(printf %04X "$2") " /proc/net/udp6; }

# flow NAME FROM TO ADDRESS RATE [FLOWS [unconnected]]: numbered datagrams from one namespace to another, in the background, for two minutes and
# $flow_longer seconds at most. flow_end NAME... ends them, a moment later, and leaves $TMP/NAME.flow; lost NAME tells how many did not arrive. The sender
# keeps to one processor: veth has a queue for each, so what moves to another may overtake itself on one and the same cable.
flow() {
	local name=$1 from=$2 to=$3 address=$4 rate=$5 seconds=$((120 + ${NB_SECONDS:-0} + ${flow_longer:-0})) port=$((++nb_flow_port))
	nsenter --net="/run/netns/$to" nbstream recv "$port" $((seconds + 10)) times >"$TMP/$name.flow" &
	nb_flow_receiver[$name]=$!
	wait_for 10 nb_listens "$to" "$port" || die "no receiver for $name"
	nsenter --net="/run/netns/$from" taskset -c 0 nbstream send "$address" "$port" "$rate" "$seconds" "${@:6}" >"$TMP/$name.sent" &
	nb_flow_sender[$name]=$!
}
flow_end() {
	local name
	pause 0.3
	for name; do kill "${nb_flow_sender[$name]}"; done
	for name; do wait "${nb_flow_sender[$name]}" "${nb_flow_receiver[$name]}"; done
}
# flow_drop NAME: where nothing can arrive any more.
flow_drop() {
	kill "${nb_flow_sender[$1]}" "${nb_flow_receiver[$1]}"
	wait "${nb_flow_sender[$1]}" "${nb_flow_receiver[$1]}" 2>/dev/null
}
lost() { [[ $(<"$TMP/$1.flow") =~ \"lost\":([0-9]+) ]] && echo "${BASH_REMATCH[1]}"; }
flowed() { jq -r "$2" "$TMP/$1.flow"; }

# late_us NAME: how late the sender of a flow ever was. Where timers are fine, that is what the machine, not the bond, took away.
late_us() { jq .late_us_max "$TMP/$1.sent"; }

# stall_begin, stall_end: between them, how long the machine stood still at worst, in us; 0 where timers are coarse (UML) and it cannot be told.
stall_begin() {
	nb_stall=''
	[[ ${NB_KERNEL:-} != uml ]] || return 0
	nbstream send 127.0.0.1 9 500 100 >"$TMP/stall.sent" &
	nb_stall=$!
}
stall_end() {
	[[ $nb_stall ]] || { echo 0; return; }
	kill "$nb_stall"
	while [[ ! -s $TMP/stall.sent ]]; do pause 0.01; done
	late_us stall
}

declare -A nb_sniffer

# watch NAME NAMESPACE DEVICE [nbwire's words...]: the frames of a device into $TMP/NAME.wire until watch_end NAME.
watch() {
	local name=$1 space=$2 device=$3
	shift 3
	# The word of an earlier one of this name would do.
	rm -f "$TMP/$name.ready"
	# Not by a function: then the process would be the shell's, and killing it leave the sniffer.
	nsenter --net="/run/netns/$space" nbwire sniff "$device" 1000 "$@" >"$TMP/$name.wire" 2>"$TMP/$name.ready" &
	nb_sniffer[$name]=$!
	wait_for 10 grep -q ready "$TMP/$name.ready" || die "no sniffer for $name"
}
watch_end() {
	sleep 0.2
	kill "${nb_sniffer[$1]}"
	wait "${nb_sniffer[$1]}" 2>/dev/null
}

# watch_arp SECONDS NAMESPACE DEVICE NAMESPACE DEVICE: the ARP of the active member's path and of the backup's into active and backup.
watch_arp() {
	watch active "$2" "$3" --filter arp
	watch backup "$4" "$5" --filter arp
	sleep "$1"
	watch_end active
	watch_end backup
}

# heard_of KIND NAME NAMESPACE N: changes something there, the Nth of its kind, and asks whether a program that listens has written so into $TMP/NAME; for
# check_soon, before what it may not hear of, and after it: silence is no proof of anything but with both. KIND: link (ip monitor link), neigh (ip monitor
# neigh), fdb (bridge monitor fdb, where there is a sw0).
heard_of() {
	local said
	case $1 in
	link)
		said=" mtu $((60000 + $4)) "
		printf 'link set lo mtu %s\n' $((60000 + $4)) 65536 | ips "$3"
		;;
	neigh)
		said="fd99::$4 dev"
		printf "neigh %s fd99::$4 lladdr 02:00:00:00:99:99 dev eth0\n" add del | ips "$3"
		;;
	fdb)
		said="02:00:00:00:99:0$4 dev"
		printf "fdb %s 02:00:00:00:99:0$4 dev sw0 master static\n" add del | bridge -n "$3" -batch -
		;;
	esac
	grep -qF "$said" "$TMP/$2"
}

# frames NAME [FILTER]: how many watched frames the jq filter takes.
frames() { jq -s "map(select(${2:-true})) | length" "$TMP/$1.wire"; }

# topo_lag [N]: N members (2), each on a veth of its own to the far host, which joins its ends to a static LAG of the in-tree driver.
#
#     HOST                PEER
#     eth0 ---- veth ---- p0 --+
#     eth1 ---- veth ---- p1 --+-- lag  10.0.0.2/24 10.0.0.3/24 fd00::2/64 fd00::3/64
topo_lag() {
	local n=${1:-2} i address
	modprobe bonding max_bonds=0 2>/dev/null || skip "no bonding module for the far end"
	setup_ns HOST PEER
	ip -n "$PEER" link add lag type bond mode balance-xor miimon 50 xmit_hash_policy layer3+4 || die "no LAG"
	for ((i = 0; i < n; i++)); do
		ip -n "$HOST" link add "eth$i" type veth peer name "p$i" netns "$PEER" || die "no veth"
		ip -n "$PEER" link set "p$i" master lag
	done
	for address in 10.0.0.2/24 10.0.0.3/24 fd00::2/64 fd00::3/64; do
		ip -n "$PEER" address add "$address" dev lag
	done
	ip -n "$PEER" link set lag up
}

# tally NAME PORT...: which flows come in by which of PEER's ports, into $TMP/NAME.tally until tally_end NAME; see nbflow.
tally() {
	local name=$1
	shift
	rm -f "$TMP/$name.tallying"
	nsenter --net="/run/netns/$PEER" nbflow tally 1000 "$@" >"$TMP/$name.tally" 2>"$TMP/$name.tallying" &
	nb_sniffer[$name]=$!
	wait_for 10 grep -q ready "$TMP/$name.tallying" || die "no tally $name"
}
tally_end() {
	sleep 0.1
	kill "${nb_sniffer[$1]}"
	wait "${nb_sniffer[$1]}"
}
tallied() { jq -r "$2" "$TMP/$1.tally"; }

# moved A B: ID FROM TO, a line each, of the flows in both tallies that took another way in B. "p0+p1": both.
moved() {
	jq -rn --slurpfile a "$TMP/$1.tally" --slurpfile b "$TMP/$2.tally" '
		def ways: .[0].flows | map({(.id | tostring): (.at | keys | join("+"))}) | add // {};
		($a | ways) as $was | $b | ways | to_entries[] | select($was[.key] and $was[.key] != .value) | "\(.key) \($was[.key]) \(.value)"'
}

# frame DST SRC TYPE, ipv4 SRC DST PROTOCOL, ipv6 SRC DST PROTOCOL: headers in hexadecimal for nbflow send; addresses are hexadecimal, too.
frame() { printf '%s %s %s ' "$1" "$2" "$3"; }
ipv4() { printf '45000080 00000000 40%s0000 %s %s ' "$3" "$1" "$2"; }
ipv6() { printf '60000000 0060%s40 %s %s ' "$3" "$1" "$2"; }

# one_processor: where QEMU's TCG may hang a second one, as when kernel text is patched under traffic (every XDP program that comes or goes does).
one_processor() {
	local file
	for file in /sys/devices/system/cpu/cpu[1-9]*/online; do
		[[ -w $file ]] && echo 0 >"$file" && defer eval "echo 1 >$file"
	done
}

# ---- LACP
#
# topo_lacp [N]: N members (2), each on a veth of its own to the far host. What joins p0... there is up to the test: peer_bonding, or another
# partner of lacp_partner.inc; until then they are down.
#
#     HOST                PEER
#     eth0 ---- veth ---- p0
#     eth1 ---- veth ---- p1
#
# topo_lacp_mid [N]: the same with a host in the middle that passes everything on, LACPDUs too, so that a link can fail while both ends see
# carrier: mid_break, mid_mend. What passes is to be watched at h0 ("in": from HOST) and q0 ("in": from PEER).
#
#     HOST                MID                              PEER
#     eth0 ---- veth ---- h0 -- cross0 (a bridge) -- q0 -- veth ---- p0
#     eth1 ---- veth ---- h1 -- cross1 (a bridge) -- q1 -- veth ---- p1
#
# topo_lacp_cards: two members on real (virtio) cards, which are told what their speed is: cut_link and mend_link pull and plug a whole
# cable. Stock kernels only.
#
#     HOST                hubs of the virtual machine     PEER
#     eth0 -- card n3 ------------------------- card n4 -- p0
#     eth1 -- card n5 ------------------------- card n6 -- p1
topo_lacp() {
	local n=${1:-2} i
	setup_ns HOST PEER
	for ((i = 0; i < n; i++)); do echo link add "eth$i" type veth peer name "p$i" netns "$PEER"; done | ips "$HOST" || die "no veth"
}

topo_lacp_mid() {
	local n=${1:-2} i port
	setup_ns HOST MID PEER
	no_ipv6 "$MID"
	for ((i = 0; i < n; i++)); do
		echo link add "cross$i" type bridge mcast_snooping 0 forward_delay 0
		echo link set "cross$i" up
		echo link add "h$i" type veth peer name "eth$i" netns "$HOST"
		echo link add "q$i" type veth peer name "p$i" netns "$PEER"
		for port in "h$i" "q$i"; do
			echo link set "$port" master "cross$i" up
			# The bridge's own mask does not let LACPDUs pass, the ports' does.
			echo link set "$port" type bridge_slave group_fwd_mask 4 learning off
		done
	done | ips "$MID" || die "no host in the middle"
}

# mid_break LINK to_host|to_peer|both [data]: what runs that way is dropped, LACPDUs too, unless only data is to be. mid_mend LINK ends it.
mid_break() {
	local way port
	for way in to_host to_peer; do
		[[ $2 == "$way" || $2 == both ]] || continue
		port=h$1
		[[ $way == to_peer ]] || port=q$1
		tc -n "$MID" qdisc add dev "$port" clsact || die "no clsact"
		if [[ ${3-} == data ]]; then
			tc -n "$MID" filter add dev "$port" ingress pref 1 protocol 0x8809 matchall action pass || die "no tc pass"
		fi
		tc -n "$MID" filter add dev "$port" ingress pref 2 matchall action drop || die "no tc drop"
	done
}
mid_mend() {
	tc -n "$MID" qdisc del dev "h$1" clsact 2>/dev/null
	tc -n "$MID" qdisc del dev "q$1" clsact 2>/dev/null
}

topo_lacp_cards() {
	local i name space
	[[ -e /run/netbond.ctl ]] || skip "no virtio cards here"
	need ethtool
	one_processor
	for i in 3 4 5 6; do wait_for 5 nb_has_card "$i" || skip "no virtio card n$i here"; done
	setup_ns HOST PEER
	for i in 3 4 5 6; do
		name=eth$(((i - 3) / 2)) space=$HOST
		((i % 2)) || { name=p$(((i - 3) / 2)) && space=$PEER; }
		cable "n$i" on
		defer cable "n$i" on
		ip link set "$(nb_card "$i")" down
		ip link set "$(nb_card "$i")" netns "$space" name "$name" address "52:54:00:4e:42:0$i" || die "card n$i does not move"
		ns_exec "$space" ethtool -s "$name" speed 10000 duplex full || skip "the speed of a card cannot be set"
		defer card_anew "$i"
	done
}
# topo_lacp_cut: topo_lacp_cards where there are cards, else topo_lacp. cut_link N, mend_link N: the cable between ethN and pN.
topo_lacp_cut() { if [[ -e /run/netbond.ctl ]]; then topo_lacp_cards; else topo_lacp 2; fi; }
nb_cable() {
	if [[ -e /run/netbond.ctl ]]; then
		cable "n$((3 + 2 * $1))" "$2" && cable "n$((4 + 2 * $1))" "$2"
	elif [[ $2 == on ]]; then
		ip -n "$PEER" link set "p$1" up
	else
		ip -n "$PEER" link set "p$1" down
	fi
}
cut_link() { nb_cable "$1" off; }
mend_link() { nb_cable "$1" on; }
# speed_link N SPEED: what the cards at both ends of it are told (topo_lacp_cards).
speed_link() {
	on_host ethtool -s "eth$1" speed "$2" duplex full
	on_peer ethtool -s "p$1" speed "$2" duplex full
}

# peer_addresses DEVICE: the far host's.
peer_addresses() {
	ips "$PEER" <<-END
		address add 10.0.0.2/24 dev $1
		address add 10.0.0.3/24 dev $1
		address add fd00::2/64 dev $1 nodad
		address add fd00::3/64 dev $1 nodad
	END
}

# peer_bonding NAME "PORT..." [OPTION VALUE...]: the in-tree driver with LACP, unless there is another "mode", over these ports of PEER.
peer_bonding() {
	local name=$1 port speaks=(mode 802.3ad)
	modprobe bonding max_bonds=0 2>/dev/null || skip "no bonding module for the far end"
	[[ " ${*:3} " != *" mode "* ]] || speaks=()
	{
		echo link add "$name" type bond "${speaks[@]}" miimon 50 xmit_hash_policy layer3+4 "${@:3}"
		for port in $2; do
			echo link set "$port" down
			echo link set "$port" master "$name"
		done
		echo link set "$name" up
	} | ips "$PEER" || die "the far end's bonding does not take $*"
}

# far_end PORT actor|partner FIELD...: what the in-tree driver says in /proc of a port's LACP, "port state" for example.
far_end() {
	on_peer sh -c 'cat /proc/net/bonding/*' | awk -F': ' -v port="$1" -v end="$2" -v fields="$(printf '%s:' "${@:3}")" '
		/^Slave Interface/ {at = $2 == port}
		/^ *details/ {part = $0 ~ end}
		{sub(/^ +/, "", $1)}
		at && part {said[$1] = $2}
		END {
			n = split(fields, field, ":")
			for (i = 1; i < n; i++) all = all (i > 1 ? " " : "") said[field[i]]
			print all
		}'
}
# far_state PORT STATE: is its own state this?  far_says PORT STATE: does it know ours so?
far_state() { [[ $(far_end "$1" actor "port state") == "$2" ]]; }
far_says() { [[ $(far_end "$1" partner "port state") == "$2" ]]; }
# far_clear PORT MASK: is none of these bits in its own state?  far_unsaid PORT MASK: in what it knows of ours?
far_clear() { nb_clear "$2" "$(far_end "$1" actor "port state")"; }
far_unsaid() { nb_clear "$2" "$(far_end "$1" partner "port state")"; }
nb_clear() { [[ $2 ]] && ! (($1 & $2)); }

# lacp_member IF FILTER: jq's raw answer to the LACP of a member of bond0.
lacp_member() { show ".members[] | select(.name == \"$1\") | .lacp | $2"; }

# all_distributing: every member of bond0 carries traffic. distributing N: so many.
nb_formed='.carrier and .lacp.distributing == (.members | length) and
	all(.members[]; .role == "active" and (.lacp.mux | IN("collecting_distributing", "distributing")))'
# The same, and the partner carries traffic there, too.
nb_whole="$nb_formed and all(.members[]; (.lacp.partner.state / 16 | floor) % 4 == 3)"
all_distributing() { shows "$nb_formed"; }
distributing() { shows ".lacp.distributing == $1 and ([.members[] | select(.role == \"active\")] | length) == $1"; }

# reason_is IF REASON...: one of them.
reason_is() {
	local member=$1
	shift
	shows "any(.members[]; .name == \"$member\" and (.reason | IN($(printf '"%s",' "$@" | sed 's/,$//'))))"
}

# check_traffic WHAT [MOST]: packets pass both ways between bond0 and PEER, all of them; MOST may be lost on the way to the host.
check_traffic() {
	check_soon "$1: the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
	flow traffic_up "$HOST" "$PEER" 10.0.0.2 500 16
	flow traffic_down "$PEER" "$HOST" 10.0.0.1 500 16
	pause 0.7
	flow_end traffic_up traffic_down
	check_eq "$1: lost from the host" 0 "$(lost traffic_up)"
	check_le "$1: lost to the host" "$(lost traffic_down)" "${2:-0}"
}

# lacp_frame SOURCE PRIORITY SYSTEM KEY PORT_PRIORITY PORT STATE [the same six of the partner]: an LACPDU in hexadecimal; addresses with colons.
lacp_frame() { printf '0180c2000002%s88090101%s%s0310%0132d' "${1//:/}" "$(nb_lacp_end 01 "${@:2:6}")" "$(nb_lacp_end 02 "${@:8:6}")" 0; }
nb_lacp_end() {
	local system=${3:-00:00:00:00:00:00}
	printf '%s14%04x%s%04x%04x%04x%02x000000' "$1" "${2:-65535}" "${system//:/}" "${4:-1}" "${5:-255}" "${6:-1}" "${7:-0}"
}

# lacp_form WHAT [SECONDS]: from "bond0 was made and PEER has an aggregate" to traffic on all links, both ways.
lacp_form() {
	# By its events, which costs nothing while there are none.
	on_host bondctl wait bond0 ok --timeout "${2:-10}" >/dev/null 2>&1
	check_soon "$1: the aggregate forms" "${2:-10}" shows "$nb_whole"
}

# lacp_begin [OPTION VALUE...]: a LAG of bond0, with these options, and the in-tree driver, which is fast.
lacp_begin() {
	peer_bonding lag "p0 p1" lacp_rate fast
	peer_addresses lag
	make_bond bond0 802.3ad "$@"
	lacp_form "first"
}

# lacp_steady WHAT SECONDS [COMMAND...]: nothing happens to bond0 for so long, nor while the command runs.
lacp_steady() {
	local what=$1 seconds=$2 events end
	shift 2
	events=$(show .event_seq)
	end=$(($(now_ms) + $(printf '%.0f' "${seconds}e3")))
	"$@"
	end=$((end - $(now_ms)))
	((end <= 0)) || pause "$(printf '%d.%03d' $((end / 1000)) $((end % 1000)))"
	check "$what: it lasts, and no event meanwhile" shows "$nb_formed and .event_seq == $events"
}

# ---- explain
#
# explained: what bondctl names as the causes of bond0's trouble: "bond0:no_member", "eth1:no_carrier eth2:updelay"; empty when all is well.
explained() {
	on_host bondctl explain bond0 --json >"$TMP/explained"
	jq -r "$nb_causes" "$TMP/explained"
}
# shellcheck disable=SC2016
nb_causes='(.[0] | .name as $bond | [.causes[] | "\(.member // $bond):\(.about)"] | join(" "))'
nb_named() { [[ $(explained) == "$1" ]]; }
# A partner that makes up its mind is troubled for a moment.
nb_goes_on() { nb_named "$1" && pause 0.2 && nb_named "$1"; }

# fault NAME HOW CAUSE...: explain names these and nothing else, soon, and goes on to; says what to do; and is quick. What was injected, and HOW, is
# for the table in Documentation/diagnosis.md, which scripts/diagnosis makes of the line that this prints.
fault() {
	local name=$1 how=$2
	shift 2
	wait_for 15 nb_goes_on "$*"
	nb_time_explain
	check_eq "fault $name: explain names it, and what to do" "$*" "$(jq -r "$nb_causes"' + (.[0] | . as $all | [.causes[] | . as $cause |
		select((if .member then ($all.members[] | select(.name == $cause.member)) else $all end).findings |
			any(.about == $cause.about and .remedy) | not) | " but not what to do"] | join(""))' "$TMP/explained")"
	check_le "fault $name: explain takes, ms" "$nb_took" 2500
	echo "# fault: $name | $how | ${*:-nothing} | $nb_took"
}
nb_time_explain() {
	local start=${EPOCHREALTIME/./}
	on_host bondctl explain bond0 --json >"$TMP/explained"
	nb_took=$(((${EPOCHREALTIME/./} - start) / 1000))
}

# trap_is NAME HOW FINDING: all is well, and explain tells of this nevertheless.
trap_is() {
	local name=$1 how=$2
	wait_for 10 nb_notes "${3%%:*}" "${3#*:}"
	nb_time_explain
	check_eq "fault $name: explain tells of it, and of no trouble" "true" "$(nb_find "${3%%:*}" "${3#*:}" ' and .causes == []')"
	echo "# fault: $name | $how | $3, no trouble | $nb_took"
}
nb_find() {
	jq --arg who "$1" --arg about "$2" ".[0] | any((., .members[]) | select(.name == \$who) | .findings[]; .about == \$about)${3-}" "$TMP/explained"
}
nb_notes() { explained && [[ $(nb_find "$@") == true ]]; }

# ---- balance-tlb, balance-alb
#
# alb_bond MODE [OPTION VALUE...]: make_bond bond0 with more addresses, 10.1.0.1/16 and fd01::1/64, for the stations of nbclients.
alb_bond() {
	make_bond bond0 "$@"
	ips "$HOST" <<-END
		address add 10.1.0.1/16 dev bond0
		address add fd01::1/64 dev bond0 nodad
	END
}

# own IF: the own address of a member of bond0.  clients FILTER: jq's raw answer to bond0's clients, an array.
own() { show ".members[] | select(.name == \"$1\") | .own_address"; }
clients() { on_host bondctl clients bond0 --json | jq -r ".[0].clients | $1"; }

# client ADDRESS [LOCAL]: the member that this one was taught.
client() { clients ".[] | select(.address == \"$1\"${2:+ and .local_address == \"$2\"}) | .member"; }

# stations NAME COUNT [nbclients' words...]: so many, 10.1.1.0 and fd01::1000 upwards, at PEER's eth0 until stations_end NAME.
# stations_now NAME FILTER: jq's raw answer to what they know now.  stations_say NAME FILTER: is it true?  stations_end leaves $TMP/NAME.end.
stations() {
	local name=$1 count=$2
	shift 2
	rm -f "$TMP/$name.ready"
	nsenter --net="/run/netns/$PEER" nbclients run eth0 "$count" 1000 --ip4 10.1.1.0 --host4 10.1.0.1 --ip6 fd01::1000 --host6 fd01::1 "$@" \
		>"$TMP/$name.stations" 2>"$TMP/$name.ready" &
	nb_sniffer[$name]=$!
	wait_for 10 grep -q ready "$TMP/$name.ready" || die "no stations $name"
}
nb_told() { (($(wc -l <"$TMP/$1.stations") > $2)); }
stations_ask() {
	local lines
	lines=$(wc -l <"$TMP/$1.stations")
	kill -USR1 "${nb_sniffer[$1]}"
	wait_for 10 nb_told "$1" "$lines"
	tail -n 1 "$TMP/$1.stations"
}
stations_now() { stations_ask "$1" | jq -r "$2"; }
stations_say() {
	local said
	said=$(stations_ask "$1") && [[ $said ]] && jq -e "$2" <<<"$said"
}
stations_end() {
	kill "${nb_sniffer[$1]}"
	wait "${nb_sniffer[$1]}"
	tail -n 1 "$TMP/$1.stations" >"$TMP/$1.end"
}
# A filter of theirs: everybody knows a MAC of the host.
# shellcheck disable=SC2034
nb_know='all(.stations[]; (.ip4 == null or .host4) and (.ip6 == null or .host6))'

# stations_agree NAME: does every station send to the member that the bond has chosen for it?
stations_agree() {
	on_host bondctl clients bond0 --json >"$TMP/$1.clients"
	on_host bondctl show bond0 --json >"$TMP/$1.bond"
	stations_ask "$1" >"$TMP/$1.now"
	stations_strays "$1" >"$TMP/$1.strays" || echo "nothing is known" >>"$TMP/$1.strays"
	[[ ! -s $TMP/$1.strays ]]
}
# check_agree WHAT SECONDS NAME: they do, soon; else some that do not are told.
check_agree() { if wait_for "$2" stations_agree "$3"; then ok "$1"; else fail "$1: not within $2 s: $(head -n 4 "$TMP/$3.strays")"; fi; }
# stations_strays NAME: those that do not, as of the last stations_agree.
stations_strays() {
	jq -rn --slurpfile now "$TMP/$1.now" --slurpfile clients "$TMP/$1.clients" --slurpfile bond "$TMP/$1.bond" '
		($bond[0][0].members | map({(.name): .own_address}) | add) as $own |
		([$clients[0][0].clients[] | select((.local_address | IN("10.1.0.1", "fd01::1")))] |
			map({("\(.address)"): $own[.member // ""]}) | add // {}) as $taught |
		$now[0].stations[] | ([.ip4, .host4], [.ip6, .host6]) | select(.[0] and (.[1] == null or $taught[.[0]] != .[1])) |
		"\(.[0]) sends to \(.[1]), taught \($taught[.[0]])"'
}

# shares: how many clients each member has, IPv4 and then IPv6, in the order of the members: "4 4 4 4". Link-local addresses of either end are
# left out: this host's kernel uses its own when it wants to know whether a neighbour is still there.
shares() {
	on_host bondctl clients bond0 --json >"$TMP/shares"
	show '[.members[].name]' >"$TMP/members"
	jq -rn --slurpfile clients "$TMP/shares" --slurpfile members "$TMP/members" '
		[[false, true][] as $six | $members[0][] as $m |
			[$clients[0][0].clients[] | select(.member == $m and (.address | contains(":")) == $six and
				([.address, .local_address] | any(startswith("fe80")) | not))] | length] | map(tostring) | join(" ")'
}

# evenly N: do N members have clients of either kind, as many each, or one more?
evenly() {
	shares | awk -v n="$1" '{
		for (kind = 0; kind < 2; kind++) {
			used = most = 0
			least = 1e9
			for (i = 1; i <= NF / 2; i++) {
				count = $(kind * NF / 2 + i)
				if (!count) continue
				used++
				if (count < least) least = count
				if (count > most) most = count
			}
			if (used != n || most - least > 1) uneven = 1
		}
	} END {exit uneven || !NR}'
}

# fdb_watch NAME: which MAC the switch sees at which port, until watch_end NAME.  fdb_flaps NAME: those that it saw at more than one.
fdb_watch() {
	on_sw bridge fdb show br br0 >"$TMP/$1.fdb"
	nsenter --net="/run/netns/$SW" bridge monitor fdb >>"$TMP/$1.fdb" 2>/dev/null &
	nb_sniffer[$1]=$!
	pause 0.2
}
fdb_flaps() { awk '$2 == "dev" && !/permanent/ {print $1, $3}' "$TMP/$1.fdb" | sort -u | cut -d' ' -f1 | uniq -d | paste -sd' '; }

# watch_members NAME [nbwire's words...]: what comes from the host by each of the switch's ports, until members_end NAME; each into
# $TMP/NAME-swN.wire.  said NAME FILTER FORMAT: a line for each frame that the filter takes, "swN FORMAT", FORMAT being jq.
watch_members() {
	local name=$1 port
	shift
	for port in $(nb_ports); do watch "$name-$port" "$SW" "$port" "$@"; done
}
nb_ports() { ip -n "$SW" -o link show type veth | grep -oE 'sw[0-9]+'; }
members_end() {
	local port
	pause 0.2
	for port in $(nb_ports); do
		kill "${nb_sniffer[$1-$port]}"
		wait "${nb_sniffer[$1-$port]}" 2>/dev/null
	done
}
said() {
	local port
	for port in $(nb_ports); do
		jq -r --arg port "$port" "select(.direction == \"in\" and ($2)) | \"\\(\$port) \" + ($3)" "$TMP/$1-$port.wire"
	done
}

# hex4 10.0.0.1, hex6 fd00::1: in hexadecimal.
hex4() {
	# shellcheck disable=SC2086
	printf %02x ${1//./ }
}
hex6() {
	local left=${1%%::*} right='' group groups=() count
	[[ $1 != *::* ]] || right=${1#*::}
	IFS=: read -ra groups <<<"$right"
	count=${#groups[@]}
	IFS=: read -ra groups <<<"$left"
	for group in "${groups[@]}"; do printf %04x "0x$group"; done
	for ((; count + ${#groups[@]} < 8; count++)); do printf 0000; done
	IFS=: read -ra groups <<<"$right"
	for group in "${groups[@]}"; do printf %04x "0x$group"; done
}

# arp_frame DST SRC OP SHA SPA THA TPA, in hexadecimal for nbwire send; IPv4 addresses as usual.
arp_frame() { printf '%s %s 0806 0001 0800 0604 %04x %s %s %s %s' "$1" "$2" "$3" "$4" "$(hex4 "$5")" "$6" "$(hex4 "$7")"; }

# nd_frame DST SRC FROM TO TYPE FLAGS TARGET [OPTIONS [HOP_LIMIT [CHECKSUM_ERROR]]]: NS (TYPE 87) or NA (88); FLAGS is an octet and OPTIONS
# any number of them, in hexadecimal.
nd_frame() {
	local from to body words sum=0 i options=${8-}
	options=${options//[: ]/}
	from=$(hex6 "$3") to=$(hex6 "$4")
	body=$(printf '%s000000%s%s' "$6" "$(hex6 "$7")" "$options")
	words=$(printf '%s%s%08x0000003a' "$from" "$to" $((4 + ${#body} / 2)))${5}000000${body}
	for ((i = 0; i < ${#words}; i += 4)); do sum=$((sum + 0x${words:i:4})); done
	while ((sum >> 16)); do sum=$(((sum & 0xffff) + (sum >> 16))); done
	printf '%s %s 86dd 60000000 %04x 3a %02x %s %s %s00 %04x %s' "$1" "$2" $((4 + ${#body} / 2)) "${9:-255}" "$from" "$to" "$5" \
		$(((sum ^ 0xffff) + ${10:-0} & 0xffff)) "$body"
}
