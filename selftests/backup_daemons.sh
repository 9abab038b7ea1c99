#!/bin/bash
# Daemons see a backup's frames: link-local protocols (STP, pause, LACP, LLDP) on an unbound socket with the member as the interface,
# everything on a socket that is bound to the member.
# kernels: 6.12
# timeout: 150
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup
check_soon "both are usable" 5 state_is ok
for last in 00 02 03 0e; do
	watch "any$last" "$HOST" any --protocol 0x88cc
	watch "bond$last" "$HOST" bond0 --protocol 0x88cc
	on_sw nbwire send sw1 "01:80:c2:00:00:$last 02:00:00:00:00:77 88cc 0000" 3
	watch_end "any$last"
	watch_end "bond$last"
	check_eq "01:80:c2:00:00:$last on an unbound socket, from the member" 3 "$(frames "any$last" '.interface == "eth1"')"
	check_eq "once each, and never as the bond's" "3 0" "$(frames "any$last") $(frames "bond$last")"
done

watch active "$HOST" any --protocol 0x88cc
on_sw nbwire send sw0 "01:80:c2:00:00:0e 02:00:00:00:00:77 88cc 0000" 3
watch_end active
echo "on the active member an unbound socket gets: $(jq -sc '[.[].interface]' "$TMP/active.wire")"

watch own "$HOST" eth1 --protocol 0x88b5
on_sw nbwire send sw1 "ff:ff:ff:ff:ff:ff 02:00:00:00:00:77 88b5 0001" 3
on_sw nbwire send sw1 "01:00:5e:90:00:01 02:00:00:00:00:77 88b5 0001" 3
on_sw nbwire send sw1 "$(mac "$HOST" eth1) 02:00:00:00:00:77 88b5 0001" 3
watch_end own
check_eq "a bound socket gets all" 9 "$(frames own '.interface == "eth1"')"
# And it may send from there.
watch far "$SW" sw1
on_host nbwire send eth1 "01:80:c2:00:00:0e $(mac "$HOST" eth1) 88cc 0000" 3
watch_end far
check_eq "what a daemon sends on the backup leaves there" 3 "$(frames far '.ethertype == "0x88cc"')"
