#!/usr/bin/env python3
"""examples.py DATA SPEC...: writes the examples of specs as C, for examples.c.

SPDX-License-Identifier: MIT

Reads the specs by itself, line by line, so that nothing of the compiler stands between an example and the test; DATA
(`export --format json`) only says which dialects take a command or urc."""
import json
import os
import re
import sys


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + '"'


def wanted(text):
    """name=value pairs; a value is bare up to a blank, or quoted with \\" inside."""
    pairs = re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)', text)
    return [(n, re.sub(r"\\(.)", r"\1", v[1:-1]) if v.startswith('"') else v) for n, v in pairs]


def takers(path):
    """By kind, name, and the module or dialect where it stands: the dialects that take exactly this one."""
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    return {(kind == "urcs", x["name"], x.get("dialect", x["module"]), "dialect" in x): x["dialects"]
            for kind in ("commands", "urcs") for x in data[kind]}


def main():
    taken = takers(sys.argv[1])
    for path in sys.argv[2:]:
        owner, dialect = None, None
        module = os.path.splitext(os.path.basename(path))[0]
        text = open(path, encoding="utf-8").read()
        text = re.sub(r"\n\s+(?=->|\w+=\S)", "  ", text) # pairs may go on in the next line
        for line in text.split("\n"):
            found = re.match(r"(\s*)(command|urc|dialect|module)\s+([\w.-]+)", line)
            if found and found.group(2) == "module":
                module = found.group(3)
            elif found and found.group(2) == "dialect":
                dialect = found.group(3)
            elif found:
                owner = (found.group(2) == "urc", found.group(3))
                if not found.group(1):
                    dialect = None
            found = re.match(r"\s*example (.*?)(?:\s+->(.*))?$", line)
            if found and owner:
                text = re.sub(r"\\([ <\[{#\\])", r"\1", found.group(1).rstrip())
                pairs = wanted(found.group(2) or "")
                rows = "".join("{%s, %s}, " % (c_string(n), c_string(v)) for n, v in pairs)
                names = taken[owner[0], owner[1], dialect or module, dialect is not None]
                print("{%s, %d, %s, %s, {%s{0, 0}}}," % (c_string(owner[1]), owner[0],
                                                         c_string(" %s " % " ".join(names)), c_string(text), rows))


main()
