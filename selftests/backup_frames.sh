#!/bin/bash
# A backup's frames do not reach the bond: a broadcast is seen once, as from one card. all_slaves_active lets them through.
# kernels: 6.12 6.1
# timeout: 120
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup
check_soon "both are usable" 5 state_is ok
sleep 0.5
flood="ff:ff:ff:ff:ff:ff 02:00:00:00:00:77 88b5 0001020304050607"
bond=$(mac "$HOST" bond0)

# seen COMMAND...: how many frames of our type the bond delivers meanwhile.
seen() {
	watch bond "$HOST" bond0 --protocol 0x88b5
	"$@"
	watch_end bond
	frames bond
}
check_eq "five broadcasts by all ports are five" 5 "$(seen on_peer nbwire send eth0 "$flood" 5)"
check_eq "to the backup alone: none" 0 "$(seen on_sw nbwire send sw1 "$flood" 5)"
check_eq "nor any to the bond's own address" 0 "$(seen on_sw nbwire send sw1 "${bond} 02:00:00:00:00:77 88b5 0001" 5)"
check_eq "to the active one alone: all" 5 "$(seen on_sw nbwire send sw0 "$flood" 5)"

on_host bondctl set bond0 --all-slaves-active 1
check_eq "all_slaves_active: the backup's come through" 5 "$(seen on_sw nbwire send sw1 "$flood" 5)"
check_eq "and broadcasts twice, as asked" 10 "$(seen on_peer nbwire send eth0 "$flood" 5)"
on_host bondctl set bond0 --all-slaves-active 0
check_eq "and no more" 0 "$(seen on_sw nbwire send sw1 "$flood" 5)"
ip -n "$SW" link set sw0 down
check_soon "the backup becomes active" 5 active_is eth1
check_eq "and delivers" 5 "$(seen on_sw nbwire send sw1 "$flood" 5)"
