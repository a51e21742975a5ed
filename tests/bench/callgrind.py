#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Instructions per byte on this machine, counted by callgrind; checksums compared.

    python3 callgrind.py BUILD OUT

BUILD/streams holds the streams, BUILD/N/bench the driver for N line heads, BUILD/direct-N/bench the one with
the other back end, BUILD/wall-BACKEND what tells times. Three figures of each run:
net: qat_rx() and all that it calls (memchr and memcpy too), without the user's callbacks;
with loop: and the caller's loop around qat_rx(); with callbacks: qat_rx() with what the callbacks take,
which here is mostly the checksum over every byte.
"""
import os
import re
import subprocess
import sys

from expect import expected

RUNS = [  # stream, what is fed, line heads, chunk
    *(("urc", "all", heads, chunk) for heads in (8, 64, 256, 1024) for chunk in (64, 1)),
    ("cmd", "all", 8, 64), ("cmd", "all", 8, 1), ("cmd", "all", 1024, 64),
    ("payload", "all", 8, 64), ("payload", "all", 8, 1),
    ("payload", "mid", 8, 64), ("payload", "mid", 8, 1),
]
DIRECT_RUNS = [
    *(("urc", "all", heads, chunk) for heads in (8, 1024) for chunk in (64, 1)),
    ("cmd", "all", 8, 64), ("payload", "all", 8, 64), ("payload", "mid", 8, 64),
]
CALLBACK = re.compile(r"on_\w+|\w+_fold")
NAME = re.compile(r"\((\d+)\)(?: (.*))?")


def own_costs(path):
    """What each function took itself, from callgrind's output file."""
    names, own, function, after_calls = {}, {}, None, False
    for line in open(path):
        key, _, rest = line.rstrip("\n").partition("=")
        if key == "fn":
            number, name = NAME.match(rest).groups()
            function = names.setdefault(number, name)
        elif key == "cfn":
            number, name = NAME.match(rest).groups()
            names.setdefault(number, name)
        elif key == "calls":
            after_calls = True  # the next line says what the callee took
        elif line[:1].isdigit() or line[:1] in "+-*":
            if not after_calls:
                own[function] = own.get(function, 0) + int(line.split()[1])
            after_calls = False
    return own


def run(build, stream, part, heads, chunk, backend="table"):
    base = os.path.join(build, "streams", stream)
    index = base + ".idx" if os.path.exists(base + ".idx") else None
    out = os.path.join(build, "callgrind.out")
    feeder = "feed_mid" if part == "mid" else "feed"
    folder = "direct-%d" % heads if backend == "direct" else str(heads)
    args = [os.path.join(build, folder, "bench"), base + ".bin", str(chunk)]
    args += ([index] if index else []) + (["mid"] if part == "mid" else [])
    text = subprocess.run(
        ["valgrind", "-q", "--tool=callgrind", "--callgrind-out-file=" + out, "--toggle-collect=" + feeder,
         *args],
        check=True, capture_output=True, text=True, env=dict(os.environ, LD_BIND_NOW="1")).stdout
    got = re.fullmatch(r"fed (\d+) size (\d+) counted (\d+) (lines \d+ sum \w+)\s*", text)
    want = expected(base + ".bin", index)
    if not got or got.group(4) != want or got.group(2) != got.group(3):
        sys.exit("bench: %s, %d heads, chunks of %d: got %s, not %s" % (stream, heads, chunk, text, want))
    own, fed = own_costs(out), int(got.group(1))
    loop = own.pop(feeder)
    callbacks = sum(cost for name, cost in own.items() if CALLBACK.fullmatch(name))
    received = sum(own.values())
    return (received - callbacks) / fed, (received - callbacks + loop) / fed, received / fed


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    runs = [("table", r) for r in RUNS] + [("direct", r) for r in DIRECT_RUNS]
    with open(sys.argv[2], "w") as out:
        for backend, (stream, part, heads, chunk) in runs:
            name = "payload-steady" if part == "mid" else stream
            figures = run(sys.argv[1], stream, part, heads, chunk, backend)
            for kind, value in zip(("bench", "bench-with-loop", "bench-with-callbacks"), figures):
                line = "%s %s %s %d %d %.2f" % (kind, backend, name, heads, chunk, value)
                print(line, file=out)
                print(line, flush=True)
    for backend in ("table", "direct"):  # times differ from run to run: shown, not kept
        program = os.path.join(sys.argv[1], "wall-" + backend)
        text = subprocess.run([program, os.path.join(sys.argv[1], "streams", "urc.bin"), "64"],
                              check=True, capture_output=True, text=True).stdout
        print("bench-wall %s urc 8 64: %s" % (backend, text), end="", flush=True)


if __name__ == "__main__":
    main()
