#!/bin/bash
# A team that runs becomes a file, from that a bond of netbond with the same settings, and its traffic goes on.
# kernels: 6.12
# timeout: 120
. "$(dirname "$0")/lib.sh"
need teamd teamdctl
modprobe -a team team_mode_activebackup 2>/dev/null || skip "no team here"
topo_switch 2
mkdir -p /run/teamd
ip -n "$HOST" link set eth0 down
ip -n "$HOST" link set eth1 down
on_host teamd -c '{"device": "team0", "hwaddr": "02:00:00:00:00:05", "runner": {"name": "activebackup", "hwaddr_policy": "by_active"}, "mcast_rejoin": {"count": 2},
	"link_watch": {"name": "arp_ping", "interval": 100, "missed_max": 5, "target_host": "10.0.0.2", "source_host": "10.0.0.1", "init_wait": 50},
	"ports": {"eth0": {"prio": -10, "sticky": true}, "eth1": {"prio": 100}}}' >"$TMP/teamd.log" 2>&1 &
team=$!
check_soon "teamd runs" 20 on_host teamdctl team0 state dump
ip -n "$HOST" link set team0 up
check "import" eval "ip netns exec $HOST bondctl import team0 >$TMP/bonds.yaml 2>$TMP/err"
for key in ports.eth0.sticky init_wait hwaddr; do
	check "what is not taken over is said: $key" grep -q "^bondctl: team0: not taken over: .*$key" "$TMP/err"
done
check_fails "the name is taken" on_host bondctl apply "$TMP/bonds.yaml"
check "and it says so" grep -q 'team0: is a device of kind team, not a bond of netbond' <<<"$OUT"
kill "$team"
wait "$team"
ip -n "$HOST" link del team0 2>/dev/null
check "apply" on_host bondctl apply "$TMP/bonds.yaml"
bond=$(on_host bondctl show team0 --json)
check_eq "the settings" '["active-backup",true,100,["10.0.0.2"],6,"active",2]' "$(jq -c '.[0] | [.mode, .up] +
	(.options | [.arp_interval, .arp_ip_target, .arp_missed_max, .fail_over_mac, .resend_igmp])' <<<"$bond")"
check_eq "the members" '[["eth0",-10],["eth1",100]]' "$(jq -c '.[0] | [.members[] | [.name, .prio]]' <<<"$bond")"
ip -n "$HOST" address add 10.0.0.1/24 dev team0
check_soon "traffic" 5 on_host ping -c1 -W1 10.0.0.2
check_soon "the member that was preferred is active" 5 eval "ip netns exec $HOST bondctl show team0 --json | grep -q '\"active_member\": \"eth1\"'"
