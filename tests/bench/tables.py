#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Puts the figures of `make bench` and `make size` into a text, as tables between markers.

    python3 tables.py FILE [BENCH.TXT [SIZE.TXT]]     default: build/bench.txt build/size.txt

Between <!-- bench --> and <!-- /bench -->, and between <!-- size --> and <!-- /size -->, everything is
replaced. A file that has only one of the two pairs gets only that table.
"""
import re
import sys

from targets import figures, judge

STREAMS = [("urc", (8, 64, 256, 1024)), ("cmd", (8, 1024)), ("payload", (8,)), ("payload-steady", (8,))]
NAMES = {"urc": "URCs", "cmd": "commands", "payload": "payload", "payload-steady": "payload, steady state"}


def number(value, form="%.1f"):
    return "-" if value is None else form % value


def target_rows(found):
    yield "| target | at most | measured | |"
    yield "|---|---:|---:|---|"
    for what, target, figure, met in judge(found):
        form = "%.2f" if target < 2 else "%.1f" if target < 100 else "%.0f"
        yield "| %s | %g | %s | %s |" % (what, target, form % figure, "met" if met else "**not met**")


def bench_table(found):
    yield "Instructions per received byte, x86-64, `gcc -O2`, counted by callgrind (libc included):"
    yield ""
    yield ("| stream | heads | 64-byte chunks | 1-byte chunks | and the caller's loop, 64 / 1 "
           "| and the callbacks, 64 / 1 |")
    yield "|---|---:|---:|---:|---:|---:|"
    for stream, heads in STREAMS:
        for n in heads:
            def figure(kind, chunk):
                value = found.get("%s table %s %d %d" % (kind, stream, n, chunk))
                return number(value, "%.2f" if value is not None and value < 10 else "%.1f")
            yield "| %s | %s | %s | %s | %s / %s | %s / %s |" % (
                NAMES[stream], format(n, ","), figure("bench", 64), figure("bench", 1),
                figure("bench-with-loop", 64), figure("bench-with-loop", 1),
                figure("bench-with-callbacks", 64), figure("bench-with-callbacks", 1))
    yield ""
    m0 = [number(found.get("bench-m0 table urc %d" % chunk)) for chunk in (1, 64)]
    yield "Cortex-M0, `-Os`, exact count, URCs: %s instructions per byte at 1-byte chunks, %s at 64." % (*m0,)
    yield ""
    yield from target_rows(found)


def size_table(found):
    yield "Bytes, `arm-none-eabi-gcc -Os`, `--gc-sections`:"
    yield ""
    yield "| what | Cortex-M0+ | Cortex-M4 |"
    yield "|---|---:|---:|"
    for key in found:
        m = re.match(r"size cortex-m0plus (\S+)", key)
        if m:
            sizes = [found.get("size %s %s" % (cpu, m.group(1))) for cpu in ("cortex-m0plus", "cortex-m4")]
            texts = ["-" if n is None else format(int(n), ",") for n in sizes]
            yield "| %s | %s |" % (m.group(1), " | ".join(texts))
    yield ""
    yield from target_rows(found)


def replace(text, name, lines):
    pattern = re.compile(r"(<!-- %s -->\n).*?(<!-- /%s -->)" % (name, name), re.S)
    return pattern.sub(lambda m: m.group(1) + "\n" + "\n".join(lines) + "\n\n" + m.group(2), text)


def main():
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    paths = sys.argv[2:] + ["build/bench.txt", "build/size.txt"][len(sys.argv) - 2:]
    text = new = open(sys.argv[1]).read()
    for name, path, table in (("bench", paths[0], bench_table), ("size", paths[1], size_table)):
        if "<!-- %s -->" % name in text:
            new = replace(new, name, list(table(figures(path))))
    if new != text:
        with open(sys.argv[1], "w") as f:
            f.write(new)


if __name__ == "__main__":
    main()
