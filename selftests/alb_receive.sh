#!/bin/bash
# What comes in by which member is taken in once: unicast to a member's own address by that one, with the bond's address from there on; all else by
# the active one; nothing that the network reflects. A lost member's address is the active one's. In balance-tlb the same.
# timeout: 90
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
make_bond bond0 balance-alb --num-peer-notif 0
ip -n "$HOST" link add link bond0 name vlan5 up type vlan id 5
check_soon "all are usable" 5 state_is ok
choose eth0
bond=$(mac "$HOST" bond0) own0=$(own eth0) own1=$(own eth1) own2=$(own eth2)
all=ff:ff:ff:ff:ff:ff group=01:00:5e:01:02:03 far=02:00:00:00:00:77

# come PORT DST SRC DST|no: a frame on its way to the host, and its destination when it is taken in. Each has a length of its own.
come() {
	frame_length=$((frame_length + 1))
	printf "nbwire send %s '%s %s 88b5 %0*d'\n" "$1" "$2" "$3" $((2 * frame_length - 28)) 0 >>"$TMP/send"
	[[ $4 == no ]] || echo "$4 $frame_length" >>"$TMP/want"
}
# seen WHAT: all that came was taken in, by the bond or its VLAN device, as it should be.
seen() {
	watch bond "$HOST" bond0 --filter ethertype 0x88b5
	ip netns exec "$SW" bash "$TMP/send"
	watch_end bond
	check_eq "$1" "$(sort "$TMP/want")" "$(jq -r 'select(.direction == "in") | "\(.dst) \(.length)"' "$TMP/bond.wire" | sort)"
}
for mode in balance-alb balance-tlb; do
	check "$mode" on_host bondctl set bond0 --mode $mode
	check_eq "$mode: eth0 is the active one" eth0 "$(show .active_member)"
	sleep 0.3
	frame_length=60
	: >"$TMP/send"
	: >"$TMP/want"
	come sw0 "$bond" $far "$bond"
	come sw0 "$own0" $far "$bond"
	come sw0 "$own1" $far no
	come sw0 "$own2" $far no
	come sw0 $all $far $all
	come sw0 $group $far $group
	# What the host sent to groups comes back where it did not go out.
	for source in "$bond" "$own0" "$own1" "$own2"; do
		come sw0 $all "$source" no
		come sw0 $group "$source" no
	done
	come sw1 "$bond" $far no
	come sw1 "$own0" $far no
	come sw1 "$own1" $far "$bond"
	come sw1 "$own2" $far no
	come sw1 $all $far no
	come sw1 $group $far no
	come sw1 02:00:00:00:00:98 $far no
	come sw2 "$own2" $far "$bond"
	come sw2 "$own1" $far no
	seen "$mode: who takes in what"
	# With a tag.
	watch vlan "$HOST" vlan5 --protocol 0x88b5
	on_sw nbwire send sw1 "$own1 $far 8100 0005 88b5 0000"
	on_sw nbwire send sw0 "$bond $far 8100 0005 88b5 000000"
	on_sw nbwire send sw1 "$bond $far 8100 0005 88b5 00000000"
	watch_end vlan
	check_eq "$mode: the VLAN device" "$bond 16;$bond 17" "$(jq -r '"\(.dst) \(.length)"' "$TMP/vlan.wire" | sort | paste -sd';')"
	# What is said to the next device is for the member's programs.
	watch lldp "$HOST" eth1 --protocol 0x88cc
	watch upper "$HOST" bond0 --protocol 0x88cc
	on_sw nbwire send sw1 "01:80:c2:00:00:0e $far 88cc 0001020304050607" 3
	watch_end lldp
	watch_end upper
	check_eq "$mode: LLDP on eth1: its programs, the bond" "3 0" "$(frames lldp) $(frames upper)"

	ip -n "$SW" link set sw1 down
	check_soon "$mode: eth1 is lost" 5 shows '.members[1].usable | not'
	frame_length=60
	: >"$TMP/send"
	: >"$TMP/want"
	come sw0 "$own1" $far "$bond"
	come sw0 "$own2" $far no
	come sw0 "$bond" $far "$bond"
	come sw0 $all "$own1" no
	come sw2 "$own1" $far no
	come sw2 "$own2" $far "$bond"
	seen "$mode: without eth1"
	ip -n "$SW" link set sw1 up
	check_soon "$mode: eth1 is back" 10 state_is ok
done
