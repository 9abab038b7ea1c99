#!/bin/bash
# A netlink socket that a user opened lends him nothing when an administrator's process uses it: no change, and no counting of packets.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 balance-alb --miimon 90
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
borrowed() { on_host nbnl --opened-by 65534 "$@"; }
# counting WHAT: since when what the users see has been counted, in ms.
counting() { on_host setpriv --reuid 65534 --clear-groups bondctl "$1" bond0 --json | jq -c '.[0].counted_ms'; }
check_eq "there is a client" true "$(show '.alb.clients > 0')"

check "it asks for the buckets" borrowed CMD_BUCKET_GET dump A_NAME:str:bond0
check_eq "nothing counts the buckets" null "$(counting buckets)"
check "it asks for the clients" borrowed CMD_CLIENT_GET dump A_NAME:str:bond0
check_eq "nothing counts the clients" null "$(counting clients)"
check_fails "it changes nothing" borrowed CMD_BOND_SET A_NAME:str:bond0 A_OPTIONS+ OPT_MIIMON:u32:7 .
check_eq "nothing is changed" 90 "$(show .options.miimon)"

# That the checks see something: the same by a socket of one's own.
check "an own socket asks for the buckets" on_host nbnl CMD_BUCKET_GET dump A_NAME:str:bond0
check "an own socket asks for the clients" on_host nbnl CMD_CLIENT_GET dump A_NAME:str:bond0
check "an own socket changes" on_host nbnl CMD_BOND_SET A_NAME:str:bond0 A_OPTIONS+ OPT_MIIMON:u32:7 .
sleep 0.1
check_eq "all of it happens" "true true 7" "$(counting buckets | jq '. > 0') $(counting clients | jq '. > 0') $(show .options.miimon)"
