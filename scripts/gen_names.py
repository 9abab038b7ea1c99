#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Write the words of the spec's enums (C) and its reference page (Markdown)."""

import sys
import yaml

SPEC, NAMES, PAGE = sys.argv[1:4]
# Words of these enums are values of options and stand in option_table.h.
WORDS = ["state", "role", "vote", "vote-value", "reason", "event", "lacp-selected", "lacp-rx", "lacp-periodic", "lacp-mux", "lacp-churn"]


def entries(enum):
    return [e if isinstance(e, dict) else {"name": e} for e in enum["entries"]]


def c_name(*parts):
    return "_".join(parts).replace("-", "_")


def names(spec):
    out = [
        "/* SPDX-License-Identifier: GPL-2.0-or-later */",
        "/* Generated from Documentation/netlink/specs/netbond.yaml by scripts/regen. */",
        "/* The words people read for the enums of <linux/netbond.h>, and what they mean. */",
        "#ifndef NETBOND_NAMES_GEN_H",
        "#define NETBOND_NAMES_GEN_H",
        "",
        "struct netbond_word {",
        "\tconst char *word;",
        "\tconst char *meaning;",
        "};",
    ]
    for enum in spec["definitions"]:
        if enum["name"] not in WORDS:
            continue
        out += ["", f"static const struct netbond_word netbond_{c_name(enum['name'])}_words[] = {{"]
        for e in entries(enum):
            word = e["name"].replace("-", "_")
            out.append(f'\t{{"{word}", "{" ".join(e.get("doc", "").split())}"}},')
        out.append("};")
    return out + ["", "#endif"]


def attribute_type(attr):
    text = attr["type"]
    if "nested-attributes" in attr:
        text = f"nest of {attr['nested-attributes']}"
    if "enum" in attr:
        text += f" ({attr['enum']})"
    if attr.get("multi-attr"):
        text += ", repeated"
    checks = attr.get("checks", {})
    return text + "".join(f", {k} {v}" for k, v in checks.items())


def page(spec):
    out = [
        "# Generic netlink family `netbond`",
        "",
        "Generated from `netlink/specs/netbond.yaml` by `make regen`; do not edit.",
        "",
        " ".join(spec["doc"].split()),
        "",
        "## Commands",
        "",
        "| command | who | what |",
        "|---|---|---|",
    ]
    for op in spec["operations"]["list"]:
        kind = [k for k in ("do", "dump", "event") if k in op]
        who = "CAP_NET_ADMIN" if "flags" in op else "anybody"
        out.append(f"| `{op['name']}` ({', '.join(kind)}) | {who} | {' '.join(op['doc'].split())} |")
    for s in spec["attribute-sets"]:
        out += ["", f"## Attributes: {s['name']}", "", " ".join(s["doc"].split()), "",
                "| attribute | type | meaning |", "|---|---|---|"]
        for a in s["attributes"]:
            if a["type"] == "pad":
                continue
            out.append(f"| `{a['name']}` | {attribute_type(a)} | {' '.join(a.get('doc', '').split())} |")
    out += ["", "## Enumerations"]
    for d in spec["definitions"]:
        if d["type"] != "enum":
            continue
        out += ["", f"### {d['name']}", "", " ".join(d["doc"].split()), ""]
        for i, e in enumerate(entries(d)):
            doc = " ".join(e.get("doc", "").split())
            out.append(f"- `{e['name']}` ({i})" + (f": {doc}" if doc else ""))
    return out


def write(path, lines):
    with open(path, "w", encoding="ascii") as f:
        f.write("\n".join(lines) + "\n")


def main():
    with open(SPEC, encoding="ascii") as f:
        spec = yaml.safe_load(f)
    write(NAMES, names(spec))
    write(PAGE, page(spec))


main()
