#!/bin/bash
# scripts/strict: what compilers say of our files is an error, of the kernel's it is not; newer kernels name ours from where they are.
. "$(dirname "$0")/lib.sh"

strict='kmod/tx.c:1:2: warning: a
/a/kmod/lacp/rx.c:1:2: error: b
/a/include/netbond/x.h:1: warning: c
tx.c:1:2: warning: d
lacp/rx.c:1:2: warning: e
./compat/compat.h:1:2: warning: f
ERROR: modpost: "g" undefined!'
others='./include/linux/x.h:1:2: warning: h
include/net/x.h:1:2: warning: i
/usr/src/linux/include/net/x.h:1:2: warning: j
  CC [M]  tx.o'
says "strict refuses builds with warnings in our files" "$strict" "$(while IFS= read -r line; do
	scripts/strict "$tree/log" echo "$line" >/dev/null || echo "$line"
done <<<"$strict")"
says "strict passes others" "$others" "$(while IFS= read -r line; do
	scripts/strict "$tree/log" echo "$line" >/dev/null && echo "$line"
done <<<"$others")"
# A compiler that speaks another language to whom it is told to.
cat >"$tree/gcc" <<'END'
#!/bin/bash
if [[ ${LC_ALL-} == C ]]; then echo "kmod/tx.c:1:2: warning: a"; else echo "kmod/tx.c:1:2: Warnung: a"; fi
END
chmod +x "$tree/gcc"
says "strict has compilers speak English" refused "$(LC_ALL=C.UTF-8 scripts/strict "$tree/log" "$tree/gcc" >/dev/null || echo refused)"
