#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Instructions on an emulated Cortex-M0 (the instruction set of the M0+), counted exactly by m0/icount.c.

    python3 cortex_m0.py BUILD OUT

BUILD/streams/urc.bin is fed whole; BUILD/worst holds the lines of worst.py, BUILD/icount.so the plugin,
BUILD/m0.elf and BUILD/m0-worst.elf the firmware. The caller's loop and the callbacks are not counted.
"""
import os
import re
import subprocess
import sys

from expect import expected
from worst import LINES

REPORT = re.compile(r"calls (\d+) instructions (\d+) most (\d+)")


def run(build, firmware, chunk, path):
    """Returns bytes fed, instructions, the most that one call took, and the checksum line."""
    args = ["qemu-system-arm", "-M", "microbit", "-nographic", "-monitor", "none", "-serial", "none",
            "-semihosting-config", "enable=on,target=native,arg=m0,arg=%d,arg=%s" % (chunk, path),
            "-kernel", os.path.join(build, firmware), "-plugin", os.path.join(build, "icount.so"),
            "-d", "plugin"]
    done = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    reports = REPORT.findall(done.stdout)
    sums = re.search(r"bytes (\d+) (lines \d+ sum) (\w+)", done.stdout)
    if done.returncode != 0 or len(reports) != 2 or not sums:
        sys.exit("bench-m0: %s: status %d: %s" % (path, done.returncode, done.stdout))
    return (int(sums.group(1)), int(reports[1][1]), int(reports[1][2]),
            "%s %08x" % (sums.group(2), int(sums.group(3), 16)))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    build = sys.argv[1]
    stream = os.path.join(build, "streams", "urc.bin")
    want = expected(stream)
    lines = []
    for chunk in (1, 64):
        fed, instructions, most, got = run(build, "m0.elf", chunk, stream)
        if got != want or fed != os.path.getsize(stream):
            sys.exit("bench-m0: chunks of %d: got %s, expected %s" % (chunk, got, want))
        lines.append("bench-m0 table urc %d %.2f" % (chunk, instructions / fed))
        if chunk == 1:
            lines.append("bench-m0 worst-byte urc %d" % most)
    worst = {}
    for name in (prefix + n for n in LINES for prefix in ("", "pending-")):
        worst[name] = run(build, "m0-worst.elf", 1, os.path.join(build, "worst", name))[2]
    lines += ["bench-m0 worst-byte %s %d" % (n, worst[n]) for n in sorted(worst, key=worst.get, reverse=True)]
    with open(sys.argv[2], "w") as out:
        out.write("\n".join(lines) + "\n")
    print("\n".join(lines[:13] + ["(%d more lines of worst-byte in %s)" % (len(lines) - 13, sys.argv[2])]))


if __name__ == "__main__":
    main()
