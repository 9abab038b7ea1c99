#!/bin/bash
# Runs the selftests in this guest: selftests/run.sh [NAME...] (globs; all by default). KTAP on stdout, exit 1 if one failed.
# A comment line in a test steers it:  # timeout: SECONDS (90; more on a slow kernel)   # module: own (netbond is not loaded before the test)
# and says where make check runs it:  # kernels: 6.12 6.1 uml (all three)   # processors: 2 (others have 1 there)
# One that says  # boot: WORDS  is skipped unless this kernel's command line has them.
# NB_PATIENCE=SECONDS is how much longer each may take that was told to try more than it does by itself.
set -u

here=$(cd "$(dirname "$0")" && pwd)
bad=$(grep -v '^#' "$here/vm/badlines" | paste -sd'|')
passed=0 failed=0 skipped=0 number=0
# When each test began, and its name.
began=() ran=()
scratch=$(mktemp -d)
# A kernel that watches itself takes its time.
slow=${NB_SLOW:-1}
[[ ${NB_KERNEL:-} != uml ]] || slow=$((3 * slow))

say() { echo "# $*"; }

# What follows is done for each test and so keeps to bash: in User-Mode Linux a process costs 60 ms.

# header TEXT KEY: the value of a steering comment into $REPLY.
header() {
	REPLY=$'\n'$1
	[[ $REPLY == *$'\n'"# $2: "* ]] || { REPLY='' && return; }
	REPLY=${REPLY#*$'\n'"# $2: "}
	REPLY=${REPLY%%$'\n'*}
}

# processor: seconds that all has had of this guest's processors into $REPLY.
processor() {
	local user nice system hard soft
	read -r _ user nice system _ _ hard soft _ </proc/stat
	REPLY=$(((user + nice + system + hard + soft) / 100))
}

# failures FILE: does a test's output tell of one?
failures() {
	local text
	{ text=$'\n'$(<"$1"); } 2>/dev/null
	[[ $text == *$'\n''FAIL: '* ]]
}

loaded() { [[ $'\n'$(</proc/modules) == *$'\n'"netbond "* ]]; }

# booted WORDS: does this kernel's command line have them all?
booted() {
	local word line
	line=" $(</proc/cmdline) "
	for word in $1; do [[ $line == *" $word "* ]] || return; done
}

# namespaces: the named ones into $REPLY, between blanks.
namespaces() {
	REPLY=' '
	local file
	for file in /run/netns/*; do [[ -e $file ]] && REPLY+="${file##*/} "; done
}

# unload: the module must go, soon, with every bond that is still there gone first.
unload() {
	local link
	loaded || return 0
	for ((i = 0; i < 50; i++)); do
		rmmod netbond 2>/dev/null && return 0
		for link in $(ip -o link show type netbond 2>/dev/null | sed -E 's/^[0-9]+: ([^:@]+).*/\1/'); do
			ip link del "$link"
		done
		sleep 0.1
	done
	rmmod netbond
}

# dmesg_since MARK: lines of trouble after the mark; in all that is left of the log where that no longer has the mark.
dmesg_since() { dmesg | sed "H; /$1/h; \$!d; x" | grep -E "$bad"; }

run_one() {
	local file=$1 name=${1##*/} text status seconds start mark out trouble reason before boot ns used
	name=${name%.sh}
	text=$(<"$file")
	number=$((number + 1))
	mark="netbond selftest $number $name starts"
	out=$scratch/out
	header "$text" timeout
	seconds=$((${REPLY:-90} * slow + ${NB_PATIENCE:-0}))
	start=$SECONDS
	processor
	used=$REPLY
	echo "$mark" >/dev/kmsg
	jiffies
	began+=("$REPLY") ran+=("$name")
	namespaces
	before=$REPLY
	header "$text" boot
	boot=$REPLY
	header "$text" module
	if ! booted "$boot"; then
		status=4
		echo "SKIP: it wants a kernel booted with $boot: name it alone" >"$out"
	elif [[ $REPLY != own ]] && ! loaded && ! insmod "$NB_KO" >"$out" 2>&1; then
		status=1
	else
		timeout -k 5 "$seconds" bash "$file" >"$out" 2>&1 </dev/null
		status=$?
		((status == 124 || status == 137)) && echo "FAIL: no end after $seconds s" >>"$out"
	fi
	namespaces
	for ns in $REPLY; do
		[[ $before == *" $ns "* ]] && continue
		echo "FAIL: left namespace $ns behind" >>"$out"
		ip netns pids "$ns" | xargs -r kill -9
		ip netns del "$ns"
	done
	unload >>"$out" 2>&1 || { status=1 && echo "FAIL: netbond does not unload" >>"$out"; }
	trouble=$(dmesg_since "$mark") && status=1 && printf '%s\n' "$trouble" | sed 's/^/FAIL: kernel: /' | head -20 >>"$out"
	# A test does not know of what failed in a shell of its own, nor of what it left behind; one that skips the rest has failed all the same.
	((status == 0 || status == 4)) && failures "$out" && status=1

	processor
	used=$((REPLY - used))
	if ((status == 0)); then
		passed=$((passed + 1))
		echo "ok $number $name # $((SECONDS - start)) s, $used s of a processor"
		[[ ${V:-} ]] && sed 's/^/#   /' "$out"
	elif ((status == 4)); then
		skipped=$((skipped + 1))
		reason=$(sed -n 's/^SKIP: //p' "$out" | tail -1)
		echo "ok $number $name # SKIP ${reason:-no reason given}"
	else
		failed=$((failed + 1))
		sed 's/^/#   /' "$out"
		echo "not ok $number $name # $((SECONDS - start)) s, $used s of a processor, status $status"
	fi
}

# jiffies: those of now into $REPLY.
jiffies() {
	local word
	while read -r word REPLY; do [[ $word == jiffies: ]] && return; done </proc/timer_list
}

# leaks: whatever kmemleak, where there is one, holds for lost, and in which test that was allocated. What is lost stays lost: one look at the end sees
# what each test left. Whose it was is not told, for the names of netbond's functions went with it.
leaks() {
	local line lost at i
	# Where it is switched off it refuses.
	[[ -w /sys/kernel/debug/kmemleak ]] && echo scan 2>/dev/null >/sys/kernel/debug/kmemleak || return 0
	sleep 5.5
	echo scan >/sys/kernel/debug/kmemleak
	echo scan >/sys/kernel/debug/kmemleak
	number=$((number + 1))
	lost=$(head -100 /sys/kernel/debug/kmemleak)
	if [[ $lost ]]; then
		while IFS= read -r line; do
			echo "#   $line"
			[[ $line =~ 'jiffies '([0-9]+) ]] || continue
			at=${BASH_REMATCH[1]}
			for ((i = ${#began[@]} - 1; i >= 0 && began[i] > at; i--)); do :; done
			((i < 0)) || echo "#   in ${ran[i]}"
		done <<<"$lost"
		failed=$((failed + 1))
		echo "not ok $number kmemleak"
	else
		passed=$((passed + 1))
		echo "ok $number kmemleak"
	fi
}

tests=()
for file in "$here"/*.sh; do
	name=${file##*/} name=${name%.sh}
	[[ $name == lib || $name == run ]] && continue
	(($#)) || tests+=("$file")
	for pattern; do
		# shellcheck disable=SC2053
		[[ $name == ${pattern%.sh} ]] && tests+=("$file") && break
	done
done
((${#tests[@]})) || { say "no test is called $*"; echo "# 0 passed, 1 failed, 0 skipped"; exit 1; }

echo "KTAP version 1"
echo "1..${#tests[@]}"
say "$(uname -r), ${NB_KERNEL:-}"
# A machine that is late fills the queue that all veth share (1000 frames); what it drops then is the lab's loss, not the bond's.
sysctl -qw net.core.netdev_max_backlog=20000
modules_before=$(cut -d' ' -f1 /proc/modules | sort)
for file in "${tests[@]}"; do
	run_one "$file"
done
[[ $modules_before == *netbond* ]] || leaks
say "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
