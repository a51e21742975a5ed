"""dot_check.py DATA DIALECT TRIE LIVES: the trie spells every head and no other; every command's life goes from the
queue to its end by way of all its lines, and every state in it may fail or go on."""
# SPDX-License-Identifier: MIT
import json
import re
import sys

data = json.load(open(sys.argv[1], encoding="utf-8"))
dialect = next(d for d in data["dialects"] if d["name"] == sys.argv[2])
trie, lives = (open(n, encoding="utf-8").read() for n in sys.argv[3:5])
wrong = []
LABEL = r'label = "((?:[^"\\]|\\.)*)"'


def text_of(label):
    return re.sub(r"\\l", "", label).replace('\\"', '"').replace("\\\\", "\\")


def mine(kind):
    return [x for x in data[kind] if dialect["name"] in x["dialects"]]


def head(parts):
    return parts[0].get("literal", "") if parts else ""


# ---- the trie: walk it from its root ----

nodes = dict(re.findall(r"^ +(t\d+) \[" + LABEL, trie, re.M))
edges = re.findall(r"(t\d+) -> (t\d+) \[" + LABEL, trie)
spelled = {"t0": ""}
while edges:
    ready = [e for e in edges if e[0] in spelled and e[1] not in spelled]
    if not ready:
        wrong.append(f"trie: {edges[0]} is not reached, or twice")
        break
    edges = [e for e in edges if e not in ready]
    spelled.update((b, spelled[a] + text_of(label).replace("\xb7", " ")) for a, b, label in ready)
drawn = {}
for n, label in nodes.items():
    if label:
        drawn[spelled[n]] = set(label.replace("\\n", "\n").split("\n"))
want = {}
for u in mine("urcs"):
    for line in u["lines"]:
        want.setdefault(head(line["parts"]), set()).add(u["name"])
for f in data["finals"]:
    want.setdefault(head(f["parts"]), set()).add("final " + f["name"])
if drawn != want:
    wrong.append(f"trie: {sorted(set(drawn) ^ set(want))[:5]}")

# ---- lives ----

def plain(parts):
    text = ""
    for p in parts:
        if "literal" in p:
            text += p["literal"]
        elif "tail" in p:
            text += f"[{plain(p['tail'])}]"
        else:
            text += f"[<{p['field']}>]" if p.get("may_be_empty") else f"<{p['field']}>"
    return text


clusters = re.findall(r'subgraph "cluster_([^"]*)" \{\n(.*?)\n    \}\n', lives, re.S)
if sorted(c[0] for c in clusters) != sorted(dialect["commands"]):
    wrong.append("lives: not the commands of the dialect")
for name, body in clusters:
    command = next(c for c in mine("commands") if c["name"] == name)
    states = dict(re.findall(r'^ +"' + re.escape(name) + r'(-?\d+)" \[' + LABEL, body, re.M))
    steps = [(a, b, text_of(t)) for a, b, t in
             re.findall(r'"' + re.escape(name) + r'(-?\d+)" -> "' + re.escape(name) + r'(-?\d+)" \[' + LABEL, body)]
    for a, b, _ in steps:
        if a not in states or b not in states:
            wrong.append(f"{name}: {a} -> {b}: no such state")
    at, seen = "0", []
    while states.get(at) != "done" and len(seen) <= len(states):
        on = [b for a, b, _ in steps if a == at and b not in (at, "-1")]
        if len(on) != 1:
            wrong.append(f"{name}: {len(on)} ways on from {states.get(at)}")
            break
        if "waits" in states[at] and not any(a == at and b == "-1" for a, b, _ in steps):
            wrong.append(f"{name}: {states[at]} cannot fail")
        seen.append(at)
        at = on[0]
    labels = "\n".join(t for _, _, t in steps)
    for line in command["lines"]:
        if "parts" in line and plain(line["parts"]) not in labels:
            wrong.append(f"{name}: no {plain(line['parts'])}")
print("\n".join(wrong[:20]))
sys.exit(bool(wrong) or not clusters)
