#!/bin/bash
# The laboratory itself: nbstream counts what is lost and when, nbwire sees tags and neighbour discovery.
# module: own
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 1
ip -n "$HOST" address add 10.0.0.1/24 dev eth0
ip -n "$HOST" address add fd00::1/64 dev eth0 nodad
ip -n "$HOST" link set eth0 up
ip -n "$HOST" link add link eth0 name vlan5 up type vlan id 5
check_soon "the far host answers" 3 on_host ping -c1 -W1 10.0.0.2

# stream SECONDS: 500 a second; the receiver's words in $TMP/got.
stream() {
	on_peer nbstream recv 5000 $(($1 + 3)) times >"$TMP/got" &
	local receiver=$!
	sleep 0.3
	on_host nbstream send 10.0.0.2 5000 500 "$1" times >"$TMP/sent"
	wait "$receiver"
}

stream 2
check_eq "everything arrives" "1000 0 0 0" "$(jq -r '"\(.received) \(.lost) \(.duplicated) \(.reordered)"' "$TMP/got")"
check_le "the sender keeps time, us" "$(jq '.seconds * 1e6 | floor' "$TMP/sent")" 2300000

check_eq "a receiver to whom nothing comes says so" "0 [] []" "$(on_peer nbstream recv 5999 1 times | jq -r '"\(.received) \(.holes) \(.losses)"')"

# A sender that stands still in the middle of the break makes good for it before that ends.
stall() {
	sleep 1
	silent_break sw0
	pkill -STOP -f 'nbstream send'
	sleep 0.4
	echo "${EPOCHREALTIME/./}" >"$TMP/goes_on"
	pkill -CONT -f 'nbstream send'
	sleep 0.1
	silent_mend sw0
}
stall &
stream 4
check_ge "a break of half a second is seen, us" "$(jq .longest_gap_us "$TMP/got")" 400000
check_ge "and what it cost" "$(jq .lost "$TMP/got")" 200
check_eq "each that was lost is named" "$(jq .lost "$TMP/got")" "$(lost_since 0 "$TMP/sent" "$TMP/got")"
check_ge "those that were late count by when they were sent" "$(lost_since "$(<"$TMP/goes_on")" "$TMP/sent" "$TMP/got")" 180
check_eq "none was lost that was sent when all was over" 0 "$(lost_since "${EPOCHREALTIME/./}" "$TMP/sent" "$TMP/got")"

on_peer nbwire sniff eth0 4 >"$TMP/wire" 2>"$TMP/ready" &
sniffer=$!
check_soon "the sniffer listens" 3 grep -q ready "$TMP/ready"
ip -n "$HOST" address add 10.5.0.1/24 dev vlan5
on_host ping -c1 -W1 10.5.0.2 >/dev/null
on_host ping -c1 -W1 fd00::2 >/dev/null
on_host nbwire send eth0 "ff:ff:ff:ff:ff:ff 02:00:00:00:00:07 88b5 0102"
wait "$sniffer"
check "a tagged ARP" jq -es 'any(.kind == "arp" and .vlans[0].id == 5 and .tpa == "10.5.0.2")' "$TMP/wire"
check "a solicitation with a good checksum" jq -es 'any(.kind == "nd" and .type == 135 and .target == "fd00::2" and .csum_ok)' "$TMP/wire"
check "a frame sent by hand" jq -es 'any(.ethertype == "0x88b5" and .src == "02:00:00:00:00:07")' "$TMP/wire"

# As on a machine that is late: told to end before it has had a processor to look at what came.
watch late "$PEER" eth0 --protocol 0x88b5
kill -STOP "${nb_sniffer[late]}"
before=${EPOCHREALTIME/./}
on_host nbwire send eth0 "ff:ff:ff:ff:ff:ff 02:00:00:00:00:07 88b5 0102" 10
(sleep 1 && echo "${EPOCHREALTIME/./}" >"$TMP/goes_on" && kill -CONT "${nb_sniffer[late]}") &
watch_end late
check_eq "a sniffer that is late tells of all that came" 10 "$(frames late)"
goes_on=$(<"$TMP/goes_on")
check_eq "and when" 10 "$(frames late ".timestamp_us >= $before and .timestamp_us < $goes_on")"
