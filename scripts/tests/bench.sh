#!/bin/bash
# selftests/bench/run: figures that nobody should see published come into no table that make readme reads.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree/selftests/bench"
cp selftests/bench/{run,lab.py} "$tree/selftests/bench"
for part in alb cost failover lacp plot profiler scale spread startup; do
	cat >"$tree/selftests/bench/$part.py" <<-'END'
		import os
		from lab import Measured
		KINDS, PLAIN = {"veth": ""}, "uml-plain"
		def __getattr__(name):
		    return lambda *arguments: Measured([], [], int(os.environ.get("GUEST", "0")))
	END
done
# tables GUEST ARGUMENT...: the status, and what was written, when the guests end so.
tables() {
	local status
	rm -rf "$tree/build"
	GUEST=$1 "$tree/selftests/bench/run" --no-build "${@:2}" >/dev/null 2>&1
	status=$?
	echo "$status: $(cd "$tree/build/bench" && echo *.md)"
}
says "bench writes its table" "0: table.md" "$(tables 0)"
says "bench writes a table of some parts" "0: table-tx-rx.md" "$(tables 0 --only tx rx)"
says "bench publishes nothing that was quick" "0: unfit.md" "$(tables 0 --quick)"
says "bench publishes nothing of another module" "0: unfit.md" "$(tables 0 --only tx --module x.ko)"
says "bench publishes nothing of guests that failed" "1: unfit.md" "$(tables 1)"
