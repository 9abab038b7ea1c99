#!/bin/bash
# A bridge of mode stp that ip gave times and a priority that bondctl never gives goes back to just these.
# timeout: 90
# module: own
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
setup_ns HOST
ip -n "$HOST" link add eth0 type dummy
check "a bridge" on_host bondctl add bond0 --mode stp --member eth0
# Alone it is the root, whose times are told.
settings() { ip -n "$HOST" -d -j link show bond0 | jq -c '.[0].linkinfo.info_data | [.forward_delay, .hello_time, .max_age, .priority]'; }
back() { [[ $(settings) == "$before" ]]; }
cat >"$TMP/even.yaml" <<-END
	version: 1
	bonds: {bond0: {mode: stp, forward_delay: 10, hello_time: 3, max_age: 12, priority: 4096, members: [eth0]}}
END
for odd in "450 150 3990 100" "1234 199 1998 65535"; do
	read -r delay hello age priority <<<"$odd"
	check "ip sets $odd" ip -n "$HOST" link set bond0 type bridge forward_delay "$delay" hello_time "$hello" max_age "$age" priority "$priority"
	before=$(settings)
	check "try" on_host bondctl try "$TMP/even.yaml" --timeout 60
	check_eq "on trial" "[1000,300,1200,4096]" "$(settings)"
	check "rollback" on_host bondctl rollback
	check_eq "as ip had it: $odd" "$before" "$(settings)"
	check "try again" on_host bondctl try "$TMP/even.yaml" --timeout 0.3
	check_soon "by itself" 5 back
	check "what is exported is the same" eval "on_host bondctl show bond0 --json | jq -e '.[0].options.forward_delay == $delay / 100' >/dev/null"
	check "one option is set, the others stay" on_host bondctl set bond0 --priority 8192
	check_eq "they stay" "${before%,*},8192]" "$(settings)"
done
check_fails "times that do not fit are refused" on_host bondctl set bond0 --hello-time 10
