#!/bin/bash
# scripts/readme: rows that were measured alone come to those of their kind.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree"/{scripts,build/bench}
cp scripts/readme "$tree/scripts"
cat >"$tree/README.md" <<'END'
<!-- bench -->
| what | netbond | goal |
|---|---|---|
| transmit, balance-rr: instructions per packet | 429 |  |
| transmit, balance-rr: ns per packet | 78 |  |
| transmit, balance-tlb: instructions per packet | 483 |  |
| two processors over one, balance-rr | 1.57 |  |
| memory, kB | 112 |  |

Kernel 1; here.
<!-- /bench -->
END
cat >"$tree/build/bench/table-smp-pairs.md" <<'END'
| what | netbond | goal | kernel | machine | netbond at | date |
|---|---|---|---|---|---|---|
| two processors over one, balance-rr | 1.90 |  | 2 | there, load 1 | abc | then |
| two processors over one, balance-tlb | 1.85 | >= 1.8 | 2 | there, load 1 | abc | then |
| transmit, balance-tlb: ns per packet | 60 |  | 2 | there, load 1 | abc | then |
END
"$tree/scripts/readme"
# shellcheck disable=SC2016
said=$(awk -F ' *[|] *' 'NF > 4 && NR > 3 {print ++n, $2, $3 ($4 ? " " $4 : "")} /^- / {print}' "$tree/README.md")
says "readme puts rows where their kind is" "1 transmit, balance-rr: instructions per packet 429
2 transmit, balance-rr: ns per packet 78
3 transmit, balance-tlb: ns per packet 60
4 transmit, balance-tlb: instructions per packet 483
5 two processors over one, balance-rr 1.90
6 two processors over one, balance-tlb 1.85 >= 1.8
7 memory, kB 112
- smp-pairs: Kernel 2; there; netbond abc; measured then to then." "$said"
