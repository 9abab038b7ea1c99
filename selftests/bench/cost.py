# SPDX-License-Identifier: GPL-2.0
"""Instructions and nanoseconds per packet, down and up."""
import statistics

from lab import Measured, guest, row

PLAIN = "uml-plain"
# Case of guest_cost, and the most instructions netbond is to take.
TX = {"active-backup": 405, "balance-rr": 430, "balance-xor/layer2": 440, "balance-xor/layer2+3": 470, "balance-xor/layer3+4": 470,
      "balance-xor/encap3+4": 480, "balance-tlb": 490, "balance-alb": 490}
RX = {"active-backup": "active-backup", "active-backup/arp": "active-backup, ARP monitoring, each driver's defaults",
      "active-backup/validate": "active-backup, ARP monitoring, arp_validate all", "balance-xor": "balance-xor"}
RX_SHARE = 0.9


def costs(records, case, xmit_mode="start_xmit"):
    """Instructions of each device more than the bare one, the median over the rounds."""
    rounds = {}
    for record in records:
        if record["case"] == case and record["xmit_mode"] == xmit_mode and record["cost"] is not None:
            rounds.setdefault(record["device"], []).append(record["cost"])
    if "bare" not in rounds:
        return {}
    bare = statistics.median(rounds.pop("bare"))
    return {device: round(statistics.median(values) - bare) for device, values in rounds.items()}


def run(what, arguments, cases):
    count, rounds = (2000, 1) if arguments.quick else (20000, 3)
    options = ["--icount", "--nic", "none"] + (["--files", arguments.module] if arguments.module else [])
    return guest(what, "guest_cost", what, str(count), str(rounds), *cases, options=options)


def transmit(arguments):
    records, status = run("tx", arguments, TX)
    rows, bars = [], {}
    for case, goal in TX.items():
        cells = costs(records, case)
        rows.append(row(f"transmit, {case.replace('/', ' ')}: instructions per packet", "tx", "icount; pktgen start_xmit, over a bare dummy; 4 members",
                        cells, f"<= {goal}", cells.get("netbond", goal + 1) <= goal))
        bars[case.split("/")[-1]] = {**cells, "goal": goal}
    rows.insert(1, row("the same from dev_queue_xmit() of the bond on", "tx", "icount; pktgen queue_xmit, over a bare dummy; 4 members",
                       costs(records, "active-backup", "queue_xmit")))
    figure = {"name": "transmit", "title": "Transmit: instructions per packet more than without a bond", "bars": bars,
              "series": ["netbond", "bonding", "team", "goal"]}
    return Measured(rows, [figure], status)


def receive(arguments):
    records, status = run("rx", arguments, RX)
    rows, bars = [], {}
    for case, name in RX.items():
        cells = costs(records, case)
        met = cells["netbond"] <= RX_SHARE * cells["bonding"] if {"netbond", "bonding"} <= set(cells) else None
        rows.append(row(f"receive, {name}: instructions per packet", "rx", "icount; over a veth that is nobody's member", cells,
                        f"<= {RX_SHARE} x in-tree", met))
        bars[case] = cells
    figure = {"name": "receive", "title": "Receive: instructions per packet more than without a bond", "bars": bars,
              "series": ["netbond", "bonding", "team"]}
    return Measured(rows, [figure], status)


def both(values, others):
    """Neighbours in time, both of which were measured."""
    return [(x, y) for x, y in zip(values, others) if None not in (x, y)]


def pairs(arguments):
    """At native speed. The machine's noise is common to neighbours in time: only these are compared."""
    count, rounds = (50000, 5) if arguments.quick else (100000, 15)
    records, status = guest("pairs", "guest_cost", "tx", str(count), str(rounds), *TX, kernel=PLAIN)
    rows = []
    for case in TX:
        times = {}
        for record in records:
            if record["case"] == case and record["xmit_mode"] == "start_xmit":
                times.setdefault(record["device"], []).append(record["cost"])
        bare = times.pop("bare", [])
        more = {device: [x - y for x, y in both(values, bare)] for device, values in times.items()}
        cells = {device: round(statistics.median(values)) for device, values in more.items() if values}
        ratios = [x / y for x, y in both(times.get("netbond", []), times.get("bonding", []))]
        if ratios:
            cells["netbond"] = f"{cells['netbond']} (whole: {statistics.median(ratios):.2f} x in-tree)"
        rows.append(row(f"transmit, {case.replace('/', ' ')}: ns per packet", "pairs",
                        f"native speed, one processor; pktgen start_xmit, over a bare dummy; median of {len(bare)} alternating pairs", cells, kernel=PLAIN))
    return Measured(rows, [], status)
