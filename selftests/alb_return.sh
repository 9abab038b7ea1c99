#!/bin/bash
# A member that returns gets its share of clients, and only those are taught anew; what they send gets through all the while.
# timeout: 100
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 3
alb_bond balance-alb
check_soon "all are usable" 5 state_is ok
choose eth0
ip netns exec "$HOST" nbclients recv 5001 60 >"$TMP/received" &
stations all 12 --ask 200 --rate 600 --port 5001 --log 1
check_soon "all know the host" 10 stations_say all "$nb_know"
check_eq "evenly" "4 4 4 4 4 4" "$(shares)"
sleep 1.5
ip -n "$SW" link set sw2 down
check_soon "eth2 is lost" 5 shows '.members[2].usable | not'
check_agree "its clients are taught others" 3 all
check_eq "evenly, too" "6 6 0 6 6 0" "$(shares)"
sleep 1.5
# known: who was taught which member about the addresses that they send to.
known() { clients '.[] | select(.local_address | IN("10.1.0.1", "fd01::1")) | "\(.address) \(.member)"' | sort; }
known >"$TMP/before"
stations_now all '.stations[] | "\(.ip4) \(.told4)", "\(.ip6) \(.told6)"' | sort >"$TMP/told_before"
ip -n "$SW" link set sw2 up
check_soon "eth2 is back" 10 shows '.members[2].usable and .state == "ok"'
check_soon "it has its share" 10 evenly 3
check_agree "all send where the bond wants it" 3 all
sleep 1
known >"$TMP/after"
echo "clients of each: $(shares)"
stations_now all '.stations[] | "\(.ip4) \(.told4)", "\(.ip6) \(.told6)"' | sort >"$TMP/told_after"
join "$TMP/before" "$TMP/after" | awk '$2 != $3' | tee "$TMP/moved"
check_eq "clients that moved" 8 "$(wc -l <"$TMP/moved")"
check_eq "each of them to eth2" 8 "$(grep -c ' eth2$' "$TMP/moved")"
check_eq "they were told, nobody else" "$(cut -d' ' -f1 "$TMP/moved" | sort)" \
	"$(join "$TMP/told_before" "$TMP/told_after" | awk '$2 != $3 {print $1}' | sort)"
stations_end all
wait
echo "lost $(jq .lost "$TMP/received"), the loss of eth2 included"
check_eq "duplicated" 0 "$(jq .duplicated "$TMP/received")"
