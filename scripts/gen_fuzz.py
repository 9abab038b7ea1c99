#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write the spec as tables (C) for nbfuzz: every operation, attribute, type, range and nest."""

import sys
import yaml

SPEC, TABLE = sys.argv[1:3]
TOP = {"u8": 2**8 - 1, "u16": 2**16 - 1, "u32": 2**32 - 1, "s32": 2**32 - 1, "u64": 2**64 - 1}


def constant(prefix, name):
    return (prefix + name).replace("-", "_").upper()


def limits(attr, enums):
    """The least and greatest value, or length of what has one."""
    checks = attr.get("checks", {})
    if "exact-len" in checks:
        return checks["exact-len"], checks["exact-len"]
    if attr["type"] not in TOP:
        return 0, checks.get("max-len", 4096)
    if "enum" in attr:
        enum = enums[attr["enum"]]
        count = len(enum["entries"])
        return 0, 2**count - 1 if enum["type"] == "flags" else count - 1
    return checks.get("min", 0), checks.get("max", TOP[attr["type"]])


def attribute(attr, prefix, enums):
    low, high = limits(attr, enums)
    words = [f".id = {constant(prefix, attr['name'])}", f'.name = "{attr["name"]}"', f".type = SPEC_{attr['type'].upper()}"]
    if low:
        words.append(f".min = {low}")
    words.append(f".max = {high}u" if attr["type"] != "u64" else f".max = {high}ull")
    if "nested-attributes" in attr:
        words.append(f".nest = &spec_{attr['nested-attributes'].replace('-', '_')}")
    if attr.get("multi-attr"):
        words.append(".many = 1")
    return f"\t{{ {', '.join(words)} }},"


def table(one, enums):
    name = one["name"].replace("-", "_")
    prefix = constant(one["name-prefix"].removeprefix("netbond-"), "")
    return ["", f"static const struct spec_attr spec_{name}_attrs[] = {{"] + \
        [attribute(a, one["name-prefix"], enums) for a in one["attributes"]] + \
        ["};", f'static const struct spec_set spec_{name} = {{ "{one["name"]}", "{prefix}", spec_{name}_attrs, {len(one["attributes"])} }};']


def innermost_first(sets):
    done = []

    def visit(one):
        for attr in one["attributes"]:
            if "nested-attributes" in attr:
                visit(sets[attr["nested-attributes"]])
        if one not in done:
            done.append(one)

    for one in sets.values():
        visit(one)
    return done


def bits(way, main):
    names = (way.get("request") or {}).get("attributes", [])
    return " | ".join(f"1u << {constant(main['name-prefix'], n)}" for n in names) or "0"


def operation(op, main, prefix):
    words = [f".cmd = {constant(prefix, op['name'])}", f'.name = "{op["name"]}"']
    for way in ("do", "dump"):
        if way in op:
            words += [f".has_{way} = 1", f".{way}_takes = {bits(op[way], main)}"]
    return f"\t{{ {', '.join(words)} }},"


def main():
    with open(SPEC, encoding="ascii") as f:
        spec = yaml.safe_load(f)
    sets = {s["name"]: s for s in spec["attribute-sets"]}
    enums = {d["name"]: d for d in spec["definitions"] if d["type"] != "const"}
    out = [
        "/* SPDX-License-Identifier: GPL-2.0 */",
        "/* Generated from Documentation/netlink/specs/netbond.yaml by scripts/regen. */",
        "#ifndef NBFUZZ_SPEC_GEN_H",
        "#define NBFUZZ_SPEC_GEN_H",
        "",
        "#include <linux/netbond.h>",
        "",
        '#include "spec.h"',
    ]
    for one in innermost_first(sets):
        out += table(one, enums)
    ops = spec["operations"]
    out += ["", "static const struct spec_op spec_ops[] = {"]
    out += [operation(op, sets[op["attribute-set"]], ops["name-prefix"]) for op in ops["list"]]
    out += ["};", "", "#endif"]
    with open(TABLE, "w", encoding="ascii") as f:
        f.write("\n".join(out) + "\n")


main()
