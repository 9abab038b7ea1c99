#!/bin/bash
# The ifupdown script makes the bond that /etc/network/interfaces describes, twice does no harm, and removes it.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
script=$(dirname "$0")/../packaging/ifupdown/netbond
[[ -e $script ]] || skip "no packaging here"
# hook PHASE VARIABLE=VALUE...: the script as ifup and ifdown run it.
hook() {
	local phase=$1
	shift
	on_host env -i "PATH=$PATH" IFACE=bond0 LOGICAL=bond0 ADDRFAM=inet METHOD=static "PHASE=$phase" \
		"MODE=$([[ $phase == pre-up ]] && echo start || echo stop)" IF_ADDRESS=10.0.0.1/24 "$@" /bin/sh "$script"
}
settings=(IF_NETBOND_MODE=active-backup "IF_NETBOND_MEMBERS=eth0 eth1" IF_NETBOND_ARP_INTERVAL=100
	"IF_NETBOND_ARP_IP_TARGET=10.0.0.2 10.0.0.3" IF_NETBOND_PRIMARY=eth1)

check "an interface without netbond-mode" hook pre-up
check_eq "makes nothing" "[]" "$(on_host bondctl show --json | jq -c .)"
check_fails "members without a mode" hook pre-up "IF_NETBOND_MEMBERS=eth0 eth1"
check "are told so" grep -q 'mode' <<<"$OUT"
check "pre-up" hook pre-up "${settings[@]}"
check "the bond" eval "ip netns exec $HOST bondctl show bond0 --json | jq -e '.[0] | .mode == \"active-backup\" and (.options |
	.arp_interval == 100 and .arp_ip_target == [\"10.0.0.2\", \"10.0.0.3\"] and .primary == \"eth1\") and ([.members[].name] == [\"eth0\", \"eth1\"])'"
echo "address add 10.0.0.1/24 dev bond0
link set bond0 up" | ips "$HOST"
check_soon "carries traffic" 5 on_host ping -c1 -W1 10.0.0.2
check_eq "a second time, for another address family" "nothing to change" "$(hook pre-up "${settings[@]}")"
check_eq "with an option that is given twice" "nothing to change" \
	"$(hook pre-up "${settings[@]/#IF_NETBOND_ARP_IP_TARGET=*/IF_NETBOND_ARP_IP_TARGET=10.0.0.2$'\n'10.0.0.3}")"
told=$(hook pre-up "${settings[@]/#IF_NETBOND_MEMBERS=*/IF_NETBOND_MEMBERS=eth0 eth1 nosuch0}" 2>&1)
check_eq "a card that is not there keeps nobody from going on" 0 $?
check "and is told" grep -q 'nosuch0: no such device' <<<"$told"
on_host bondctl export bond0 >"$TMP/bonds.yaml"
sed '/members:/,$ s/eth/eht/' "$TMP/bonds.yaml" >"$TMP/mistyped.yaml"
told=$(on_host bondctl apply "$TMP/mistyped.yaml" --wait 0 2>&1)
check "members that are mistyped are told of" grep -q 'eht1: no such device' <<<"$told"
check_eq "and those that are there stay" "eth0 eth1" "$(show '[.members[].name] | join(" ")')"
check_eq "with another option" "~ bond0: arp_interval 100 ms -> 50 ms" "$(hook pre-up "${settings[@]/INTERVAL=100/INTERVAL=50}")"
check "an interface that names no members" hook pre-up IF_NETBOND_MODE=active-backup
check_eq "keeps those that are there" "eth0 eth1" "$(show '[.members[].name] | join(" ")')"
check_fails "a wrong option" hook pre-up "${settings[@]}" IF_NETBOND_ARP_INTERVALL=3
check "is named" grep -q 'arp_intervall: unknown key, did you mean arp_interval?' <<<"$OUT"
check "post-down" hook post-down "${settings[@]}"
check_eq "removes it" "[]" "$(on_host bondctl show --json | jq -c .)"
check "post-down again" hook post-down "${settings[@]}"
