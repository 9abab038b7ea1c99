#!/bin/bash
# Members that are VLAN devices, as through a carrier's circuit: their LACPDUs are heard.
# timeout: 120
# kernels: 6.1
. "$(dirname "$0")/lib.sh"
topo_lacp 2
for i in 0 1; do
	ips "$PEER" <<-END
		link set p$i up
		link add link p$i name v$i type vlan id 5
	END
	ips "$HOST" <<-END
		link set eth$i up
		link add link eth$i name v$i type vlan id 5
	END
done
peer_bonding lag "v0 v1" lacp_rate fast
peer_addresses lag
on_host bondctl add bond0 --mode 802.3ad --member v0,v1 || die "no bond of VLAN devices"
ips "$HOST" <<-END
	address add 10.0.0.1/24 dev bond0
	address add fd00::1/64 dev bond0 nodad
	link set bond0 up
END
lacp_form "VLAN devices"
check_traffic "VLAN devices"
