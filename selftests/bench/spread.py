# SPDX-License-Identifier: GPL-2.0
"""Which flows move when a member is lost or returns, and how evenly flows lie on members; all seen on the real drivers' wires."""
import statistics
import sys

from lab import Measured, guest, row

DRIVERS = ["netbond", "bonding", "team"]
MOVED_MAX = {4: 25.5, 8: 13.0}
PATTERNS = {"storage": "storage daemons", "mesh": "mesh of hosts", "clients": "clients of one server", "ports": "even source ports",
            "random": "random"}
FLOWS = ["storage:16", "clients:64", "mesh:240", "ports:1000", "clients:1000", "storage:1000", "mesh:1056", "random:1000", "random:4000"]
MEMBERS = [2, 3, 4, 8]
BALANCE_MAX, BALANCE_FROM = 1.15, 1000


def moved(before, after, member):
    """Percent of flows that moved: of all, and of those that neither were on MEMBER nor are now."""
    letter = chr(ord("a") + member)
    pairs = list(zip(before, after))
    others = [(old, new) for old, new in pairs if letter not in (old, new)]
    return (100 * sum(old != new for old, new in pairs) / len(pairs), 100 * sum(old != new for old, new in others) / max(len(others), 1))


def moves(arguments):
    records, status = guest("moves", "guest_spread", "moves", "256" if arguments.quick else "2048", options=["--nic", "none"])
    shares, lost = {}, 0
    for old, new in zip(records, records[1:]):
        lost += new["map"].count("?")
        if new["state"] != "all":
            shares.setdefault((new["driver"], new["members"], new["state"]), []).append(moved(old["map"], new["map"], new["lost"]))
    if lost:
        print(f"bench: moves: {lost} flows were seen on no member", file=sys.stderr)
    flows = ", ".join(f"{driver} {len(record['map'])}" for driver, record in {record["driver"]: record for record in records}.items())
    rows, bars = [], {}
    for members, state in ((4, "lost"), (4, "back"), (8, "lost"), (8, "back")):
        cells, chart, met = {}, {}, None
        for driver in DRIVERS:
            if (driver, members, state) not in shares:
                continue
            total, others = (statistics.mean(column) for column in zip(*shares[driver, members, state]))
            cells[driver] = f"{total:.1f} % / {others:.1f} %"
            chart[driver] = round(total, 1)
            if driver == "netbond":
                met = total <= MOVED_MAX[members] and others == 0 and not lost
        change = f"{members} to {members - 1}" if state == "lost" else f"{members - 1} to {members}"
        rows.append(row(f"flows moved, {change} members: all / between others", "moves",
                        f"balance-xor layer3+4 (team: loadbalance), random flows ({flows}), mean over each member in turn",
                        cells, f"<= {MOVED_MAX[members]} % / 0", met))
        bars[change] = {**chart, "goal": MOVED_MAX[members]}
    figure = {"name": "moves", "title": "Percent of all flows that move when members are lost and return", "bars": bars, "series": DRIVERS + ["goal"]}
    return Measured(rows, [figure], status)


def balance(arguments):
    seeds = 3 if arguments.quick else 20
    records, status = guest("balance", "guest_spread", "balance", str(seeds), *FLOWS, options=["--nic", "none"])
    ratios = {}
    for record in records:
        packets = record["packets"]
        ratios.setdefault((record["driver"], record["pattern"], record["members"]), []).append(max(packets) * len(packets) / max(sum(packets), 1))
    rows, bars = [], {}
    for pattern in FLOWS:
        name, flows = pattern.split(":")
        cells, met = {}, None
        for driver in DRIVERS:
            found = {n: ratios[driver, pattern, n] for n in MEMBERS if (driver, pattern, n) in ratios}
            if not found:
                continue
            median = {n: statistics.median(values) for n, values in found.items()}
            cells[driver] = " / ".join(f"{value:.2f}" for value in median.values())
            bars.setdefault(f"{name}, {flows} flows", {})[driver] = round(median.get(8, 0), 2)
            if driver == "netbond":
                cells[driver] += " (worst " + " / ".join(f"{max(values):.2f}" for values in found.values()) + ")"
                met = max(median.values()) <= BALANCE_MAX if int(flows) >= BALANCE_FROM else all(max(found[n]) < n for n in found)
        goal = f"<= {BALANCE_MAX}" if int(flows) >= BALANCE_FROM else "not all on one"
        rows.append(row(f"busiest member over mean, {' / '.join(map(str, MEMBERS))} members: {PATTERNS[name]}, {flows} flows", "balance",
                        f"balance-xor layer3+4 (team: loadbalance), a packet a flow; netbond: median of {seeds} seeds", cells, goal, met))
    figure = {"name": "balance", "title": "Busiest of 8 members over mean", "bars": bars, "series": DRIVERS}
    return Measured(rows, [figure], status)
