#!/bin/bash
# bondctl metrics tells the kernel's own numbers, replaces a file whole while it is read, and says in it that the module went.
# timeout: 60
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup
check_soon "both members are usable" 10 shows '.state == "ok"'

on_host bondctl metrics >"$TMP/metrics" || die "bondctl metrics"
# sample NAME{LABELS}: its value.
sample() { awk -v name="$1" '$1 == name {print $2}' "$TMP/metrics"; }
check_eq "the module answers" 1 "$(sample netbond_up)"
check_eq "state" 1 "$(sample 'netbond_bond_state{bond="bond0",state="ok"}')"
check_eq "another state" 0 "$(sample 'netbond_bond_state{bond="bond0",state="failed"}')"
check_eq "usable members" 2 "$(sample 'netbond_bond_usable_members{bond="bond0"}')"
check_eq "a vote" 1 "$(sample 'netbond_member_vote{bond="bond0",member="eth0",vote="carrier",value="yes"}')"
check_eq "every line is help, type or sample" 0 \
	"$(grep -cvE '^# (HELP|TYPE) netbond_[a-z_]+ .|^netbond_[a-z_]+({[a-z]+="[^"]*"(,[a-z]+="[^"]*")*})? [0-9.e+-]+$' "$TMP/metrics")"

# A reader of the file never sees a part of it.
mkdir "$TMP/textfile"
file=$TMP/textfile/netbond.prom
writes() { for _ in {1..10}; do on_host bondctl metrics --output "$file"; done; }
check "a file is written" on_host bondctl metrics --output "$file"
lines=$(wc -l <"$file")
writes &
whole=0 broken=0
while kill -0 $! 2>/dev/null; do
	if [[ $(wc -l <"$file") == "$lines" ]]; then whole=$((whole + 1)); else broken=$((broken + 1)); fi
done
check_ge "whole files seen" "$whole" 1
check_eq "parts of files seen" 0 "$broken"
check_eq "nothing else in the folder" netbond.prom "$(ls "$TMP/textfile")"

ip -n "$HOST" link del bond0
rmmod netbond || die "netbond does not unload"
check "without the module it is written, too" on_host bondctl metrics --output "$file"
check_fails "that it is not is another thing" on_host bondctl metrics --output /nowhere/at/all
insmod "$NB_KO"
cp "$file" "$TMP/metrics"
check_eq "and the file says so" 0 "$(sample netbond_up)"
check_eq "and nothing of bonds" 0 "$(grep -c bond0 "$file")"
