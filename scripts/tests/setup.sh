#!/bin/bash
# scripts/setup on a fresh machine where another apt is at work at first, and two targets set up at once. The headers come last, and are there.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree/bin"
printf '#!/bin/sh\n' | tee "$tree/bin/sleep" >"$tree/bin/apt-cache"
cat >"$tree/bin/sudo" <<'END'
#!/bin/sh
exec "$@"
END
cat >"$tree/bin/dpkg-query" <<'END'
#!/bin/bash
for package in $(cat "${0%/*}/../installed" 2>/dev/null); do printf 'installed:%s ' "$package"; done
END
cat >"$tree/bin/apt-get" <<'END'
#!/bin/bash
cd "${0%/*}/.."
exec 8>busy
flock -n 8 && (($(wc -l <tries) >= 2)) || { echo >>tries; echo "E: Could not get lock /var/lib/apt/lists/lock." >&2; exit 100; }
/bin/sleep 0.3
[[ " $* " != *" install "* ]] || { echo installs >>did; printf '%s\n' "${@:3}" >>installed; }
END
chmod +x "$tree"/bin/*
: >"$tree/tries"
for time in first second; do PATH=$tree/bin:$PATH scripts/setup dkms >"$tree/$time" 2>&1 || echo "failed" >>"$tree/did" & done
wait
says "setup waits for another apt, and one of two at once installs" installs "$(paste -sd' ' "$tree/did")"
