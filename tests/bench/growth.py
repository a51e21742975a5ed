#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails when a row of `make size` is more than 1 % larger than in the baseline, or when rows came or went.

    python3 growth.py BASELINE SIZES

A change that is meant: `make size-baseline`, and say in the commit message what was bought with it.
"""
import sys


def rows(path):
    return {tuple(line.split()[1:3]): int(line.split()[3]) for line in open(path) if line.startswith("size ")}


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    old, new = rows(sys.argv[1]), rows(sys.argv[2])
    bad = 0
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        if was is None or now is None:
            print("growth: %s %s: %s" % (*key, "is new" if was is None else "is gone"))
            bad += 1
        elif now * 100 > was * 101:
            print("growth: %s %s: %d, was %d (+%.1f %%)" % (*key, now, was, (now / was - 1) * 100))
            bad += 1
    if bad:
        sys.exit("growth: %d rows differ too much; if that is meant: make size-baseline" % bad)
    print("growth: no row grew by more than 1 %")


if __name__ == "__main__":
    main()
