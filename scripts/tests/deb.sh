#!/bin/bash
# scripts/deb of an archive that somebody unpacked, which is no checkout.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree"/{bin,scripts,kmod/lacp,build}
cp scripts/deb "$tree/scripts"
touch "$tree"/{kmod/lacp/rx.c,build/bondctl}
echo 1.2.3 >"$tree/VERSION"
printf '#!/bin/sh\necho 1.2.3\n' >"$tree/bin/dpkg-parsechangelog"
printf '#!/bin/sh\nexit 128\n' >"$tree/bin/git"
printf '#!/bin/sh\nfind * -type f >../all.deb\n' >"$tree/bin/dpkg-buildpackage"
chmod +x "$tree"/bin/*
says "make deb takes all of an unpacked archive but what was built" "VERSION bin/dpkg-buildpackage bin/dpkg-parsechangelog bin/git kmod/lacp/rx.c scripts/deb" \
	"$(PATH=$tree/bin:$PATH "$tree/scripts/deb" "$tree/build/deb" 2>&1 >/dev/null; sort "$tree/build/deb/all.deb" | paste -sd' ')"
