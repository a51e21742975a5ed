"""md_check.py DATA FOLDER|FILE: the reference says all that the data says, and its links lead somewhere.

DATA is what `export --format json` wrote: another program's view of the same specs."""
# SPDX-License-Identifier: MIT
import json
import os
import re
import sys

data = json.load(open(sys.argv[1], encoding="utf-8"))
where = sys.argv[2]
names = [where] if os.path.isfile(where) else sorted(os.path.join(where, n) for n in os.listdir(where))
pages = {os.path.basename(n): open(n, encoding="utf-8").read() for n in names}
one = os.path.isfile(where)
wrong = []


def page(name):
    return pages[os.path.basename(where)] if one else pages.get(name + ".md", "")


def anchor(name, id_):
    return f'<a id="{name}.{id_}"></a>' if one else f'<a id="{id_}"></a>'


# every link has its target, no target is there twice, tables have as many cells as their head
for name, text in pages.items():
    anchors = re.findall(r'<a id="([^"]*)"></a>', text)
    for a in {a for a in anchors if anchors.count(a) > 1}:
        wrong.append(f"{name}: {a} is there twice")
    for link in re.findall(r"\]\(([^)]*)\)", text):
        file, _, target = link.partition("#")
        there = pages.get(file or name)
        if there is None:
            wrong.append(f"{name}: no page {file}")
        elif target and f'<a id="{target}"></a>' not in there:
            wrong.append(f"{name}: no target {link}")
    cells, code = 0, False
    for line in text.split("\n"):
        code ^= line.startswith("```")
        if code or not line.startswith("|"):
            cells = 0
            continue
        n = len(re.findall(r"(?<!\\)\|", line))
        if cells and n != cells:
            wrong.append(f"{name}: {line}: {n - 1} cells, {cells - 1} wanted")
        cells = n


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


def fields(parts):
    for part in parts:
        if "field" in part:
            yield part
        yield from fields(part.get("tail", []))


def section(item, kind):
    """The item's own text: from its title to the next."""
    id_ = item["name"] if kind == "commands" else "urc-" + item["name"]
    base = next((x for x in data[kind] if x["name"] == item["name"] and "dialect" not in x), item)
    home = base if "dialect" in item else item
    name = home["module"] or "dialects"
    text = page(name)
    at = text.find(anchor(name, id_))
    if at < 0:
        return None
    text = text[at + 1:]
    text = text[:text.find("\n<a id=") if "\n<a id=" in text else len(text)]
    parts = re.split(r"\n#### ", text)
    if home is item:
        return parts[0]
    return next((p for p in parts[1:] if p.split("\n")[0].endswith(f"on {item['dialect']}")), None)


for kind in ("commands", "urcs"):
    for item in data[kind]:
        text = section(item, kind)
        if text is None:
            wrong.append(f"{kind} {item['name']}: no section")
            continue
        wanted = [plain(line["parts"]) for line in item["lines"] if "parts" in line]
        wanted += [f"| `{f['field']}` |" for line in item["lines"] for f in fields(line.get("parts", []))]
        wanted += [e["text"].replace("\x1a", "\\x1A").replace("\r", "\\x0D").replace("\n", "\\x0A")
                   for e in item["examples"]]
        wanted += [re.sub(r"([<*`\[\]\\|#])", r"\\\1", t) for t in
                   (item["title"], item["source"], item.get("note")) if t]
        wanted += [f"`{line['stale_until']}`" for line in item["lines"] if "stale_until" in line]
        wanted += [f"`{n}`" for n in item.get("exclusive_with", [])]
        wanted += ["within " + (line["within"].get("plus", "")) for line in item["lines"] if "within" in line]
        for w in wanted:
            if w not in text:
                wrong.append(f"{kind} {item['name']}: lacks {w}")

# what an enum's values mean is said where the enum is
for e in data["enums"]:
    text = page("errors" if e.get("errors") else e["module"])
    at = text.find(anchor("errors" if e.get("errors") else e["module"], "enum-" + e["name"]))
    if at < 0:
        wrong.append(f"enum {e['name']}: no section")
        continue
    for v in e["values"]:
        if f"| {v['name']} |" not in text[at:]:
            wrong.append(f"enum {e['name']}: lacks {v['name']}")

# the index: everything once, in order of its text
index = page("README")
for title, kind in (("commands", "commands"), ("urcs", "urcs")):
    part = index[index.find(anchor("README", title)) + 1:]
    part = part[:part.find("<a id=")]
    rows = re.findall(r"^\| (`+.*?`+) \| \[([a-z0-9_.]+)\]\(", part, re.M)
    want = {x["name"] for x in data[kind]}
    if {r[1] for r in rows} != want:
        wrong.append(f"index of {title}: {sorted({r[1] for r in rows} ^ want)[:5]}")
    texts = [r[0].replace("\\|", "|").strip("`").upper() for r in rows]
    if texts != sorted(texts):
        wrong.append(f"index of {title} is not sorted")
if not data["commands"]:
    wrong.append("no commands")
print("\n".join(wrong[:30]))
sys.exit(bool(wrong))
