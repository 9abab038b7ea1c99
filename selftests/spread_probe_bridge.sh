#!/bin/bash
# A bridge on a bond whose members all probe: the answers prove the paths and end there; no guest of the bridge sees them.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_lag 2
on_host bondctl add bond0 --mode balance-xor --member eth0,eth1 --arp-interval 50 --arp-ip-target 10.0.0.2 --ns-ip6-target fd00::2 || die "no bond"
ips "$HOST" <<-END
	link add br0 up type bridge
	link set bond0 up master br0
	link add tap0 up type veth peer name guest0
	link set tap0 master br0
	link set guest0 up
	address add 10.0.0.1/24 dev br0
	address add fd00::1/64 dev br0 nodad
END
check_soon "all members are proven, through the bridge" 10 shows 'all(.members[]; any(.votes[]; .vote == "probe" and .value == "yes"))'
check_soon "the peer answers" 5 on_host ping -c1 -W1 10.0.0.2
watch member "$HOST" eth0
watch guest "$HOST" guest0
sleep 2
watch_end member
watch_end guest
answer='.direction == "in" and (.op == 2 or .icmp6_type == 136)'
check_ge "answers came in" "$(frames member "$answer")" 20
check_eq "the guest sees none" 0 "$(frames guest "$answer")"
check "they still prove" state_is ok
# What is a guest's goes to him.
ip -n "$PEER" neigh replace 10.0.0.77 lladdr "$(mac "$HOST" guest0)" dev lag
watch guest "$HOST" guest0
ns_exec "$PEER" ping -c3 -i0.2 -W1 10.0.0.77 >/dev/null
watch_end guest
check_eq "what goes to the guest arrives" 3 "$(frames guest ".direction == \"in\" and .ethertype == \"0x0800\" and .dst == \"$(mac "$HOST" guest0)\"")"
