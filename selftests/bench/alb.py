# SPDX-License-Identifier: GPL-2.0
"""balance-tlb and balance-alb: how evenly clients send, how soon they are back, whether speeds and order are kept."""
import statistics

from lab import Measured, guest, row

LATE_US = 20000
OFF_MAX, BACK_MS = 10, 20
SPEEDS = (10, 25)


def off(packets, worth):
    """How far the member that is furthest off its share is, in percent of that."""
    total = sum(packets)
    return max(abs(n * sum(worth) / (total * w) - 1) * 100 for n, w in zip(packets, worth)) if total else 100.0


def shares(records, family):
    cells, worst = {}, None
    for driver in ("netbond", "bonding"):
        some = [record for record in records if record["kind"] == "share" and record["driver"] == driver and record["family"] == family]
        values = [off(record["packets"], [1] * len(record["packets"])) for record in some]
        if values:
            cells[driver] = " / ".join(f"{value:.1f}" for value in values)
            worst = max(values) if driver == "netbond" else worst
    counts = " / ".join(str(record["clients"]) for record in records
                        if record["kind"] == "share" and record["driver"] == "netbond" and record["family"] == family)
    return row(f"balance-alb: received, member furthest off an even share, %: {counts} clients, IPv{family}", "alb",
               "4 members (veth), 2000 datagrams/s, one client after the other", cells, f"<= {OFF_MAX}", None if worst is None else worst <= OFF_MAX)


def loss(records):
    by = {}
    for record in records:
        if record["kind"] == "loss" and record["late_us"] <= LATE_US:
            by.setdefault(record["driver"], []).append(record)
    trials = len(by.get("netbond", []))
    how = f"{trials} trials, in turn; median / worst; virtio; 16 clients, each sends every 10 ms"
    lost = {driver: f"{statistics.median(r['lost'] for r in some):.0f} / {max(r['lost'] for r in some)}" for driver, some in by.items()}
    gaps = [record["gap_us"] / 1000 for record in by.get("netbond", [])]
    # In-tree clients that do not come back leave no gap that ends.
    return [row("balance-alb: cable of a member pulled: datagrams to the host lost in 2 s, of 3200", "alb", how, lost, "", None),
            row("balance-alb: cable of a member pulled: longest time from one datagram of a client to its next, 10 without a cut, ms", "alb", how,
                {"netbond": f"{statistics.median(gaps):.0f} / {max(gaps):.0f}"} if gaps else {}, f"<= {BACK_MS + 10}",
                max(gaps, default=float("inf")) <= BACK_MS + 10)]


def speed(records):
    by = {record["driver"]: off(record["bytes"], SPEEDS) for record in records if record["kind"] == "speed"}
    return row("balance-tlb: sent, 10 and 25 Gbit/s: member furthest off its share, %", "tlb", "virtio; 1000 flows, 32 Mbit/s in all; from 30 s after their beginning",
               {driver: f"{value:.1f}" for driver, value in by.items()}, f"<= {OFF_MAX}", by.get("netbond", 100) <= OFF_MAX)


def order(records):
    by = {record["driver"]: record for record in records if record["kind"] == "order"}
    cells = {driver: f"{record['reordered']}" for driver, record in by.items()}
    if "netbond" in by:
        cells["netbond"] += f" ({by['netbond']['moves']} buckets moved)"
    seconds = by["netbond"]["seconds"] if "netbond" in by else 0
    return row(f"balance-tlb: datagrams out of order in {seconds} s of steady load", "tlb", "4 members (veth), 64 flows, 3000 datagrams/s", cells, "0",
               by["netbond"]["reordered"] == 0 if "netbond" in by else None)


def alb(arguments):
    records, status = guest("alb", "guest_alb", "alb", "2" if arguments.quick else "10", "8", "64", "1000", options=["--timeout", "1500"])
    return Measured([shares(records, 4), shares(records, 6), *loss(records)], [], status)


def tlb(arguments):
    records, status = guest("tlb", "guest_alb", "tlb", "5" if arguments.quick else "30", options=["--timeout", "600"])
    return Measured([speed(records), order(records)], [], status)
