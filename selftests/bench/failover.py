# SPDX-License-Identifier: GPL-2.0
"""Packets lost and silence when a path dies."""
import statistics

from lab import Measured, guest, row

KINDS = {"veth": "carrier cut, veth", "virtio": "carrier cut, virtio", "silent": "silent break, arp_interval 100"}
MISSED_MAX, INTERVAL_MS = 2, 100
LATE_US = 20000
SILENT_MS = (MISSED_MAX + 0.5) * INTERVAL_MS + 5


def measure(kind, arguments):
    records, status = guest(kind, "guest_failover", kind, "2" if arguments.quick else "20")
    # A stream that the machine itself held up says nothing of a bond, whosever it is.
    late = sum(record["late_us"] > LATE_US for record in records)
    records = [record for record in records if record["late_us"] <= LATE_US]

    def cell(driver, key, scale, digits):
        values = [record[key] / scale for record in records if record["driver"] == driver and record[key] is not None]
        return f"{statistics.median(values):.{digits}f} / {max(values):.{digits}f}" if values else "-"

    def worst(key):
        return max((record[key] for record in records if record["driver"] == "netbond" and record[key] is not None), default=float("inf"))

    trials = sum(record["driver"] == "netbond" for record in records)
    how = f"{trials} trials, in turn; median / worst; 2000 datagrams/s" + (f"; {late} trials of both not counted: sender held up" if late else "")
    setting = " (miimon 100)" if kind != "silent" else ""
    goal_lost, goal_gap = ("<= 1", "") if kind != "silent" else ("", f"<= {SILENT_MS:g}")
    rows = [row(f"{KINDS[kind]}: packets lost", kind, how,
                {"netbond": cell("netbond", "lost", 1, 0), "bonding": cell("bonding", "lost", 1, 0) + setting},
                goal_lost, worst("lost") <= 1 if goal_lost and trials else None),
            row(f"{KINDS[kind]}: longest silence, ms", kind, how,
                {"netbond": cell("netbond", "gap_us", 1000, 1), "bonding": cell("bonding", "gap_us", 1000, 1) + setting},
                goal_gap, worst("gap_us") / 1000 <= SILENT_MS if goal_gap and trials else None)]
    if kind != "silent":
        rows.append(row(f"{KINDS[kind]}: packets lost after the driver told of the cut", kind, how + "; told: netif_carrier_off() of the member",
                        {"netbond": cell("netbond", "lost_told", 1, 0), "bonding": cell("bonding", "lost_told", 1, 0) + setting},
                        "<= 1", worst("lost_told") <= 1 if trials else None))
    unwatched = next((record for record in records if record["driver"] == "bonding-no-miimon"), None)
    if unwatched:
        rows.append(row(f"{KINDS[kind]}: packets lost, in-tree active-backup without miimon", kind, "once; all of the stream after the cut",
                        {"bonding": f"{unwatched['lost']} of {unwatched['recv']['total']}"}))
    return Measured(rows, [], status)
