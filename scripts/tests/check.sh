#!/bin/bash
# scripts/check that is ended takes its steps with it, and what these have begun.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree"/{scripts,bin}
cp scripts/check "$tree/scripts"
printf '#!/bin/sh\n' >"$tree/scripts/kernels"
cat >"$tree/bin/make" <<'END'
#!/bin/bash
exec -a nb-step-$1 sleep 60 &
echo $! >>begun
wait
END
chmod +x "$tree"/{scripts/kernels,bin/make}
for signal in INT TERM HUP; do
	: >"$tree/begun"
	PATH=$tree/bin:$PATH CHECK="lint unit" env "--default-signal=$signal" "$tree/scripts/check" >/dev/null 2>&1 &
	for _ in {1..300}; do [[ ! -s $tree/begun ]] || break; sleep 0.1; done
	kill "-$signal" $!
	wait $!
	status=$?
	left=none
	while read -r pid; do [[ $(ps -o stat= -p "$pid") == [!Z]* ]] && kill "$pid" && left=$pid; done <"$tree/begun"
	says "make check ended by SIG$signal leaves nothing behind" "130, left: none" "$status, left: $left"
done

# A guest says what is in said/1, the next one what is in said/2.
mkdir -p "$tree"/{said,selftests}
for name in a_one a_two; do printf '# kernels: 6.12\n# processors: 2\n' >"$tree/selftests/$name.sh"; done
cat >"$tree/bin/make" <<'END'
#!/bin/bash
[[ ${*: -1} == test ]] || exit 0
echo "$*" >>calls
said=said/$(wc -l <calls)
cat "$said"
! grep -qE '^(not ok|vm:)' "$said"
END
# sum SAID...: that of make check, and its status, when its guests say so.
sum() {
	local n=0 said
	for said; do n=$((n + 1)) && echo "$said" >"$tree/said/$n"; done
	rm -f "$tree/calls"
	PATH=$tree/bin:$PATH CHECK=test-6.12-0 "$tree/scripts/check" >"$tree/out" 2>&1
	echo "$?: $(tail -1 "$tree/out")"
}
one_ok="ok 1 a_one # 1 s
# 1 passed, 0 failed, 0 skipped"
one_fails="#   FAIL: 30 is not <= 20
not ok 1 a_one # 1 s
# 0 passed, 1 failed, 0 skipped"
says "what fails beside others and passes twice alone has passed" "0: 1 passed, 0 failed, 0 skipped" "$(sum "$one_fails" "$one_ok" "$one_ok")"
says "what fails once alone has failed" "1: 0 passed, 1 failed, 0 skipped" "$(sum "$one_fails" "$one_ok" "$one_fails")"
says "what is skipped once alone has not passed" "1: 0 passed, 1 failed, 0 skipped" "$(sum "$one_fails" "$one_ok" "ok 1 a_one # SKIP no card
# 0 passed, 0 failed, 1 skipped")"
says "what the kernel complains of alone has failed" "1: 0 passed, 1 failed, 0 skipped" "$(sum "$one_fails" "$one_ok" "$one_ok
vm: x: kernel console: WARNING: CPU: 0")"
for end in "kernel console: WARNING: CPU: 0" "the guest ended without a verdict, see x"; do
	says "make check does not lose ${end%%[:,]*} for a test that passes alone" "1: 0 passed, 1 failed, 0 skipped" "$(sum "$one_fails
vm: x: $end" "$one_ok" "$one_ok")"
done
says "what lost memory does not run again" "1: 0 passed, 1 failed, 0 skipped" "$(sum "${one_fails/30 is not <= 20/memory kept, kB: 2000}" "$one_ok" "$one_ok")"
says "make check gives up a guest that hangs" "TIMEOUT=2700" "$(grep -o 'TIMEOUT=[0-9]*' "$tree/calls")"
says "make check runs without HOME" "0: 1 passed, 0 failed, 0 skipped" "$(unset HOME XDG_CACHE_HOME && sum "$one_ok")"

for words in typo "lint typo" "lin" "test-6.12-one-" "test-6.12-one-9"; do
	said=$(CHECK=$words "$tree/scripts/check" 2>&1)
	says "make check refuses CHECK=\"$words\"" "2: check: no step is called ${words##* }" "$?: ${said%: ctl *}"
done
said=$(flock "$tree/build/check.lock" "$tree/scripts/check" 2>&1)
says "a second make check in one clone refuses to run" "2: check: another one runs in this clone" "$?: $said"

# A step that never ends, where half a second stands for its time.
cat >"$tree/bin/timeout" <<'END'
#!/bin/bash
exec /usr/bin/timeout -k 0.5 0.5 "${@:4}"
END
cat >"$tree/bin/make" <<'END'
#!/bin/bash
trap '' TERM
sleep 60 &
echo $! >begun
wait
END
chmod +x "$tree/bin/timeout"
said=$(PATH=$tree/bin:$PATH CHECK=unit /usr/bin/timeout 20 "$tree/scripts/check" 2>&1)
status=$?
says "a step without end fails and is told of" "1
FAIL: no end after 1800 s
0 passed, 1 failed, 0 skipped" "$status
${said//  /}"
ps -o stat= -p "$(<"$tree/begun")" | grep -q '^[^Z]' && kill -KILL "$(<"$tree/begun")" && left=it
says "and leaves nothing behind" none "${left-none}"
