# SPDX-License-Identifier: GPL-2.0
"""How long programs take before they do anything, on this machine, not in a guest."""
import os
import statistics
import subprocess
import time

from lab import ROOT, Measured, row

GOAL_MS = 10
COMMANDS = {"netbond": [os.path.join(ROOT, "build/bondctl"), "options"], "bonding": ["ip", "-V"], "team": ["teamdctl", "--help"]}


def milliseconds(command):
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return (time.perf_counter() - begin) * 1000


def startup(arguments):
    rounds = 20 if arguments.quick else 300
    times = {driver: [] for driver in COMMANDS}
    for _ in range(rounds):
        for driver, command in COMMANDS.items():
            times[driver].append(milliseconds(command))
    medians = {driver: statistics.median(values) for driver, values in times.items()}
    cells = {driver: f"{os.path.basename(COMMANDS[driver][0])} {value:.1f}" for driver, value in medians.items()}
    return Measured([row("a command that asks the kernel nothing, ms", "startup", f"on the host, fork to exit; median of {rounds}, in turns", cells,
                         f"<= {GOAL_MS}", medians["netbond"] <= GOAL_MS)], [], 0)
