#!/bin/bash
# scripts/check_deep: a part whose tests are skipped, and the same when it is remembered.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree"/{scripts,selftests,kmod,bin}
cp scripts/check_deep "$tree/scripts"

cat >"$tree/bin/make" <<'END'
#!/bin/bash
printf '%s\n' 'ok 1 one # 3 s, 1 s of a processor' 'ok 2 two # SKIP no such card' 'ok 3 three # SKIP no reason given' '# 1 passed, 0 failed, 2 skipped'
END
chmod +x "$tree/bin/make"
echo build >"$tree/.gitignore"
git -C "$tree" init -q
git -C "$tree" add .
deep="| lint | gcc -fanalyzer, coccinelle, clang-tidy | 1 passed, 0 failed, 2 skipped | nothing, by what was not skipped |
skipped: lint: two: no such card
skipped: lint: three: no reason given
1 passed, 0 failed, 2 skipped"
for time in first second; do
	says "check-deep counts and names what was skipped, the $time time" "$deep" "$(cd "$tree" && PATH=$tree/bin:$PATH DEEP=lint scripts/check_deep 2>&1)"
done
for given in NB_STEP=100 "NB_MODES=balance-rr 802.3ad" NB_SEED=1/2 TOOLS=fanalyzer; do
	said=$(cd "$tree" && env "$given" PATH="$tree/bin:$PATH" DEEP=lint scripts/check_deep 2>&1)
	says "check-deep with ${given%%=*} runs again, and is remembered as such" "again, then remembered" \
		"$([[ $said != *before* ]] && echo again), then $(cd "$tree" && env "$given" DEEP=lint scripts/check_deep 2>&1 | grep -q before && echo remembered)"
done
said=$(DEEP="lint soaks" "$tree/scripts/check_deep" 2>&1)
says "check-deep refuses a part that there is not" "2: deep: no part is called soaks" "$?: ${said%%: selftests-*}"
rm -rf "$tree/.git"
said=$(cd "$tree" && PATH=$tree/bin:$PATH DEEP=lint scripts/check_deep 2>&1)
says "check-deep remembers nothing where git knows no files" "1
deep: this is no git checkout" "$?
$said"
