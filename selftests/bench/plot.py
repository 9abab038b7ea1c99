# SPDX-License-Identifier: GPL-2.0
"""Bar charts as SVG, by gnuplot. The same numbers give the same file."""
import os
import subprocess
import sys

from lab import OUT, column

COLOURS = {"netbond": "#0b6e4f", "bonding": "#c44900", "team": "#5a7d9a", "macvlan": "#999999", "goal": "#222222"}


def script(figure):
    """gnuplot's commands; bars one group a case, the goal as a line across the group."""
    name, series = figure["name"], figure["series"]
    groups = len(figure["bars"])
    bars = [driver for driver in series if driver != "goal"]
    lines = [f'set terminal svg size {200 + 130 * groups},420 font "sans-serif,12" name "{name}"', f'set output "{name}.svg"',
             f'set title "{figure["title"]}"', 'set datafile separator "\\t"', 'set datafile missing "-"', "set style data histograms",
             "set style histogram clustered gap 1", "set style fill solid border -1", "set boxwidth 0.9", "set yrange [0:*]",
             f"set xrange [-0.6:{groups - 0.4}]",
             "set grid ytics lc rgb '#dddddd'", "set key outside right top", "set xtics nomirror", "set bmargin 3"]
    plots = [f'"{name}.dat" using {2 + i}:xtic(1) title "{column(driver)}" lc rgb "{COLOURS[driver]}"' for i, driver in enumerate(bars)]
    if "goal" in series:
        plots.append(f'"{name}.dat" using ($0):{2 + series.index("goal")}:(0.45) with xerrorbars title "goal" lc rgb "{COLOURS["goal"]}" lw 2 pt 0')
    return "\n".join(lines + ["plot " + ", \\\n  ".join(plots)]) + "\n"


def draw(figure):
    with open(os.path.join(OUT, figure["name"] + ".dat"), "w", encoding="utf-8") as file:
        for case, values in figure["bars"].items():
            # Long names in two lines.
            label = case.replace(", ", "\\n", 1)
            file.write("\t".join([f'"{label}"'] + [str(values.get(driver, "-")) for driver in figure["series"]]) + "\n")
    run = subprocess.run(["gnuplot"], input=script(figure), text=True, check=False, cwd=OUT)
    if run.returncode:
        print(f"bench: no chart {figure['name']}.svg", file=sys.stderr)
