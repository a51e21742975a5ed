#!/usr/bin/env python3
"""A line that cannot be read must not cost another: captures are damaged, decoded, and compared with the
decoding of the unharmed.

usage: lost.py COMPILER [NNN...]

noise: before every line of the module that is no payload stands one that means nothing. All must be as before,
       whose answer a line is and which command a final ends too.
torn:  every fourth line loses its first half. Every other final, answer, urc, prompt and boot line must be
       what it was.
"""
# SPDX-License-Identifier: MIT
import itertools
import os
import sys
import tempfile

import compare

KEPT = {"response", "final", "urc", "prompt", "boot"}
EACH = 4
NOISE = r"\x7F noise, 1\x0D\x0A"


def kept(rows, strict):
    """Where finals are lost it may change whose line it is, and a urc may read as an answer (+CPIN: READY)."""
    rows = [row for row in rows if row.kind in KEPT]
    return rows if strict else [(row.kind == "final", row.name.partition(".")[0], row.fields) for row in rows]


def body_of(lines):
    return range(lines.index("") + 1, len(lines))


def whole_lines(lines, given):
    """Lines of the module that begin at a line's start and are no part of a payload, echo or prompt."""
    last = "\n"
    quiet = True
    for n in body_of(lines):
        if not lines[n].startswith("<"):
            continue
        rows = given.get((n + 1, "<"), [])
        if lines[n].startswith("< ") and last == "\n":
            if quiet and rows and not {row.kind for row in rows} & {"payload", "echo", "prompt"}:
                yield n
        if rows:
            quiet = rows[-1].kind not in ("payload", "echo", "prompt", "command")
        last = "\n" if lines[n].startswith("< ") or lines[n].endswith(r"\x0A") else ""


def noisy(lines, given):
    """All of them at once: (which lines are harmed, how the capture reads then)."""
    changed = list(lines)
    for n in whole_lines(lines, given):
        changed[n] = "< " + NOISE + lines[n][2:]
    yield set(), changed


def torn(lines, given):
    """Every EACH-th of them, then the next ones, until each has been harmed once."""
    whole = [n for n in whole_lines(lines, given) if len(lines[n]) > 3 and "\\" not in lines[n]]
    for first in range(min(EACH, len(whole))):
        changed = list(lines)
        for n in whole[first::EACH]:
            changed[n] = "< " + lines[n][2 + (len(lines[n]) - 2) // 2:]
        yield {n + 1 for n in whole[first::EACH]}, changed


def check(compiler, capture, path, dialect, folder):
    """Returns how many lines stayed what they were, and what the others became."""
    passed, failures = 0, []
    damaged = os.path.join(folder, "damaged.log")
    with open(path, encoding="ascii", newline="\n") as file:
        lines = file.read().split("\n")
    given = compare.decoded(compiler, dialect, path)
    for harmed, changed in itertools.chain(noisy(lines, given), torn(lines, given)):
        with open(damaged, "w", encoding="ascii", newline="\n") as file:
            file.write("\n".join(changed))
        now = compare.decoded(compiler, dialect, damaged)
        for key in sorted(given):
            if key[0] in harmed or not kept(given[key], True):
                continue
            if kept(now[key], not harmed) == kept(given[key], not harmed):
                passed += 1
            else:
                failures.append(f"{capture}:{key[0]} was {compare.brief(given[key])}, is "
                                f"{compare.brief(now[key])}: {min(harmed, default='noise')}")
    return passed, failures


def main():
    compiler, only = sys.argv[1], sys.argv[2:]
    passed, failures = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for capture, path, dialect, _ in compare.listed():
            if only and capture not in only:
                continue
            good, bad = check(compiler, capture, path, dialect, folder)
            passed += good
            failures += bad
    for failure in failures:
        print(failure)
    print(f"{passed} passed, {len(failures)} failed")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
