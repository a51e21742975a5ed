#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Which targets are met, by the lines of `make bench` or `make size`. A target that is missed is no failure.

    python3 targets.py FILE
"""
import sys

# What, its target, the line whose last word is the figure; two lines: by how many per cent the first
# exceeds the second.
TARGETS = [
    ("instructions per byte, urc, 64-byte chunks", 13, "bench table urc 8 64"),
    ("instructions per byte, urc, 1-byte chunks", 32, "bench table urc 8 1"),
    ("the same with the caller's loop", 32, "bench-with-loop table urc 8 1"),
    ("instructions per byte, cmd, 64-byte chunks", 20, "bench table cmd 8 64"),
    ("instructions per byte, payload, 64-byte chunks", 1.0, "bench table payload 8 64"),
    ("instructions per byte, payload, steady state", 0.45, "bench table payload-steady 8 64"),
    ("direct: instructions per byte, urc, 64-byte chunks", 8, "bench direct urc 8 64"),
    ("direct: instructions per byte, urc, 1-byte chunks", 26, "bench direct urc 8 1"),
    ("direct: instructions per byte, cmd, 64-byte chunks", 14, "bench direct cmd 8 64"),
    ("direct: instructions per byte, payload, 64-byte chunks", 0.9, "bench direct payload 8 64"),
    ("8 to 1,024 heads, 64-byte chunks, %", 10, "bench table urc 1024 64", "bench table urc 8 64"),
    ("8 to 1,024 heads, 1-byte chunks, %", 10, "bench table urc 1024 1", "bench table urc 8 1"),
    ("256 to 1,024 heads, 64-byte chunks, %", 2, "bench table urc 1024 64", "bench table urc 256 64"),
    ("256 to 1,024 heads, 1-byte chunks, %", 2, "bench table urc 1024 1", "bench table urc 256 1"),
    ("Cortex-M0 instructions per byte, urc, 1-byte chunks", 28, "bench-m0 table urc 1"),
    ("Cortex-M0 instructions, worst single byte of a 512-byte line", 2500, "bench-m0 worst-byte"),
    ("the same without lines that a multi-line field holds open", 2500, "bench-m0 worst-byte-of-line"),
    ("Cortex-M0+ flash of the engine, bytes", 4608, "size cortex-m0plus engine"),
    ("Cortex-M0+ flash of the tables of bg95, bytes", 16000, "size cortex-m0plus dialect-bg95"),
    ("Cortex-M0+ flash of a pruned program with mqtt, bytes", 8000, "size cortex-m0plus mqtt"),
    ("the same linked with the whole header, % more", 25, "size cortex-m0plus linked-mqtt", "size cortex-m0plus mqtt"),
    ("sizeof(qat_t) on a 32-bit machine, bytes", 160, "size cortex-m0plus sizeof-qat"),
    ("worst-case stack without the user's callbacks, bytes", 320, "size cortex-m0plus stack"),
]


def figures(path):
    found = {}
    for line in open(path):
        key, _, text = line.strip().rpartition(" ")
        value = float(text)
        found[key] = value
        if key.startswith("bench-m0 worst-byte "):
            worst = ["bench-m0 worst-byte"] + ([] if "multi" in key else ["bench-m0 worst-byte-of-line"])
            for name in worst:
                found[name] = max(value, found.get(name, 0))
    return found


def judge(found):
    """Rows of (what, target, figure, met) for the targets whose lines are there."""
    for what, target, line, *base in TARGETS:
        if line in found and all(b in found for b in base):
            figure = (found[line] / found[base[0]] - 1) * 100 if base else found[line]
            yield what, target, figure, figure <= target


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for what, target, figure, met in judge(figures(sys.argv[1])):
        print("target %-62s %8g %10.2f  %s" % (what, target, figure, "met" if met else "not met"))


if __name__ == "__main__":
    main()
