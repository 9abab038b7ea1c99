#!/bin/bash
# A member that cannot hear what the bond hears does not join: whichever allocation fails, the join is refused and the device is what it was, or the
# member has every multicast group of the bond. Each 4th allocation, the first too, or each NB_STEPth.
# timeout: 240
# kernels: uml
. "$(dirname "$0")/lib.sh"
need nbfail
may_fail
topo_switch 2
make_bond bond0 active-backup
on_host bondctl member del bond0 eth1
# The bond has something of everything.
ips "$HOST" <<-END
	link set eth1 down
	link set eth1 address 02:00:00:00:00:31 mtu 1400 allmulticast on
	link set bond0 mtu 1450 promisc on allmulticast on
	link add link bond0 name v5 up type vlan id 5
END
on_host bridge fdb add 02:bb:00:00:00:01 dev bond0 self
# groups DEVICE: into $REPLY, in one line.
groups() {
	local word line
	REPLY=''
	while read -r word line _; do [[ $word == link ]] && REPLY+="$line "; done < <(ip -n "$HOST" maddress show dev "$1")
}
# alone: what a refused join must not change of eth1, by less processes than netdev_state.
alone() {
	ip -n "$HOST" -o -d link show eth1 | sed -E 's| qdisc [^ ]+||; s| qlen [0-9]+||'
	bridge -n "$HOST" fdb show dev eth1
	groups eth1
	echo "$REPLY"
}
before=$(alone)
groups bond0
wanted=$REPLY
check "the bond has groups" test "$wanted"
tried=0 joined=0 refused=0 deaf=0 left=0
for ((n = 1; n <= 1000; n += ${NB_STEP:-4})); do
	tried=$((tried + 1))
	ip netns exec "$HOST" nbfail "$TMP/nth" "$n" nbnl CMD_MEMBER_ADD A_NAME:str:bond0 A_MEMBER+ MEMBER_NAME:str:eth1 . >"$TMP/said" 2>&1
	status=$?
	((status == 125)) && die "$(<"$TMP/said")"
	# Half done, if it is not that only the answer was lost.
	if ((status)) && { now=$(alone) && [[ $now != *" master bond0 "* && $now != "$before" ]]; }; then
		left=$((left + 1))
		echo "allocation $n leaves $(diff - <(echo "$now") <<<"$before")"
	fi
	if ((status == 0)); then
		joined=$((joined + 1))
		groups eth1
		for group in $wanted; do
			[[ " $REPLY" == *" $group "* ]] || { deaf=$((deaf + 1)) && echo "allocation $n: a member without $group" && break; }
		done
	else
		refused=$((refused + 1))
	fi
	[[ $(<"$TMP/nth") == failed* ]] || break
	ip -n "$HOST" link set eth1 nomaster
	ip -n "$HOST" link set eth1 down
done
echo "# faults: a join | $tried of $n | $refused | $joined | 0"
check_le "the allocations have an end" "$n" 1000
check_ge "some are refused" "$refused" 1
check_eq "members that do not hear a group" 0 "$deaf"
check_eq "refused, and the device is not what it was" 0 "$left"
