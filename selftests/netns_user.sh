#!/bin/bash
# A user in his own user and network namespaces loads nothing, reaches nothing outside, and fills no log; what his bonds hold is charged to his
# cgroup, whose limit ends it.
# timeout: 240
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
need setpriv unshare nsenter
# Memory cgroups patch the kernel's text.
one_processor
setup_ns HOST
ip -n "$HOST" link add eth0 type veth peer name far0
on_host bondctl add nb0 --mode active-backup --member eth0 || die "no bond"
index=$(on_host bondctl show nb0 --json | jq '.[0].ifindex')
chmod 755 / 2>/dev/null
as_user() { setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all "$@"; }
as_user unshare -Urn bondctl --version >/dev/null 2>&1 || skip "no user namespaces for users here"
everything() {
	on_host bondctl show --json | jq -c 'map(del(.event_seq) | del(.members[].since_ms, .members[].votes))'
	ip -n "$HOST" -o link show | cut -d: -f1-2
}
was=$(everything)

# Root there, and the same user here.
check_eq "he is root in his namespace" 0 "$(as_user unshare -Urn id -u)"
check_fails "he loads no module" as_user unshare -Urn insmod "$NB_KO" max_bonds=4
[[ $OUT == *ermitted* ]] || fail "says why: $OUT"
check_fails "he unloads none" as_user unshare -Urn rmmod netbond
# shellcheck disable=SC2016
check_fails "he sets no parameter" as_user unshare -Urn sh -c 'for file in /sys/module/netbond/parameters/*; do echo 1 >"$file" && exit 0; done; exit 1'
for command in "nbnl CMD_BOND_SET A_IFINDEX:u32:$index A_OPTIONS+ OPT_MIIMON:u32:7 ." "nbnl CMD_BOND_DEL A_NAME:str:nb0" \
	"nbnl CMD_BOND_GET A_NAME:str:nb0" "nsenter --net=/run/netns/$HOST bondctl set nb0 --miimon 7"; do
	# shellcheck disable=SC2086
	check_fails "not reached: $command" as_user unshare -Urn $command
done
check_fails "his bond stays with him" as_user unshare -Urn sh -c 'bondctl add own0 && ip link set own0 netns 1'
[[ $OUT == *own0* || $OUT == *ermitted* || $OUT == *nvalid* ]] || fail "says why: $OUT"
# Bonds of his come and go meanwhile, for to hear nothing is not to listen.
chmod 755 "$TMP"
# shellcheck disable=SC2016
as_user unshare -Urn sh -c 'bondctl monitor --json & until [ -e "$0" ]; do bondctl add his0 && bondctl del his0; sleep 0.1; done; kill $!' \
	"$TMP/enough" >"$TMP/heard" &
listener=$!
# hears_own N: more than N events?
hears_own() { (($(grep -c '"his0"' "$TMP/heard") > $1)); }
check_soon "he hears of his own" 10 hears_own 0
on_host bondctl set nb0 --updelay 5
on_host bondctl set nb0 --updelay 0
# Of several more than may have been on their way.
check_soon "and goes on to" 20 hears_own $(($(grep -c '"his0"' "$TMP/heard") + 10))
touch "$TMP/enough"
wait "$listener"
check_eq "he hears of no other's bonds" his0 "$(jq -r .bond "$TMP/heard" | sort -u)"
check_eq "nothing changed" "$was" "$(everything)"

# What this says each time that it happens: the address of a member that left is still the bond's.
echo "netbond-selftest user begins" >/dev/kmsg
# shellcheck disable=SC2016
as_user unshare -Urn bash -c 'ip link add d0 type dummy && ip link add d1 type dummy && bondctl add own0 --mode active-backup --member d0,d1 &&
	for ((i = 0; i < 300; i++)); do echo link set d0 nomaster; echo link set d0 master own0; done | ip -batch -' || fail "no joining and leaving"
lines=$(dmesg | sed '1,/netbond-selftest user begins/d' | grep -c 'own0')
check_ge "joining and leaving: lines in the log" "$lines" 1
check_le "of 300 times" "$lines" 40

# His cgroup.
group=$TMP/cgroup
mkdir "$group"
mount -t cgroup2 none "$group" 2>/dev/null || skip "no cgroups here"
defer umount "$group"
echo +memory >"$group/cgroup.subtree_control" || skip "no memory cgroups here"
mkdir "$group/user"
defer rmdir "$group/user"
charged_kb() { awk '$1 == "kernel" {print int($2 / 1024)}' "$group/user/memory.stat"; }
coproc HIS {
	echo "$BASHPID" >"$group/user/cgroup.procs"
	exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all unshare -Urn bash 2>/dev/null
}
exec {his_in}>&"${HIS[1]}" {his_out}<&"${HIS[0]}"
trap '' PIPE
# his COMMAND: in the shell of his namespaces, its last line into $SAID.
his() {
	echo "$1; echo said \$?" >&"$his_in"
	SAID=''
	while read -r -t 120 -u "$his_out" line && [[ $line != said* ]]; do SAID=$line; done
}
# shellcheck disable=SC2016
many='for ((n = FROM; n < TO; n++)); do bondctl add own$n --mode balance-alb >/dev/null 2>&1 || break; done; echo $n'
his "${many//FROM; n < TO/0; n < 2}"
[[ $SAID == 2 ]] || die "no bonds in his namespace: $SAID"
before=$(charged_kb) held=$(held_kb)
his "${many//FROM; n < TO/2; n < 42}"
held=$(($(held_kb) - held)) after=$(($(charged_kb) - before))
echo "40 bonds: $held kB held, $after kB charged"
check_eq "his bonds" 42 "$SAID"
check_ge "of what they hold, percent are charged to his cgroup" $((100 * after / held)) 80
# His bonds alone may not grow beyond his limit.
echo $((($(<"$group/user/memory.current") / 1024 + 8192) * 1024)) >"$group/user/memory.max"
echo 0 >"$group/user/memory.swap.max" 2>/dev/null
his "${many//FROM; n < TO/42; n < 400}"
echo "under a limit: ${SAID:-he was killed}"
check_le "with 8 MB more he makes at most so many" "${SAID:-0}" 399
echo exit >&"$his_in"
empty() { [[ ! $(<"$group/user/cgroup.procs") ]]; }
check_soon "he is gone" 10 empty
check_eq "the others are as they were" "$was" "$(everything)"
