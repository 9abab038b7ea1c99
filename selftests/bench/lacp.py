# SPDX-License-Identifier: GPL-2.0
"""LACP: how soon it reacts, what a stream loses when a link of the LAG dies, how long it takes to form, what many bonds cost."""
import statistics

from lab import Measured, guest, row

LATE_US = 20000
PARTNER = "partner: in-tree bonding, lacp_rate fast"


def spread(values, digits=0):
    return f"{statistics.median(values):.{digits}f} / {max(values):.{digits}f}" if values else "-"


def reaction(records):
    by = {record["driver"]: record for record in records if record["kind"] == "react"}
    cells = {driver: spread([us / 1000 for us in record["react_us"]], 1) for driver, record in by.items()}
    worst = max(by["netbond"]["react_us"], default=0) / 1000 if "netbond" in by else float("inf")
    trials = by["netbond"]["trials"] if "netbond" in by else 0
    return row("LACP: change heard to change sent, ms", "lacp", f"{trials} trials, median / worst; the partner takes Synchronization back", cells,
               "<= 10", worst <= 10)


def stream(records, kind, what, key, scale, goal):
    some = [record for record in records if record["kind"] == kind and record["late_us"] <= LATE_US]
    by = {driver: [record[key] / scale for record in some if record["driver"] == driver] for driver in ("netbond", "bonding")}
    return row(what, "lacp", f"{len(by['netbond'])} trials, in turn; median / worst; 2000 datagrams/s, one flow, on the link that dies; {PARTNER}",
               {driver: spread(values) for driver, values in by.items()}, f"<= {goal}", max(by["netbond"], default=float("inf")) <= goal)


def forming(records, kind, what, goal):
    by = {driver: [record["ms"] for record in records if record["kind"] == kind and record["driver"] == driver] for driver in ("netbond", "bonding")}
    return row(what, "lacp", f"{len(by['netbond'])} trials; median / worst; until both ends distribute on both links; partner: the same driver",
               {driver: spread(values) for driver, values in by.items() if values}, f"<= {goal}" if goal else "",
               max(by["netbond"], default=float("inf")) <= goal if goal else None)


def lacp(arguments):
    trials, bonds = ("2", "20") if arguments.quick else ("5", "500")
    records, status = guest("lacp", "guest_lacp", trials, bonds, options=["--nic", "none", "--mem", "3G", "--timeout", "2400"])
    rows = [reaction(records),
            stream(records, "cut", "LACP: carrier cut: packets lost", "lost", 1, 1),
            stream(records, "silent", "LACP: silent break, probes every 50 ms (in-tree has none): longest silence, ms", "gap_us", 1000, 150),
            forming(records, "start", "LACP: bond set up to both ends distributing, ms", 2200),
            forming(records, "join ", "LACP: carrier of a link that returns to both ends distributing, ms", None),
            forming(records, "join --fast-join on", "LACP: the same with fast_join, ms", 50)]
    many = [record for record in records if record["kind"] == "many"]
    if many:
        rows.append(row(f"LACP: share of a processor for {many[0]['bonds']} bonds of 2 members, fast, %", "lacp", "bonds face each other; TCG; 20 s",
                        {record["driver"]: f"{record['permille'] / 10:.1f}" for record in many}))
    return Measured(rows, [], status)
