"""json_check.py SCHEMA DATA: the data follows the schema; every name in it names something."""
# SPDX-License-Identifier: MIT
import json
import sys

import jsonschema

schema, data = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:3])
jsonschema.Draft7Validator.check_schema(schema)
wrong = [f"{'/'.join(map(str, e.path))}: {e.message[:200]}" for e in
         jsonschema.Draft7Validator(schema).iter_errors(data)]

modules, dialects, modes = ({x["name"] for x in data[k]} for k in ("modules", "dialects", "modes"))
enums = {e["name"]: e for e in data["enums"]}
commands = {c["name"] for c in data["commands"]}
urcs = {u["name"] for u in data["urcs"]}


def say(where, what):
    wrong.append(f"{where}: {what}")


def fields(parts):
    for part in parts:
        if "field" in part:
            yield part
        yield from fields(part.get("tail", []))


def check_line(where, line, arguments):
    here = {f["field"] for f in fields(line.get("parts", []))}
    for f in fields(line.get("parts", [])):
        if f["kind"] == "enum" and f["enum"] not in enums:
            say(where, f"no enum {f['enum']}")
        if f.get("size", f["field"]) not in here:
            say(where, f"no field {f['size']}")
        if f.get("key") and f["field"] not in arguments:
            say(where, f"key {f['field']} is no argument")
        if f["kind"] == "enum" and "ok" in f:
            known = {v["number"] for v in enums[f["enum"]]["values"]} | {v["name"] for v in enums[f["enum"]]["values"]}
            for value in f["ok"]:
                if value not in known:
                    say(where, f"ok {value} is no value of {f['enum']}")
    for clause in line.get("when", []) + line.get("sets", []):
        if clause["mode"] not in modes:
            say(where, f"no mode {clause['mode']}")
        if clause.get("index", next(iter(here), None)) not in here | arguments | {None}:
            say(where, f"index {clause['index']} is no field")
    for name in (line.get("within", {}).get("plus"), line.get("within", {}).get("times")):
        if name is not None and name not in arguments:
            say(where, f"{name} is no argument")
    if line.get("stale_until", next(iter(commands), None)) not in commands | {None}:
        say(where, f"no command {line['stale_until']}")


for final in data["finals"]:
    for name in final["dialects"]:
        if name not in dialects:
            say(final["name"], f"no dialect {name}")
for kind in ("commands", "urcs"):
    for item in data[kind]:
        host = [line for line in item["lines"] if line["role"] == "command"]
        if len(host) != (kind == "commands"):
            say(item["name"], f"{len(host)} command lines")
        arguments = {f["field"] for line in host for f in fields(line["parts"])}
        for line in item["lines"]:
            check_line(item["name"], line, arguments)
        known = {f["field"] for line in item["lines"] for f in fields(line.get("parts", []))}
        known |= {line["payload"]["size"] for line in item["lines"] if "size" in line.get("payload", {})}
        for example in item["examples"]:
            for name in example["gives"]:
                if name not in known:
                    say(item["name"], f"the example gives {name}")
        for name in item["dialects"] + [item.get("dialect", next(iter(dialects), None))]:
            if name is not None and name not in dialects:
                say(item["name"], f"no dialect {name}")
        if item["module"] not in modules | {None} or (item["module"] is None) != ("dialect" in item):
            say(item["name"], f"no module {item['module']}")
        for name in item.get("exclusive_with", []):
            if name not in commands:
                say(item["name"], f"no command {name}")
for d in data["dialects"]:
    for name in d["use"]:
        if name not in modules | dialects:
            say(d["name"], f"no module {name}")
    for kind in ("commands", "urcs"):
        here = sorted(x["name"] for x in data[kind] if d["name"] in x["dialects"])
        if sorted(d[kind]) != here:
            say(d["name"], f"{kind} differ from what the items say")
    for name in d["boot"] + d["boot_notice"]:
        if name not in urcs:
            say(d["name"], f"no urc {name}")
print("\n".join(wrong))
sys.exit(bool(wrong))
