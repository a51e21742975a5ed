#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A module of URCs that never come, so that a dialect has as many line heads as wanted.

    python3 fillers.py PREFIXES > fillers.qat

The heads of urc.bin are left out: urcs.qat has them. Every filler has 0 to 3 numbers.
"""
import sys

from streams import LIVE

FIELDS = ["", " <a:u8>", " <a:u8>,<b:u16>", " <a:u8>,<b:u16>,<c:u32>"]
VALUES = ["", " 1", " 1,500", " 1,500,70000"]
WANTED = ["", "a=1", "a=1 b=500", "a=1 b=500 c=70000"]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    heads = [h for h in open(sys.argv[1]).read().split() if h not in LIVE]
    print("# Made by fillers.py.\n\nmodule fillers")
    if heads:
        print('chapter "Heads that never come" source "streams.py" known')
    for i, head in enumerate(heads):
        shape = i % 4
        text = head.replace("#", "\\#")
        print('\nurc filler%d "Never comes."\n    < %s%s' % (i, text, FIELDS[shape]))
        print("    example %s%s%s" % (text, VALUES[shape], " -> " + WANTED[shape] if shape else ""))


if __name__ == "__main__":
    main()
