#!/bin/bash
# alb_max_clients bounds the table: who has not been heard for longest makes room, and is a client again when it asks.
# timeout: 90
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
alb_bond balance-alb --alb-max-clients 16
check_soon "both are usable" 5 state_is ok
ids() { clients '[.[] | select(.address | startswith("10.1.")) | .address | split(".") | .[3] | tonumber] | sort | tojson'; }
ids_are() { [[ $(ids) == "$1" ]]; }
one() { stations "one$1" 1 --ip4 "10.1.1.$1" --mac "02:00:4e:00:00:$(printf %02x "$1")" --host6 :: --ask 1000; }
stations many 64 --host6 :: --ask 100
check_soon "all know the host" 10 stations_say many "$nb_know"
check_eq "so many are kept" 16 "$(show .alb.clients)"
check_eq "the others were, before" 48 "$(show .alb.evicted)"
check_eq "those who asked last" "$(jq -nc '[range(48; 64)]')" "$(ids)"
check_eq "evenly" "8 8 0 0" "$(shares)"
stations_end many
# 48 is heard again; a new one then takes the place of 49.
one 48
check_soon "one is heard again" 3 stations_say one48 "$nb_know"
one 100
check_soon "a new one" 3 stations_say one100 "$nb_know"
check_soon "takes the place of the one not heard for longest" 3 ids_are "$(jq -nc '[48, range(50; 64), 100]')"
check_eq "it is counted" "16 49" "$(show '.alb | "\(.clients) \(.evicted)"')"
check "less, live" on_host bondctl set bond0 --alb-max-clients 4
few() { (($(show .alb.clients) <= 4)); }
check_soon "less are kept" 3 few
check_eq "the last ones" "[48,62,63,100]" "$(ids)"
check "more" on_host bondctl set bond0 --alb-max-clients 64
stations rest 64 --host6 :: --ask 200 --rate 500
check_soon "all know the host" 10 stations_say rest "$nb_know"
check_eq "all are kept" 64 "$(show .alb.clients)"
check_agree "and send where the bond wants it" 3 rest
check_fails "none" on_host bondctl set bond0 --alb-max-clients 0
stations_end rest
stations_end one48
stations_end one100
