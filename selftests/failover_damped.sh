#!/bin/bash
# A target on this host's own bridge is heard by backups alone: probes want another active member for ever. After three changes each further one waits
# longer, it is said why, and neither a command nor a link that is lost waits for anything.
# timeout: 100
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 2
make_bond bond0 active-backup
setup_ns GUEST
ips "$HOST" <<-END
	link add br0 type bridge forward_delay 0
	address flush dev bond0
	link set bond0 master br0
	link set br0 up
	address add 10.0.0.1/24 dev br0
	link add tap type veth peer name eth0 netns $GUEST
	link set tap master br0 up
END
ip -n "$GUEST" link set eth0 up
ip -n "$GUEST" address add 10.0.0.50/24 dev eth0
check_soon "the guest answers" 5 on_host ping -c1 -W1 10.0.0.50
seq=$(show .event_seq)
on_host bondctl set bond0 --arp-interval 100 --arp-missed-max 2 --arp-ip-target 10.0.0.50 || die "no probes"
changes() { history_of "[.[] | select(.seq > $seq and .event == \"active\")]"; }
check_soon "the active member is not believed" 8 shows '.state == "degraded" and .reason == "damped" and any(.members[]; .role == "active" and .reason == "damped")'
check_eq "the first changes wait for nothing" true "$(changes | jq 'length >= 3 and .[2].time_ns - .[0].time_ns < 1.5e9')"
flow guest "$PEER" "$GUEST" 10.0.0.50 500
sleep 5
flow_end guest
check_le "changes since" "$(changes | jq length)" 10
check_soon "it waits" 15 state_is degraded
check_soon "and says so" 15 shows '.reason == "damped"'
before=$(show .event_seq)
active=$(show .active_member)
other=eth$((1 - ${active#eth}))
on_host bondctl set bond0 --active-slave $other
# Which may have to give way again by now.
check_ge "a command waits for nothing" "$(history_of "map(select(.seq > $before and .event == \"active\" and .member == \"$other\")) | length")" 1
on_host bondctl set bond0 --active-slave ''
check_soon "it waits again" 15 shows '.reason == "damped"'
active=$(show .active_member)
unplug "${active#eth}"
check_soon "a link that is lost waits for nothing" 1 shows ".active_member != \"$active\" and .active_member"
plug "${active#eth}"
on_host bondctl set bond0 --arp-ip-target 10.0.0.2 || die "no other target"
check_soon "a target beyond the cables" 20 state_is ok
seq=$(show .event_seq)
sleep 2
check_eq "nothing changes any more" 0 "$(changes | jq length)"
