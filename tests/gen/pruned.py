"""pruned.py DATA HEADER DIALECT GLOB...: a pruned header has what was named and what that needs, and nothing else.

DATA is what `export --format json` wrote. SPDX-License-Identifier: MIT"""
import fnmatch
import json
import re
import sys

data = json.load(open(sys.argv[1], encoding="utf-8"))
header = open(sys.argv[2], encoding="utf-8").read()
dialect = next(d for d in data["dialects"] if d["name"] == sys.argv[3])
globs = sys.argv[4:]
declared = header[:header.index("======== implementation")]
commands = declared[declared.index("/* ---- commands ----"):]
urcs = declared[declared.find("/* ---- urcs: ids"):declared.index("/* ---- commands ----")]


def fields(parts):
    for part in parts:
        if "field" in part:
            yield part
        yield from fields(part.get("tail", []))


def upper(name):
    return re.sub(r"[^A-Za-z0-9]", "_", name).upper()


def chosen(kind):
    boots = dialect["boot"] + dialect["boot_notice"] if kind == "urcs" else []
    return [x for x in data[kind] if dialect["name"] in x["dialects"] and
            (x["name"] in boots or any(fnmatch.fnmatchcase(x["name"], g) for g in globs))]


items = {kind: chosen(kind) for kind in ("commands", "urcs")}
lines = [line for kind in items.values() for x in kind for line in x["lines"]]
used = [f for line in lines for f in fields(line.get("parts", []))]
used += [f for final in data["finals"] if dialect["name"] in final["dialects"] for f in fields(final["parts"])]
modes = {c["mode"] for line in lines for c in line.get("when", []) + line.get("sets", [])}
modes |= {s["mode"] for x in items["commands"] for s in x.get("sets", [])}
numbers = {e["name"] for e in data["enums"] if e["values"]}
wrong = []


def compare(what, want, given):
    wrong.extend(f"{what}: {x} is missing" for x in sorted(want - given))
    wrong.extend(f"{what}: {x} is too much" for x in sorted(given - want))


want = {f["enum"] for f in used if f["kind"] == "enum"} & numbers
compare("enums", want, set(re.findall(r"^enum \{ /\* (\w+) \*/", declared, re.M)))
compare("modes", {upper(m) for m in modes}, set(re.findall(r"#define QAT_MODE_(\w+) 0x", declared)))
compare("commands", {upper(x["name"]) for x in items["commands"]}, set(re.findall(r"\bQAT_CMD_(\w+) = ", declared)))
compare("urcs", {upper(x["name"]) for x in items["urcs"]}, set(re.findall(r"\bQAT_URC_(\w+) = ", urcs)))
compare("prototypes", {x["name"].replace(".", "_") for x in items["commands"]},
        set(re.findall(r"^int qat_(\w+)\(qat_t \*q, qat_\1_t \*r\);", commands, re.M)))
names = {x["name"] for kind in items.values() for x in kind}
compare("names", names, set(re.findall(r"case QAT_(?:CMD|URC)_\w+: return \"([^\"]+)\";", header)))
if ("qat_mqtt" in declared) != names.issuperset(("qmtpub", "qiact", "qfupl", "qsslcfg.cacert")):
    wrong.append("the helper mqtt")
print("\n".join(wrong[:20]))
sys.exit(bool(wrong) or not items["commands"])
