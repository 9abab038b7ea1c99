# SPDX-License-Identifier: GPL-2.0
"""Many bonds, and two processors."""
import statistics

from lab import Measured, guest, row

CASES = ["active-backup", "balance-rr", "balance-xor/layer3+4"]
ADAPTIVE = ["balance-tlb", "balance-alb"]
ADAPTIVE_MIN = 1.8
MODES = ["active-backup", "balance-xor"]


def many(arguments):
    bonds = 50 if arguments.quick else 1000
    records, status = guest("many", "guest_scale", str(bonds), options=["--nic", "none", "--mem", "2G", "--timeout", "1500"])
    by = {(record["mode"], record["driver"]): record for record in records}
    drivers = ("netbond", "bonding")

    def cells(mode, text):
        return {driver: text(by[mode, driver]) for driver in drivers if (mode, driver) in by}

    def shown(record):
        return ", ".join(f"{command} {milliseconds / 1000:.2f}" for command, milliseconds in record["shown_ms"].items())

    rows = [row(f"make {bonds} bonds of 2 members, up, s", "many", "ip -batch; TCG", cells("active-backup", lambda record: f"{record['created_ms'] / 1000:.1f}")),
            row(f"show {bonds} bonds of 2 members, s", "many", "fastest of 3; TCG", cells("active-backup", shown))]
    for mode in MODES:
        rows.append(row(f"memory of a bond of 2 members, {mode}, kB", "many", f"MemFree before and after {bonds} bonds, caches dropped; tx_queues as by default",
                        cells(mode, lambda record: round(record["held_kb"] / record["bonds"]))))
    return Measured(rows, [], status)


def two_processors(arguments):
    count, rounds = (20000, 2) if arguments.quick else (100000, 5)
    records, status = guest("smp", "guest_smp", str(count), str(rounds), *CASES, *ADAPTIVE, options=["--nic", "none", "--smp", "2"])
    rows = []
    for case in CASES + ADAPTIVE:
        ratios = {}
        for record in records:
            if record["case"] == case and record["one"] and record["two"]:
                ratios.setdefault(record["device"], []).append(record["two"] / record["one"])
        cells = {device: f"{statistics.median(values):.2f}" for device, values in ratios.items()}
        met = statistics.median(ratios["netbond"]) >= ADAPTIVE_MIN if case in ADAPTIVE and "netbond" in ratios else None
        rows.append(row(f"packets a second of two processors over one, {case.replace('/', ' ')}", "smp",
                        f"TCG, a thread a processor; pktgen queue_xmit, median of {rounds}; a bare dummy: {cells.pop('bare', '-')}", cells,
                        f">= {ADAPTIVE_MIN}" if case in ADAPTIVE else "", met))
    return Measured(rows, [], status)
