#!/bin/bash
# Members go from one bond to another by a file, each way at once too, and a bond that goes gives its members to others.
# kernels: 6.12
. "$(dirname "$0")/lib.sh"
topo_switch 4
apply() { on_host bondctl apply -; }
# two MEMBERS0 MEMBERS1: bond0 and bond1 with these members.
two() {
	cat <<-END
		version: 1
		bonds:
		  bond0: {mode: active-backup, up: true, members: [$1]}
		  bond1: {mode: balance-xor, up: true, members: [$2]}
	END
}
members() { on_host bondctl show "$1" --json | jq -r '[.[0].members[].name] | sort | join(" ")'; }

check "two bonds" apply <<<"$(two eth0,eth1 eth2,eth3)"
check "eth1 moves" apply <<<"$(two eth0 eth1,eth2,eth3)"
check_eq "bond0 has" "eth0" "$(members bond0)"
check_eq "bond1 has" "eth1 eth2 eth3" "$(members bond1)"
check "eth0 and eth2 change places" apply <<<"$(two eth2 eth1,eth0,eth3)"
check_eq "bond0 has" "eth2" "$(members bond0)"
check_eq "bond1 has" "eth0 eth1 eth3" "$(members bond1)"
check "all change" apply <<<"$(two eth0,eth1,eth3 eth2)"
check_eq "bond0 has" "eth0 eth1 eth3" "$(members bond0)"
check_eq "bond1 has" "eth2" "$(members bond1)"
ip -n "$HOST" address add 10.0.0.1/24 dev bond0
check_soon "bond0 carries traffic" 5 on_host ping -c1 -W1 10.0.0.2

check_fails "a member of two bonds" apply <<<"$(two eth0,eth1,eth2 eth2)"
check_eq "is refused with both" "bondctl: stdin:4: bond1: members: eth2: is to be a member of bond0 already" "$OUT"
check_fails "a member of a bond that is not named" apply <<<"$(two eth0,eth1 eth2 | sed 4d | sed 's/eth1/eth2/')"
check_eq "is refused with that" "bondctl: stdin:3: bond0: members: eth2: is a member of bond1, which this does not change" "$OUT"
check "a bond gives its members" apply <<<"$(two eth0,eth1,eth2,eth3 '' | sed 's/bond1: .*/bond1: {absent: true}/')"
check_eq "all of them" "eth0 eth1 eth2 eth3" "$(members bond0)"
check_eq "and is gone" '["bond0"]' "$(on_host bondctl show --json | jq -c 'map(.name)')"
check_eq "and again" "nothing to change" "$(apply <<<"$(two eth0,eth1,eth2,eth3 '' | sed 's/bond1: .*/bond1: {absent: true}/')")"

# The address that a card brought stays when the card moves, if the file says so.
check "eth0 alone" apply <<<"$(two eth0 eth1)"
address() { ip -n "$HOST" -j link show bond0 | jq -r '.[0].address'; }
mac=$(address)
kept() { two eth2 eth1,eth0 | sed "s/bond0: {/&address: '$mac', /"; }
check "eth0 moves" apply <<<"$(kept)"
check_eq "its address stays" "$mac" "$(address)"
check_eq "at once" "nothing to change" "$(apply <<<"$(kept)")"
