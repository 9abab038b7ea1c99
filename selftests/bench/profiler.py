# SPDX-License-Identifier: GPL-2.0
"""Where the instructions of one mode are spent, by function: QEMU counts how often each block of code is executed."""
import bisect
import collections
import os
import subprocess
import sys

import lab

SHOWN = 25
COUNT = 50000
MARK = "version_proc_show"  # what guest_cost runs before and after the packets, and nobody else


def build_plugin():
    plugin = os.path.join(lab.OUT, "count_blocks.so")
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", plugin, os.path.join(lab.ROOT, "selftests/bench/count_blocks.c")], check=True)
    return plugin


def boot(plugin, what, count, case, driver, mark):
    """Runs one guest; returns its symbols, and what it executed between the marks, a line a block of code."""
    blocks = os.path.join(lab.OUT, "profile.blocks")
    command = [os.path.join(lab.ROOT, "selftests/vm/boot"), "--kernel", lab.KERNEL, "--name", "bench-profile", "--icount", "--nic", "none",
               "--plugin", f"{plugin},to={blocks},mark={mark:x}", "--", os.path.join(lab.ROOT, "selftests/bench/guest_profile"), what, str(count),
               case, driver]
    print(f"bench: profile {what} {count} {case} {driver}", file=sys.stderr, flush=True)
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=lab.ROOT).stdout
    with open(blocks, encoding="utf-8") as file:
        lines = [line.split() for line in file]
    return sorted((int(words[1], 16), words[2]) for words in map(str.split, output.splitlines()) if words[:1] == ["symbol"]), lines


def executed(plugin, what, case, driver, mark):
    """Instructions a packet of each function."""
    symbols, blocks = boot(plugin, what, COUNT, case, driver, mark)
    addresses = [address for address, _ in symbols]
    functions = collections.Counter()
    for address, length, times in blocks:
        at = bisect.bisect(addresses, int(address, 16)) - 1
        functions[symbols[at][1] if at >= 0 else "user space"] += int(length) * int(times) / COUNT
    return functions


def profile(what, case, driver):
    """Prints what each function executes for a packet more than on the bare device."""
    plugin = build_plugin()
    # The kernel's own functions are at the same place in each guest.
    symbols, _ = boot(plugin, what, 1, case, "bare", 0)
    mark = next(address for address, name in symbols if name == MARK)
    bare, more = (executed(plugin, what, case, name, mark) for name in ("bare", driver))
    more.subtract(bare)
    functions = sorted(((cost, name) for name, cost in more.items() if name != "user space"), reverse=True)
    total = sum(cost for cost, _ in functions)
    text = [f"# {driver} {what} {case}: instructions per packet more than without a bond", ""]
    text += [f"{cost:7.1f}  {name}" for cost, name in functions[:SHOWN] if cost >= 0.5]
    text += [f"{total - sum(cost for cost, _ in functions[:SHOWN]):7.1f}  the rest", f"{total:7.1f}  all"]
    with open(os.path.join(lab.OUT, f"profile-{what}-{case.replace('/', '-')}-{driver}.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(text) + "\n")
    print("\n".join(text))
    return 0
