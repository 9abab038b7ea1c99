# netbond: the front door. Every target sets up what it needs: Debian packages, and kernels in ${XDG_CACHE_HOME:-~/.cache}/netbond. Nothing else is written
# outside OUT and build/ but by install and dkms-install.

# Neither make nor the kernel's build can have one in a name.
$(if $(word 2,$(CURDIR)),$(error netbond cannot be built in "$(CURDIR)": there is a blank in the path))

VERSION  := $(shell cat VERSION)
BUILD    ?= build
OUT      ?= $(BUILD)
KERNEL   ?= 6.12
PROCESSORS ?= 2
PREFIX   ?= /usr/local
export NB_VERSION := $(VERSION)

# Recipes that set up first run in this order whatever -j says.
SETUP   = scripts/setup
JOBS    = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))
VM      = selftests/vm/boot --kernel $(KERNEL) --smp $(PROCESSORS)
SPARSE  = $(if $(C),C=$(C)) $(if $(CF),CF='$(CF)') $(if $(W),W=$(W)) $(if $(KCFLAGS),KCFLAGS='$(KCFLAGS)') $(if $(V),V=$(V))

.PHONY: all
all: modules ctl ## modules and ctl (the default)

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: setup
setup: ## install the packages that make check needs
	@$(SETUP) check

# The sources are mirrored by symbolic links, so that a build never writes into the checkout and two kernels never share objects.
.PHONY: modules
modules: ## netbond.ko in OUT (build/) for KDIR, by default the newest installed Debian 6.12; ARCH=um, W=1, C=2, KCFLAGS= pass through
	@$(if $(KDIR),,$(SETUP) build)
	+@scripts/kbuild --out $(OUT) $(if $(KDIR),--kdir $(KDIR)) kmod -- $(if $(ARCH),ARCH=$(ARCH)) $(SPARSE)

.PHONY: modules-kunit
modules-kunit: modules ## netbond_kunit.ko too (needs a kernel with KUnit)
	+@scripts/kbuild --out $(OUT) $(if $(KDIR),--kdir $(KDIR)) kmod/tests -- $(if $(ARCH),ARCH=$(ARCH)) $(SPARSE)

.PHONY: ctl
ctl: ## build/bondctl
	@$(SETUP) build
	@$(MAKE) $(JOBS) -C ctl BUILD=$(abspath $(BUILD)) VERSION=$(VERSION)

.PHONY: standalone
standalone: ## bondctl without shared libraries for guests, build/tools/bondctl
	@$(SETUP) build
	@$(MAKE) $(JOBS) -C ctl standalone BUILD=$(abspath $(BUILD)) VERSION=$(VERSION)

# Not prerequisites: those would be compiled before there is a compiler.
.PHONY: tools
tools: ## the traffic tools of the selftests
	@$(SETUP) build
	@$(MAKE) $(JOBS) --no-print-directory $(patsubst selftests/tools/%.c,$(BUILD)/tools/%,$(wildcard selftests/tools/*.c))

$(BUILD)/tools/%: selftests/tools/%.c include/uapi/linux/netbond.h include/netbond/option_table.h
	@mkdir -p $(@D)
	$(CC) -O2 -std=gnu11 -Wall -Wextra -Werror -static -Iinclude -Iinclude/uapi -o $@ $(filter %.c,$^)

$(BUILD)/tools/nbfuzz: $(wildcard selftests/tools/nbfuzz/*)
$(BUILD)/tools/nbnl: $(wildcard selftests/tools/nbfuzz/spec*.h)

.PHONY: unit
unit: ## the pure cores and bondctl under GoogleTest
	@$(SETUP) check
	@if test -e selftests/unit/Makefile; then $(MAKE) $(JOBS) -C selftests/unit check BUILD=$(abspath $(BUILD)) VERSION=$(VERSION); fi
	@$(MAKE) $(JOBS) -C ctl check BUILD=$(abspath $(BUILD)) VERSION=$(VERSION)

.PHONY: fuzz
fuzz: ## libFuzzer with ASan and UBSan on the pure cores and bondctl: FUZZ_SECONDS=10 each
	@$(SETUP) check
	@$(MAKE) -C selftests/unit fuzz BUILD=$(abspath $(BUILD)) FUZZ_SECONDS=$(or $(FUZZ_SECONDS),10)
	@$(MAKE) $(JOBS) -C ctl fuzz BUILD=$(abspath $(BUILD)) VERSION=$(VERSION) FUZZ_SECONDS=$(or $(FUZZ_SECONDS),10)

.PHONY: check-model
check-model: ## every state of two LACP systems, as far as room and time go (minutes, 8 GiB at most): MODEL_ARGS="-t 300 CONFIG..."
	@$(SETUP) check
	@$(MAKE) $(JOBS) -C selftests/unit check-model BUILD=$(abspath $(BUILD)) MODEL_ARGS='$(MODEL_ARGS)'

.PHONY: check-kernels
check-kernels: ## compile for every 6.1 and 6.12 kernel the archive has headers of (an hour, 2 GB, once): KERNELS="6.1.* *-rt-amd64"; SUITES="sid" for theirs
	@$(SETUP) check
	@$(if $(SUITES),,scripts/check_kernels $(foreach pattern,$(KERNELS),'$(pattern)'))
	@for suite in $(SUITES); do scripts/check_suites $$suite $(foreach pattern,$(KERNELS),'$(pattern)') || exit; done

.PHONY: kunit
kunit: ## the KUnit suites in User-Mode Linux
	@$(SETUP) check
	@uml=$$(scripts/kernels headers uml) && $(MAKE) --no-print-directory modules-kunit KDIR=$$uml ARCH=um OUT=$(BUILD)/uml
	@selftests/vm/boot --kernel uml --name kunit -- selftests/vm/kunit

# What a guest of kernel KERNEL needs.
.PHONY: guest
guest:
	@$(SETUP) demo
	@$(if $(filter 6.1 uml% debug kcsan,$(KERNEL)),$(SETUP) check)
	@$(MAKE) --no-print-directory tools
	@kdir=$$(scripts/kernels headers $(KERNEL)) && scripts/kernels image $(KERNEL) >/dev/null && \
		$(MAKE) --no-print-directory modules KDIR=$$kdir OUT=$(BUILD)/$(KERNEL) $(if $(filter uml%,$(KERNEL)),ARCH=um)
	@$(MAKE) --no-print-directory ctl standalone

# What the named selftests want to have on the kernel's command line, if it is the same for all of them: "# boot: WORDS".
NAMED = $(wildcard $(patsubst %,selftests/%.sh,$(TEST:.sh=)))
BOOT ?= $(shell awk 'FNR == 1 {n++} sub(/^\# boot: /, "") {boot[$$0]++} END {for (i in boot) if (boot[i] == n) print i}' $(NAMED) /dev/null)

# Each selftest has its own limit of time, and this is for a kernel that does not answer: all take 50 minutes on 6.12, hours where a kernel watches itself.
TIMEOUT ?= $(if $(filter 6.% uml,$(KERNEL)),7200,36000)

.PHONY: test
test: guest ## the selftests in a virtual machine: KERNEL=6.1|6.12|uml|uml-kasan|debug|kcsan (6.12), PROCESSORS=2, TIMEOUT=7200 (s), TEST="name..." (all)
	@$(VM) --append "$(BOOT)" --name selftests-$(KERNEL) --timeout $(TIMEOUT) -- selftests/run.sh $(TEST)

.PHONY: demo
demo: ## see it work, in a virtual machine, in a minute
	+@selftests/demo/run --kernel $(KERNEL)

.PHONY: bench
bench: ## measure against in-tree bonding and team
	@$(SETUP) bench
	@selftests/bench/run $(BENCH)

.PHONY: check
check: ## both stock kernels, UML, unit, KUnit, selftests, lint, packages (not what takes hours); last line: N passed, N failed, N skipped
	@$(SETUP) check
	@scripts/check

.PHONY: check-deep
check-deep: ## what takes hours: DEEP="selftests races faults fuzz" (all), DEEP_SECONDS=600 for each race and fuzzer
	@$(SETUP) check
	@scripts/check_deep

.PHONY: lint
lint: ## shellcheck, formats, checkpatch, cppcheck and our own rules
	@$(SETUP) check
	@scripts/lint

.PHONY: lint-deep
lint-deep: ## gcc -fanalyzer, the kernel's coccinelle rules, clang-tidy (minutes): TOOLS="fanalyzer coccinelle clang-tidy" (all)
	@$(SETUP) deep
	@scripts/lint_deep $(TOOLS)

.PHONY: regen
regen: ## rewrite generated files from the YAML spec
	@scripts/regen

.PHONY: regen-check
regen-check: ## fail if a generated file is not what the spec gives
	@scripts/regen --check

# For which kernel, which has to be known: an empty name would be a folder that no kernel looks into.
RELEASE = release=$$(cat "$(KDIR)/include/config/kernel.release") && test -n "$$release"

# A kernel has its module from DKMS or from here: DKMS takes one of the same version for its own, and of two depmod takes any.
DKMS_STATE = /var/lib/dkms/netbond
INSTALLED  = $(firstword $(wildcard /lib/modules/*/updates/netbond.ko*))

.PHONY: install
install: KDIR ?= /lib/modules/$(shell uname -r)/build
install: all ## the module for the running kernel, or that of KDIR, and bondctl, into DESTDIR and PREFIX
	@$(if $(DESTDIR),,! test -e $(DKMS_STATE) || \
		{ echo "install: DKMS has the module, see $(DKMS_STATE): first apt purge netbond-dkms, or dkms remove netbond/VERSION --all" >&2; exit 1; })
	$(RELEASE) && install -D -m 644 $(OUT)/netbond.ko "$(DESTDIR)/lib/modules/$$release/updates/netbond.ko"
	$(if $(DESTDIR),,$(RELEASE) && PATH=$$PATH:/usr/sbin:/sbin depmod "$$release")
	$(MAKE) $(JOBS) -C ctl install BUILD=$(abspath $(BUILD)) VERSION=$(VERSION) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)

.PHONY: uninstall
uninstall: KDIR ?= /lib/modules/$(shell uname -r)/build
uninstall: ## remove what install with the same KDIR, DESTDIR and PREFIX put there; files in /etc/netbond stay
	$(RELEASE) && rm -fv "$(DESTDIR)/lib/modules/$$release/updates/netbond.ko"
	$(if $(DESTDIR),,$(RELEASE) && PATH=$$PATH:/usr/sbin:/sbin depmod "$$release")
	$(MAKE) $(JOBS) -C ctl uninstall BUILD=$(abspath $(BUILD)) VERSION=$(VERSION) PREFIX=$(PREFIX) DESTDIR=$(DESTDIR)

.PHONY: screenshots
screenshots: guest ## draw what bondctl prints in a guest into Documentation/screenshots
	@$(SETUP) screenshots
	@scripts/screenshots

.PHONY: readme
readme: demo ## run the demo and put its real output, and the bench's table when there is one, into README.md
	@scripts/readme

# Only what the module is built from, never bondctl or the tests.
DKMS_TREE = $(DESTDIR)/usr/src/netbond-$(VERSION)
.PHONY: dkms-install
dkms-install: ## the module's source into /usr/src (DESTDIR), and built by dkms for the running kernel unless DESTDIR is set
	@$(if $(DESTDIR),,test -z "$(INSTALLED)" || { echo "dkms-install: make install put $(INSTALLED) there: first make uninstall" >&2; exit 1; })
	rm -rf "$(DKMS_TREE)"
	install -d "$(DKMS_TREE)"
	cp --parents $$(find kmod include LICENSE VERSION -name tests -prune -o -type f -print) "$(DKMS_TREE)"
	sed 's/@VERSION@/$(VERSION)/' dkms.conf.in >"$(DKMS_TREE)/dkms.conf"
	$(if $(DESTDIR),,$(SETUP) dkms)
	$(if $(DESTDIR),,dkms build --force netbond/$(VERSION) && dkms install --force netbond/$(VERSION))

.PHONY: deb
deb: ## the Debian packages netbond-dkms and bondctl, in build/deb
	@$(SETUP) deb
	@scripts/deb $(BUILD)/deb

.PHONY: clean
clean: ## remove everything that was built here (kernels in the cache stay)
	rm -rf $(BUILD) $(OUT)/netbond.ko $(OUT)/netbond_kunit.ko $(OUT)/obj-*
