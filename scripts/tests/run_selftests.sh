#!/bin/bash
# selftests/run.sh: selftests that fail, each in another way than by its own last word. Nothing outside the tree is touched.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree"/{selftests/vm,netns,bin}
cp selftests/vm/badlines "$tree/selftests/vm"
cp selftests/lib.sh "$tree/selftests"
sed "s,/run/netns,$tree/netns,; s,/dev/kmsg,/dev/null,; s,/proc/timer_list,/dev/null,; s,/sys/kernel/debug,$tree,; s,/proc/modules,/dev/null," \
	selftests/run.sh >"$tree/selftests/run.sh"
for program in ip sysctl dmesg; do ln -s /bin/true "$tree/bin/$program"; done
# selftest NAME COMMANDS
# shellcheck disable=SC2016 # for the selftest to expand
selftest() { printf '# module: own\n. "$(dirname "$0")/lib.sh"\n%s\n' "$2" >"$tree/selftests/$1.sh"; }
selftest a_fails_and_skips 'fail one; skip "no card"'
selftest b_fails_unseen '(fail one); true'
selftest c_fails_unseen_and_skips '(fail one); skip "no card"'
selftest d_leaves "touch $tree/netns/left"
selftest e_leaves_and_skips "touch $tree/netns/other; skip 'no card'"
selftest f_skips 'echo "no FAIL: here"; skip "no card"'
selftest g_passes 'ok one'
selftest h_boots $'# boot: nb.none=1\nok one'
says "run.sh takes no failure for a pass or a skip" "not ok 1 a_fails_and_skips
not ok 2 b_fails_unseen
not ok 3 c_fails_unseen_and_skips
not ok 4 d_leaves
not ok 5 e_leaves_and_skips
ok 6 f_skips # SKIP no card
ok 7 g_passes
ok 8 h_boots # SKIP it wants a kernel booted with nb.none=1: name it alone
# 1 passed, 5 failed, 2 skipped" "$(PATH=$tree/bin:$PATH bash "$tree/selftests/run.sh" 2>&1 | sed 's/ # [0-9].*//')"
says "a selftest that fails and skips the rest ends as one that failed" 1 "$(bash "$tree/selftests/a_fails_and_skips.sh" >/dev/null; echo $?)"

# told LOG: what a selftest that finds nothing comes to, with this in the kernel's log.
told() {
	rm "$tree/bin/dmesg"
	printf '#!/bin/sh\necho "%s"\n' "$1" >"$tree/bin/dmesg"
	chmod +x "$tree/bin/dmesg"
	PATH=$tree/bin:$PATH bash "$tree/selftests/run.sh" g_passes 2>&1 | grep -oE '(not )?ok 1|kernel: .*'
}
mark="netbond selftest 1 g_passes starts"
says "run.sh takes for a test's what the kernel says after it began" "kernel: WARNING: new
not ok 1" "$(told "WARNING: old
$mark
WARNING: new
more")"
says "run.sh takes nothing for a test's that was said before" "ok 1" "$(told "WARNING: old
$mark")"
says "run.sh takes all that is left of a log that overflowed" "kernel: WARNING: new
not ok 1" "$(told "WARNING: new
more")"
