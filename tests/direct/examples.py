#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""examples.py < JSON: the module's lines among the examples of a spec (`export --format json`) as rows of C:
the command that they answer, or 0; the text; its dialects."""
import json
import sys


def c_string(text):
    return '"' + "".join(c if " " <= c <= "~" and c not in '"\\?' else "\\%03o" % ord(c) for c in text) + '"'


def rows(items, is_command):
    for item in items:
        for example in item["examples"]:
            text = example["text"]
            if not text.startswith("AT") and item["dialects"]:
                name = c_string(item["name"]) if is_command else "0"
                print("{ %s, %s, %s }," % (name, c_string(text), c_string(" ".join(item["dialects"]))))


spec = json.load(sys.stdin)
rows(spec["commands"], True)
rows(spec["urcs"], False)
