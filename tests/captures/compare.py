#!/usr/bin/env python3
"""Captured sessions through `qat_codegen decode`, compared line by line with what people say that they are.

usage: compare.py COMPILER [NNN...]

expected/NNN.tsv says what each line of a capture is, dialects.tsv with which dialect it is decoded and
whether the capture counts, exceptions.tsv where decoder and truth differ, and why. README.md describes all
three. What is not as it says there is told, and makes the exit status 1.
"""
# SPDX-License-Identifier: MIT
import collections
import glob
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
KINDS = "command response final urc prompt echo payload text boot unknown".split()
UNDERSTOOD = {"response", "final", "urc", "prompt", "text", "boot"}
NOT_COUNTED = {"echo", "payload"}
LEAST_RIGHT = 98    # % of the counted lines of the captures that count
MOST_TEXT = 5       # %

# name "" where there is none; link: what else decode says of whose line it is, nothing that people write down
Row = collections.namedtuple("Row", "kind name fields link", defaults=[None])


class Tally:
    def __init__(self):
        self.counted = self.right = self.text = self.passed = 0
        self.failures = []

    def add(self, other):
        self.counted += other.counted
        self.right += other.right
        self.text += other.text
        self.passed += other.passed
        self.failures += other.failures

    def check(self, good, complaint):
        self.passed += bool(good)
        if not good:
            self.failures.append(complaint)


# ---- files ----

def table(name, columns):
    """The rows of a TSV file, its head checked."""
    with open(os.path.join(HERE, name), encoding="ascii") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    if rows[0] != columns.split():
        sys.exit(f"{name}: its first line must be: {columns}")
    for number, row in enumerate(rows[1:], 2):
        if len(row) != len(rows[0]):
            sys.exit(f"{name}:{number}: {len(row)} columns instead of {len(rows[0])}")
    return rows[1:]


def listed():
    """Of each capture: number, file, dialect, whether it counts."""
    return [(capture, glob.glob(os.path.join(HERE, f"{capture}-*.log"))[0], dialect, counts == "yes")
            for capture, dialect, counts, _ in table("dialects.tsv", "capture dialect counts why")]


def lines_of(numbers):
    """`3,7-9` as 3, 7, 8, 9."""
    for part in numbers.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def exceptions_listed():
    exceptions = {}
    for capture, direction, lines, said, reason in table("exceptions.tsv", "capture dir lines decode reason"):
        if not reason:
            sys.exit(f"exceptions.tsv: {capture}: no reason")
        for line in lines_of(lines):
            if (capture, line, direction) in exceptions:
                sys.exit(f"exceptions.tsv: {capture}:{line} stands there twice")
            exceptions[capture, line, direction] = said
    return exceptions


def fields_of(text, where):
    """`a=1 b="two words"` as a dict."""
    fields, at = {}, 0
    while at < len(text) and text != "-":
        name = re.compile(r" *([a-z0-9_]+)=").match(text, at)
        if not name:
            sys.exit(f"{where}: not a list of fields: {text}")
        at = name.end()
        if text.startswith('"', at):
            fields[name[1]], at = json.JSONDecoder().raw_decode(text, at)
        else:
            fields[name[1]] = text[at:].partition(" ")[0]
            at += len(fields[name[1]])
    return fields


def expected(capture):
    """What people say: for each line and direction its rows."""
    file = f"expected/{capture}.tsv"
    wanted = collections.defaultdict(list)
    for line, direction, kind, name, fields in table(file, "line dir kind name fields"):
        where = f"{file}, line {line}"
        if kind not in KINDS:
            sys.exit(f"{where}: no such kind: {kind}")
        wanted[int(line), direction].append(Row(kind, "" if name == "-" else name, fields_of(fields, where)))
    return wanted


def spoken(path):
    """Line and direction of all that was sent other than blanks."""
    with open(path, encoding="ascii", newline="\n") as file:
        lines = file.read().split("\n")
    return {(n + 1, lines[n][0]) for n in range(lines.index("") + 1, len(lines))
            if re.match(r"[<>]", lines[n]) and re.sub(r"^[<>]~? ?|\\x0D|\\x0A", "", lines[n]).strip() != ""}


def decoded(compiler, dialect, path):
    """What `decode` says, arranged as by expected()."""
    run = subprocess.run([compiler, "decode", "--json", "--dialect", dialect, path], capture_output=True,
                         timeout=60, check=False)
    if run.returncode != 0:
        sys.exit(f"{path}: decode failed: {run.stderr.decode(errors='replace')}")
    given = collections.defaultdict(list)
    for text in run.stdout.split(b"\n")[:-1]:
        one = json.loads(text.decode("utf-8", "surrogateescape"))
        fields = dict(one.get("fields", {}))
        if one.get("more", "").strip():     # blanks at the end say nothing
            fields["(not understood)"] = one["more"]
        link = one.get("of"), one.get("unpaired")
        given[one["line"], one["dir"]].append(Row(one["kind"], one.get("name", ""), fields, link))
    return given


# ---- comparing ----

def same_value(wanted, given):
    if isinstance(given, str):
        return wanted == given
    try:
        return int(wanted, 0 if wanted[:2] in ("0x", "0b") else 10) == given
    except ValueError:
        return False


def same(wanted, given):
    """An echo has no name, and neither it nor a payload has fields."""
    if wanted.kind != given.kind or (wanted.kind != "echo" and wanted.name != given.name):
        return False
    if wanted.kind in NOT_COUNTED:
        return True
    return wanted.fields.keys() == given.fields.keys() and \
        all(same_value(value, given.fields[name]) for name, value in wanted.fields.items())


def show(row):
    fields = " ".join(f"{name}={value}" for name, value in row.fields.items()) if row else ""
    return " ".join(part for part in (row.kind, row.name, fields) if part) if row else "nothing"


def brief(rows):
    """How exceptions.tsv names what the decoder says of a line."""
    return " + ".join(f"{row.kind} {row.name}".strip() for row in rows) or "nothing"


def compare_line(direction, wanted, given, must_know, tally):
    """The rows of one line. must_know: that it is rightly unknown is wrong too. Returns what is wrong."""
    wrong = []
    for n in range(max(len(wanted), len(given))):
        want = wanted[n] if n < len(wanted) else None
        got = given[n] if n < len(given) else None
        counts = direction == "<" and (want or got).kind not in NOT_COUNTED
        right = bool(want and got and same(want, got))
        right = right and (not counts or want.kind in UNDERSTOOD or not must_know)
        tally.counted += counts
        tally.right += counts and right
        tally.text += counts and got is not None and got.kind == "text"
        tally.passed += right
        if not right:
            wrong.append(f"is {show(want)}\n        decode says {show(got)}")
    return wrong


def compare(capture, wanted, given, must_know, exceptions):
    tally = Tally()
    for line, direction in sorted(wanted.keys() | given.keys()):
        rows = given[line, direction]
        wrong = compare_line(direction, wanted[line, direction], rows, must_know, tally)
        excuse = exceptions.pop((capture, line, direction), None)
        place = f"{capture}:{line} {direction}"
        if wrong and excuse == brief(rows):
            tally.passed += len(wrong)
        elif wrong:
            tally.failures += [f"{place} {one}" for one in wrong]
            if excuse is not None:
                tally.failures.append(f"{place} exceptions.tsv says '{excuse}', decode '{brief(rows)}'")
        elif excuse is not None:
            tally.failures.append(f"{place} is as it should be: exceptions.tsv need not name it")
    return tally


# ---- the whole ----

def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def print_row(what, tally):
    print(f"{what:24}{tally.counted:6}{tally.right:7}{percent(tally.right, tally.counted):8.1f}"
          f"{percent(tally.text, tally.counted):8.1f}")


def check_whole(count, others, exceptions):
    """The limits; and every capture is listed once, and has its file, and there is no file besides."""
    tally = Tally()
    tally.check(percent(count.right, count.counted) >= LEAST_RIGHT, f"less than {LEAST_RIGHT} % are right")
    tally.check(percent(count.text, count.counted) <= MOST_TEXT, f"more than {MOST_TEXT} % are text")
    captures = [row[0] for row in table("dialects.tsv", "capture dialect counts why")]
    for pattern, length in (("*.log", 3), ("expected/*.tsv", None)):
        there = glob.glob(os.path.join(HERE, pattern))
        names = sorted(os.path.basename(path)[:length or -len(".tsv")] for path in there)
        differ = sorted(set(names) ^ set(captures))
        tally.check(names == captures, f"dialects.tsv and {pattern} differ: {' '.join(differ)}")
    for capture, line, direction in exceptions:
        tally.check(False, f"{capture}:{line} {direction} exceptions.tsv names it, but nothing is there")
    tally.add(count)
    tally.add(others)
    return tally


def main():
    compiler, only = sys.argv[1], sys.argv[2:]
    exceptions = exceptions_listed()
    count, others = Tally(), Tally()
    print("capture dialect counts   lines  right       %  % text")
    for capture, path, dialect, counts in listed():
        if only and capture not in only:
            continue
        wanted = expected(capture)
        tally = compare(capture, wanted, decoded(compiler, dialect, path), counts, exceptions)
        for line, direction in sorted(spoken(path) ^ {key for key in wanted if wanted[key]}):
            tally.check(False, f"{capture}:{line} {direction} expected/{capture}.tsv and the capture differ")
        print_row(f"{capture:8}{dialect:8}{'yes' if counts else 'no':8}", tally)
        (count if counts else others).add(tally)
    print_row("all that count", count)
    print_row("all others", others)
    total = count
    if only:
        total.add(others)
    else:
        total = check_whole(count, others, exceptions)
    for failure in total.failures:
        print(failure)
    print(f"{total.passed} passed, {len(total.failures)} failed")
    return bool(total.failures)


if __name__ == "__main__":
    sys.exit(main())
