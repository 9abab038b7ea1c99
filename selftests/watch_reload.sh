#!/bin/bash
# bondctl monitor, wait and show --watch hear of the bonds of a module that is loaded while they run, again or for the first time; a bridge stays.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
need script
setup_ns HOST
# In the background, what they print into $TMP/NAME, what they complain of into $TMP/NAME.err.
monitors() { on_host bondctl monitor --json "${@:2}" >"$TMP/$1" 2>"$TMP/$1.err" & }
waits() {
	on_host bondctl wait bond1 up --timeout 20 >"$TMP/$1" 2>"$TMP/$1.err" &
	waiting=$!
}
# heard NAME PROGRAM: is it so of what the monitor printed, a list?
heard() { jq -se "$2" "$TMP/$1"; }
hears() {
	on_host bondctl set bond0 --miimon "$((RANDOM % 1000 + 1))"
	heard all 'any(.[]; .bond == "bond0")'
}
on_host bondctl add bond0 --mode active-backup
monitors all
check_soon "the monitor hears" 5 hears
check "a bridge is made" on_host bondctl add stp0 --mode stp
ip -n "$HOST" link set stp0 up
waits wait
early=$waiting
# The interval is long: only word of the module can have drawn bond1.
mkfifo "$TMP/keys"
on_host env TERM=linux script -qefc "stty cols 90 rows 20; bondctl --no-color show --watch --interval 600" "$TMP/screen" <"$TMP/keys" >/dev/null 2>&1 &
exec {keys}>"$TMP/keys"
check_soon "the screen is drawn" 5 grep -aq bond0 "$TMP/screen"

rmmod netbond || die "netbond does not unload"
check_soon "that the bond is gone is heard" 5 heard all 'any(.[]; .event == "deleted" and .bond == "bond0")'
monitors late bond1
waits late_wait
check_soon "a monitor begins without the module" 5 grep -q "no such bond yet" "$TMP/late.err"
insmod "$NB_KO" || die "netbond does not load"
for name in all late; do
	check_soon "$name: that the module came is heard" 5 heard "$name" 'any(.[]; .event == "events_lost" and .module_loaded)'
done
on_host bondctl add bond1 --mode active-backup
for name in all late; do
	check_soon "$name: the bond that it makes, too" 5 heard "$name" 'any(.[]; .event == "created" and .bond == "bond1")'
done
begun=$SECONDS
printf 'link %s\n' "add eth0 type veth peer name far0" "set far0 up" "set bond1 up" "set eth0 master bond1" | ips "$HOST"
for each in "$early" "$waiting"; do
	wait "$each"
	check_eq "wait ends with it up" 0 $?
done
check_le "seconds until then" $((SECONDS - begun)) 5
check_soon "the screen shows it" 5 grep -aq bond1 "$TMP/screen"
check "the bridge was heard of" heard all 'any(.[]; .event == "created" and .bond == "stp0")'
check "and is not called gone" heard all 'all(.[]; .event != "resync" or .bond != "stp0")'
check_eq "nobody complains" "" "$(cat "$TMP/all.err" "$TMP/wait.err" "$TMP/late_wait.err")"
printf q >&"$keys"
