#!/bin/bash
# Anyone may look; to change needs CAP_NET_ADMIN over the namespace, which a user has in his own.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
need setpriv unshare
setup_ns HOST
ip -n "$HOST" link add eth0 type veth peer name far0
ip -n "$HOST" link add eth1 type veth peer name far1
on_host bondctl add nb0 --mode active-backup --member eth0 || die "no bond"
chmod 755 / 2>/dev/null
# nobody COMMAND...: without any capability; as another user where files can be read by others.
nobody() { on_host setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all --bounding-set=-all "$@"; }
nobody bondctl --version >/dev/null 2>&1 || nobody() { on_host setpriv --inh-caps=-all --bounding-set=-all "$@"; }
before=$(on_host bondctl show --json | jq -c 'map(del(.members[].since_ms, .members[].votes))')

check_eq "looks" "nb0 eth0" "$(nobody bondctl show --json | jq -r '.[0] | "\(.name) \(.members[0].name)"')"
check "reads the history" nobody bondctl history nb0
check "explains" nobody bondctl explain nb0
check "listens" nobody bondctl monitor --timeout 0.1
for command in "add nb1 --mode active-backup" "set nb0 --miimon 50" "member add nb0 eth1" "member del nb0 eth0" "member set nb0 eth0 --prio 7" "del nb0"; do
	# shellcheck disable=SC2086
	check_fails "does not: $command" nobody bondctl $command
	[[ $OUT == *EPERM* || $OUT == *"not permitted"* ]] || fail "says why: $OUT"
done
check_fails "nor with ip" nobody ip link set eth1 master nb0
check_fails "nor with ip" nobody ip link del nb0
check_eq "nothing changed" "$before" "$(on_host bondctl show --json | jq -c 'map(del(.members[].since_ms, .members[].votes))')"

nobody unshare -Urn true 2>/dev/null || skip "no user namespaces for users here"
# shellcheck disable=SC2016
check_eq "a user in his own namespace can" "own0 d0 5" "$(nobody unshare -Urn sh -c 'ip link add d0 type dummy &&
	bondctl add own0 --mode active-backup --member d0 && bondctl set own0 --miimon 5 && bondctl show --json' |
	jq -r '.[0] | "\(.name) \(.members[0].name) \(.options.miimon)"')"
check_eq "and sees no other's" "[]" "$(nobody unshare -Urn bondctl show --json | jq -c .)"
