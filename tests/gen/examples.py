#!/usr/bin/env python3
"""examples.py SPEC...: writes the examples of specs as C, for examples.c.

SPDX-License-Identifier: MIT

Reads the specs by itself, line by line, so that nothing of the compiler stands between an example and the test."""
import re
import sys


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?") + '"'


def wanted(text):
    """name=value pairs; a value is bare up to a blank, or quoted with \\" inside."""
    pairs = re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)', text)
    return [(n, re.sub(r"\\(.)", r"\1", v[1:-1]) if v.startswith('"') else v) for n, v in pairs]


def main():
    for path in sys.argv[1:]:
        owner, dialect = None, "0"
        text = open(path, encoding="utf-8").read()
        text = re.sub(r"\n\s+(?=->|\w+=\S)", "  ", text) # pairs may go on in the next line
        for line in text.split("\n"):
            found = re.match(r"(\s*)(command|urc|dialect)\s+([\w.-]+)", line)
            if found and found.group(2) == "dialect":
                dialect = c_string(found.group(3))
            elif found:
                owner = (found.group(2) == "urc", found.group(3))
                if not found.group(1):
                    dialect = "0"
            found = re.match(r"\s*example (.*?)(?:\s+->(.*))?$", line)
            if found and owner:
                text = re.sub(r"\\([ <\[{#\\])", r"\1", found.group(1).rstrip())
                pairs = wanted(found.group(2) or "")
                rows = "".join("{%s, %s}, " % (c_string(n), c_string(v)) for n, v in pairs)
                print("{%s, %d, %s, %s, {%s{0, 0}}}," % (c_string(owner[1]), owner[0], dialect, c_string(text), rows))


main()
