#!/bin/bash
# The kernel's own netlink tool, which knows nothing but our specification, reads, writes and listens.
# timeout: 200
# kernels: uml
. "$(dirname "$0")/lib.sh"
[[ ${NB_KERNEL:-} == uml ]] || skip "the kernel's ynl tool is only in the UML guest"
cache=$(dirname "$(dirname "${NB_IMAGE:-/x/x}")")
tree=$(compgen -G "$cache/ynl-*/tools/net/ynl" | head -1)
[[ $tree ]] || skip "no unpacked tools/net/ynl, see scripts/regen"
/usr/bin/python3 -c 'import yaml' 2>/dev/null || skip "no PyYAML"
setup_ns HOST
ip -n "$HOST" link add eth0 type veth peer name far0
ip -n "$HOST" link add eth1 type veth peer name far1
# The tool of Linux 6.12 cannot read the padding before 64-bit numbers, which only kernels for some processors write; unnamed it passes over it.
sed '/name: pad, type: pad/d' "$NB_ROOT/Documentation/netlink/specs/netbond.yaml" >"$TMP/netbond.yaml"
ynl() { on_host env PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$tree/cli.py" --spec "$TMP/netbond.yaml" --no-schema --process-unknown --output-json "$@"; }
ynl --subscribe events --sleep 45 >"$TMP/events" 2>"$TMP/errors" &
listener=$!
sleep 5
# It writes an IPv4 address as a number only.
check "bond-new" ynl --do bond-new --json '{"name":"nb0","options":{"mode":"active-backup","miimon":55,
	"arp-ip-target":{"ipv4":[167772162,167772163]}},"member":[{"name":"eth0","options":{"prio":-4}},{"name":"eth1"}]}'
check "bond-get" ynl --do bond-get --json '{"name":"nb0"}'
ynl --do bond-get --json '{"name":"nb0"}' >"$TMP/get"
check_eq "what was asked for" '[55,["10.0.0.2","10.0.0.3"],["eth0","eth1"],-4]' \
	"$(jq -c '[.options.miimon, .options["arp-ip-target"].ipv4, [.member[].name], .member[0].options.prio]' "$TMP/get")"
check_eq "its words" '["active-backup","failed"]' "$(jq -c '[.options.mode, .status.state]' "$TMP/get")"
check_eq "the same as bondctl" "$(json '.[0].address' on_host bondctl show nb0 --json)" "$(jq -r '.status.address' "$TMP/get")"
check "bond-set" ynl --do bond-set --json '{"name":"nb0","options":{"miimon":66,"primary":"eth1"}}'
check_eq "dump" '[["nb0",66,"eth1"]]' "$(ynl --dump bond-get | jq -c 'map([.name, .options.miimon, .options.primary])')"
check_fails "a bad one" ynl --do bond-set --json '{"name":"nb0","options":{"miimon":70000}}'
check_eq "member-get" '["nb0","eth0",-4,"no_carrier"]' \
	"$(ynl --do member-get --json '{"name":"nb0","member":[{"name":"eth0"}]}' | jq -c '[.name, .member[0].name, .member[0].options.prio, (.member[0].reason | gsub("-"; "_"))]')"
check "history-get" ynl --dump history-get --json '{"name":"nb0"}'
check "member-del" ynl --do member-del --json '{"name":"nb0","member":[{"name":"eth0"}]}'
check "bond-del" ynl --do bond-del --json '{"name":"nb0"}'
wait "$listener"
check "it heard of it" grep -q member-removed "$TMP/events"
check "to the end" grep -q deleted "$TMP/events"
