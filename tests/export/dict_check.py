"""dict_check.py DATA DICT: entries that libFuzzer reads, each once, with every head and every final."""
# SPDX-License-Identifier: MIT
import json
import re
import sys

data = json.load(open(sys.argv[1], encoding="utf-8"))
entries = open(sys.argv[2], "rb").read().decode("ascii").splitlines()
wrong = [f"not an entry: {e}" for e in entries if not re.fullmatch(r'"(?:[^"\\\x00-\x1f]|\\["\\]|\\x[0-9A-F]{2})+"', e)]


def bytes_of(entry):
    return re.sub(r"\\(x..|.)", lambda m: chr(int(m[1][1:], 16)) if len(m[1]) > 1 else m[1], entry[1:-1])


words = [bytes_of(e) for e in entries]
wrong += [f"{w!r} comes twice" for w in set(words) if words.count(w) > 1]
wrong += [f"{w!r} is too long" for w in words if len(w) > 64]
for item in data["commands"] + data["urcs"] + data["finals"]:
    for line in item.get("lines", [item]):
        head = line.get("parts", [{}])[0].get("literal", "")
        if 1 < len(head) <= 64 and head not in words:
            wrong.append(f"{item['name']}: no {head!r}")
print("\n".join(wrong[:20]))
sys.exit(bool(wrong) or not words)
