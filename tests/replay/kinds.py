#!/usr/bin/env python3
"""Every capture through `qat_codegen decode`: how many lines of each kind.

usage: kinds.py COMPILER CAPTURE... > kinds.tsv

The module's bytes alone are decoded as well, as a raw stream. What is wrong goes to stderr and makes the exit
status 1: a decoder that fails or prints something other than one JSON object a line, line numbers that go
back, a line of the capture that nothing was said about.
"""
# SPDX-License-Identifier: MIT
import json
import os
import re
import subprocess
import sys

KINDS = "command response final urc prompt echo payload text boot unknown".split()


def dialect_of(lines):
    """The nearest dialect that there is; capture.c decides alike."""
    module = next(line for line in lines if line.startswith("# module: "))
    if re.search("SARA-N2|BC95|BC68|BC28", module):
        return "bc95g"
    return "bg96" if "BG96" in module or "BG9x" in module else "bg95"


def spoken(lines):
    """The numbers of the lines behind the header on which something other than blanks was sent."""
    body = lines.index("") + 1
    return [n + 1 for n in range(body, len(lines))
            if re.match(r"[<>]", lines[n]) and re.sub(r"^[<>]~? ?|\\x0D|\\x0A", "", lines[n]).strip() != ""]


def decode(compiler, path, dialect, complaints, stream=None):
    command = [compiler, "decode", "--json", "--dialect", dialect, path]
    run = subprocess.run(command, input=stream, capture_output=True, timeout=60)
    if run.returncode != 0:
        complaints.append(f"exit status {run.returncode}: {run.stderr.decode(errors='replace').strip()}")
    said = []
    for line in run.stdout.split(b"\n")[:-1]:
        try:
            said.append(json.loads(line))
        except ValueError:
            complaints.append(f"no JSON: {line!r}")
    return said


def check(lines, said, complaints):
    numbers = [one["line"] for one in said]
    for one, after in zip(numbers, numbers[1:]):
        if after < one:
            complaints.append(f"line {after} comes behind line {one}")
    for one in said:
        if one["kind"] not in KINDS:
            complaints.append(f"line {one['line']}: no such kind: {one['kind']}")
        elif one["dir"] != lines[one["line"] - 1][0] and one["kind"] != "payload":
            complaints.append(f"line {one['line']}: sent by the other side")
    for n in sorted(set(spoken(lines)) - set(numbers)):
        complaints.append(f"nothing is said about line {n}: {lines[n - 1]}")


def raw_bytes(lines):
    """What the module sent, as a stream of bytes."""
    out = b""
    for line in lines[lines.index("") + 1:]:
        if line.startswith("<"):
            text = re.sub(r"^<~? ?", "", line)
            text = re.sub(r"\\(x..|\\)", lambda m: "\\" if m[1] == "\\" else chr(int(m[1][1:], 16)), text)
            out += text.encode("latin-1") + (b"" if line.startswith("<~") else b"\r\n")
    return out


def main():
    failed = 0
    print("\t".join(["capture", "dialect"] + KINDS))
    for path in sorted(sys.argv[2:]):
        with open(path, encoding="ascii", newline="\n") as file:
            lines = file.read().split("\n")[:-1]
        complaints = []
        dialect = dialect_of(lines)
        said = decode(sys.argv[1], path, dialect, complaints)
        check(lines, said, complaints)
        decode(sys.argv[1], "-", dialect, complaints, raw_bytes(lines))
        name = os.path.basename(path).rsplit(".", 1)[0]
        print("\t".join([name, dialect] + [str(sum(one["kind"] == kind for one in said)) for kind in KINDS]))
        for complaint in complaints:
            print(f"{path}: {complaint}", file=sys.stderr)
        failed |= bool(complaints)
    return failed


if __name__ == "__main__":
    sys.exit(main())
