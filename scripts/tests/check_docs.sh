#!/bin/bash
# scripts/check_docs: documents of another version.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree"/{scripts,selftests,kmod,Documentation}
cp scripts/check_docs "$tree/scripts"

touch "$tree"/{CONTRIBUTING.md,Documentation/locking.md}
echo 1.2.3 >"$tree/VERSION"
printf '%s\n' '**Version 1.2.3 is new.**' '| | netbond 1.2 |' >"$tree/README.md"
printf '%s\n' '# Changes' '' '## 1.2.3, not released yet' >"$tree/CHANGELOG.md"
says "check_docs is content with documents of this version" "check_docs: 4 documents agree with the source" "$("$tree/scripts/check_docs")"
echo 1.3.0 >"$tree/VERSION"
says "check_docs finds documents of another version" "README.md: is about version 1.2, VERSION about 1.3.0
README.md: is about version 1.2.3, VERSION about 1.3.0
CHANGELOG.md: begins with 1.2.3, VERSION is 1.3.0" "$("$tree/scripts/check_docs")"
