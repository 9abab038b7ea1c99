#!/bin/bash
# The Makefile on a machine without anything: what a target needs is installed before its first compiler runs.
. "$(dirname "$0")/lib.sh"

mkdir -p "$tree"/{scripts,ctl,bin,selftests/tools,include/uapi/linux,include/netbond}
cp Makefile VERSION "$tree"
touch "$tree"/{selftests/tools/nbx.c,include/uapi/linux/netbond.h,include/netbond/option_table.h,LICENSE}
for target in all standalone; do echo "$target:; @\$(CC)"; done >"$tree/ctl/Makefile"
printf '#!/bin/sh\n' | tee "$tree/scripts/kernels" >"$tree/scripts/kbuild"
printf '#!/bin/sh\ntouch set-up\n' >"$tree/scripts/setup"
cat >"$tree/bin/cc" <<'END'
#!/bin/sh
test -e set-up || test -e ../set-up || { echo "no compiler yet"; exit 1; }
END
chmod +x "$tree"/{scripts,bin}/*
# makes TARGET ARGUMENT...: that it did all, or what it said.
makes() {
	local said
	rm -f "$tree/set-up"
	said=$(env -u MAKEFLAGS -u MAKELEVEL -u KDIR -u DESTDIR make -C "$tree" --no-print-directory CC="$tree/bin/cc" "$@" 2>&1) && said="$1: done"
	echo "$said"
}
for target in tools standalone ctl guest; do
	says "make $target sets up before it compiles" "$target: done" "$(makes $target)"
done

# boots TEST: what the guest's kernel is told for these selftests.
for name in a_1 a_2; do echo "# boot: x=1 y" >"$tree/selftests/$name.sh"; done
echo "# kernels: uml" >"$tree/selftests/b_1.sh"
boots() { env -u MAKEFLAGS -u MAKELEVEL make -C "$tree" --no-print-directory -n test TEST="$1" | grep -o 'append "[^"]*"'; }
says "make test boots as all of the tests want" 'append "x=1 y"' "$(boots 'a_* a_1.sh')"
says "make test boots as usual for others" 'append ""' "$(boots 'b_1')"
says "make test boots as usual where one does not want it" 'append ""' "$(boots 'a_1 b_1')"
says "make test boots as usual for all" 'append ""' "$(boots '')"

# patience ARGUMENT...: seconds until its guest is given up.
patience() { env -u MAKEFLAGS -u MAKELEVEL make -C "$tree" --no-print-directory -n test "$@" | grep -o 'timeout [0-9]*'; }
says "make test waits for all selftests" "timeout 7200" "$(patience)"
says "make test waits for all selftests on a kernel that watches itself" "timeout 36000" "$(patience KERNEL=debug)"
says "make test waits as long as it is told" "timeout 5" "$(patience KERNEL=debug TIMEOUT=5)"

mkdir "$tree/a b"
cp Makefile "$tree/a b"
says "make refuses a path with a blank" "there is a blank in the path" "$(make -C "$tree/a b" help 2>&1 | grep -o 'there is .* path')"

# make install asks the kernel's tree which kernel that is, and no program that a user's PATH may lack.
echo '.PHONY: install uninstall' >>"$tree/ctl/Makefile"
for target in install uninstall; do echo "$target:" >>"$tree/ctl/Makefile"; done
mkdir -p "$tree"/{build,kdir/include/config}
touch "$tree/build/netbond.ko"
# installs RELEASE: where the module is then, or that nothing is.
installs() {
	echo "$1" >"$tree/kdir/include/config/kernel.release"
	rm -rf "$tree/root"
	PATH=/usr/bin:/bin makes install KDIR=kdir DESTDIR="$tree/root" OUT=build | grep "done" || echo failed
	(cd "$tree" && find root -name '*.ko' 2>/dev/null || echo nothing)
}
says "make install installs for the kernel of KDIR" "install: done
root/lib/modules/6.12.1-x/updates/netbond.ko" "$(installs 6.12.1-x)"
says "make install refuses a kernel without a name" "failed
nothing" "$(installs '')"
says "make install refuses where DKMS has the module" \
	"install: DKMS has the module, see kdir: first apt purge netbond-dkms, or dkms remove netbond/VERSION --all" \
	"$(makes install KDIR=kdir OUT=build DKMS_STATE=kdir)"
says "make dkms-install refuses where make install has been" "dkms-install: make install put x.ko there: first make uninstall" \
	"$(makes dkms-install DKMS_TREE="$tree/dkms" INSTALLED=x.ko)"
