# shellcheck shell=bash
# What each test of a script sources: a small tree for it in $tree, and verdicts. One "ok" or "not ok" line each, their sum at the end.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
passed=0 failed=0
tree=$(mktemp -d)

finish() {
	rm -rf "$tree"
	echo "# $passed passed, $failed failed, 0 skipped"
	exit $((failed > 0))
}
trap finish EXIT

# says NAME WANTED GOT: every line of WANTED is a line of GOT.
says() {
	local missing
	missing=$(grep -vxFf <(echo "$3") <<<"$2")
	if [[ $missing ]]; then
		failed=$((failed + 1))
		printf 'not ok %s\n' "$1" "$3" | sed '2,$s/^/#   /; 2,$s/not ok //'
	else
		passed=$((passed + 1))
		echo "ok $1"
	fi
}
