#!/bin/bash
# scripts/check that is ended takes its steps with it, and what these have begun.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree"/{scripts,bin}
cp scripts/check "$tree/scripts"
printf '#!/bin/sh\n' >"$tree/scripts/kernels"
cat >"$tree/bin/make" <<'END'
#!/bin/bash
exec -a nb-step-$1 sleep 60 &
echo $! >>begun
wait
END
chmod +x "$tree"/{scripts/kernels,bin/make}
for signal in INT TERM HUP; do
	: >"$tree/begun"
	PATH=$tree/bin:$PATH CHECK="lint unit" env "--default-signal=$signal" "$tree/scripts/check" >/dev/null 2>&1 &
	for _ in {1..300}; do [[ ! -s $tree/begun ]] || break; sleep 0.1; done
	kill "-$signal" $!
	wait $!
	status=$?
	left=none
	while read -r pid; do [[ $(ps -o stat= -p "$pid") == [!Z]* ]] && kill "$pid" && left=$pid; done <"$tree/begun"
	says "make check ended by SIG$signal leaves nothing behind" "130, left: none" "$status, left: $left"
done
