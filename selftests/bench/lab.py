# SPDX-License-Identifier: GPL-2.0
"""What all measurements share: guests, the circumstances, rows of the table."""
import collections
import datetime
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
OUT = os.path.join(ROOT, "build/bench")
KERNEL = "6.12"
RESULTS = ["what", "netbond", "in-tree bonding", "team", "macvlan", "goal", "met"]
CIRCUMSTANCES = ["how", "command", "kernel", "machine", "netbond at", "date"]
COLUMNS = {"bonding": "in-tree bonding"}

# What a part of the bench gives: rows of the table, bar charts, and whether the measuring itself failed.
Measured = collections.namedtuple("Measured", "rows figures status", defaults=[[], [], 0])


def column(driver):
    return COLUMNS.get(driver, driver)


def guest(name, *command, kernel=KERNEL, options=()):
    """Runs one guest script; returns its JSON lines and its exit status."""
    print("bench: " + " ".join((name,) + command), file=sys.stderr, flush=True)
    full = [os.path.join(ROOT, "selftests/vm/boot"), "--kernel", kernel, "--name", "bench-" + name, *options, "--",
            os.path.join(ROOT, "selftests/bench", command[0]), *command[1:]]
    run = subprocess.run(full, stdout=subprocess.PIPE, text=True, check=False, cwd=ROOT)
    lines = run.stdout.splitlines()
    records = [json.loads(line) for line in lines if line.startswith("{")]
    said = [line for line in lines if not line.startswith("{")]
    if said:
        print("\n".join(said), file=sys.stderr)
    if run.returncode:
        print(f"bench: {name}: the guest failed ({run.returncode})", file=sys.stderr)
    with open(os.path.join(OUT, name + ".json"), "w", encoding="utf-8") as file:
        json.dump({**circumstances(kernel), "command": " ".join(command), "status": run.returncode, "records": records}, file, indent=1)
    return records, run.returncode


def output_of(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout.strip()


def circumstances(kernel=KERNEL):
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")
    image = output_of(os.path.join(ROOT, "scripts/kernels"), "image", kernel)
    modules = os.path.join(image, "image/lib/modules" if kernel.startswith("uml") else "lib/modules")
    return {"machine": f"{model}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}",
            "kernel": os.listdir(modules)[0] + (" (User-Mode Linux)" if kernel.startswith("uml") else ""),
            "netbond at": output_of("git", "-C", ROOT, "describe", "--always", "--dirty"),
            "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%MZ")}


def row(what, part, how, cells, goal="", met=None, kernel=KERNEL):
    """One row; CELLS are by driver, MET is None where there is no goal."""
    return {"what": what, **{column(driver): cell for driver, cell in cells.items()}, "goal": goal,
            "met": "" if met is None else "yes" if met else "**NO**", "how": how,
            "command": "selftests/bench/run --only " + part, **circumstances(kernel)}


def table(rows):
    columns = RESULTS + CIRCUMSTANCES
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(str(r.get(name, "")) for name in columns) + " |" for r in rows]
    return "# netbond: measurements\n\n" + "\n".join(lines) + "\n"
