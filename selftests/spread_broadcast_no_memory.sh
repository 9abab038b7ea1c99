#!/bin/bash
# broadcast without memory for copies: each that cannot be made is counted, the frame itself still leaves by a member, and no other packet is lost.
# timeout: 120
# kernels: uml
. "$(dirname "$0")/lib.sh"
need ethtool
# The kernel's fault injection, for nothing but clones that one process asks for.
fault=/sys/kernel/debug/failslab cache=/sys/kernel/slab/skbuff_head_cache/failslab
[[ -w $fault/probability && -w $cache && -e /proc/self/make-it-fail ]] || skip "no fault injection here"
topo_lag 3
make_bond bond0 broadcast
check_soon "the peer answers" 10 on_host ping -c1 -W1 10.0.0.2
stat() { on_host ethtool -S bond0 | awk -v name="$1:" '$1 == name {print $2}'; }
dropped() { on_host cat /sys/class/net/bond0/statistics/tx_dropped; }
settings=(cache-filter=Y task-filter=Y ignore-gfp-wait=Y verbose=0 interval=1 space=0 probability=100)
echo 1 >$cache || die "that cache is no one's own"
defer eval "echo 0 >$cache; echo 0 >$fault/probability; echo N >$fault/cache-filter; echo N >$fault/task-filter"
for setting in times=61 "${settings[@]}"; do echo "${setting#*=}" >"$fault/${setting%=*}" || die "no $setting"; done

flows="$(frame 020000000001 020000000002 0800)$(ipv4 0a000001 0a000002 11)9c40 1389 0000000000000000"
before=$(dropped)
check_eq "before" 0 "$(stat tx_drop_no_memory)"
tally copies p0 p1 p2
ip netns exec "$HOST" nbflow send bond0 300 1 150 "$flows" >"$TMP/sent" &
sender=$!
wait_for 5 grep -q nbflow /proc/$sender/comm || die "nothing is sent"
echo 1 >/proc/$sender/make-it-fail
wait $sender
tally_end copies
# Two copies for three members: of 30 frames none could be made, of one the first.
check_eq "frames that came by one, by two, by three of the members" "30 1 269" \
	"$(tallied copies '[.flows[].at | length] | "\(map(select(. == 1)) | length) \(map(select(. == 2)) | length) \(map(select(. == 3)) | length)"')"
check_eq "copies that are missing" 61 "$(stat tx_drop_no_memory)"
check_eq "they are drops of the device, too" 61 $(($(dropped) - before))
check_eq "none for want of a member" 0 "$(stat tx_drop_no_member)"
check_eq "the sender sees no error" '{"sent":300,"errors":0}' "$(<"$TMP/sent")"
tally after p0 p1 p2
on_host nbflow send bond0 100 1 0 "$flows" >"$TMP/sent"
tally_end after
check_eq "with memory all is well" 100 "$(tallied after '[.flows[] | select(.at | length == 3)] | length')"
