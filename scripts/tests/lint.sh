#!/bin/bash
# scripts/lint where git knows no files: in an unpacked archive, alone or in another checkout.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree/archive/scripts"
cp scripts/lint "$tree/archive/scripts"
lint() {
	local said
	said=$(timeout 20 "$tree/archive/scripts/lint" 2>/dev/null)
	echo "$?: $said"
}
says "lint finds nothing right in an unpacked archive" "1: not ok this is no git checkout" "$(lint)"
git -C "$tree" init -q
says "lint finds nothing right where another checkout is around it" "1: not ok this is no git checkout" "$(lint)"
