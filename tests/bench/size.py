#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Bytes of flash, RAM and stack on Cortex-M.

    python3 size.py QAT_CODEGEN BUILD OUT

engine        all code and constants of qat in a link that calls every public function of the runtime
              (size/engine.c), with a dialect of one command, one late result, one payload and one URC.
              memchr, memcpy, memmove, memset, memcmp and the compiler's helpers do not count. engine.X is
              the part that the runtime's file X.c has in it, by the debugger's line table: what the compiler
              inlines counts where it was written. The parts make the whole.
engine-no-trace   the same with QAT_TRACE 0
dialect-D     the tables of all commands, URCs and finals of the dialect; .commands, .lines and .common
              (what commands share) are its parts
mqtt          all code and constants of a program with the helper mqtt for BG95 and nothing but what it needs
              (gen --only); .helper and .tables are its parts, the engine is the rest. Also fota, lwm2m
linked-mqtt   the same program with the unpruned qat.h and --gc-sections
sizeof-X      bytes of RAM
stack         the deepest chain of calls below one public function of the runtime, without what is called
              through pointers (the user's callbacks and write); 16 bytes for each of mem* and the compiler's
              helpers
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
RUNTIME = os.path.join(HERE, "..", "..", "qat_codegen", "runtime")
HELPERS = os.path.join(HERE, "..", "..", "qat_codegen", "helpers")
CC = "arm-none-eabi-gcc"
FLAGS = ["-std=c99", "-mthumb", "-Os", "-ffunction-sections", "-fdata-sections"]
LINK = ["-nostartfiles", "--specs=nano.specs", "-Wl,--gc-sections", "-Wl,-e,app_main"]
CPUS = ["cortex-m0plus", "cortex-m4"]
MQTT_ONLY = ("qiact,qiact.read,qideact,qicsgp,qfdel,qfupl,qsslcfg.*,qmtcfg.version,qmtcfg.pdpcid,qmtcfg.ssl,"
             "qmtcfg.keepalive,qmtcfg.session,qmtcfg.timeout,qmtcfg.will,qmtcfg.recv_mode,qmtopen,"
             "qmtopen.read,qmtconn,qmtsub,qmtuns,qmtpub,qmtdisc,qmtclose,qmtrecv,qmtstat,qiurc.pdpdeact,csq,"
             "cmee.read,cscs.read,rdy,app_rdy")
FOTA_ONLY = ("qgmr,csq,cereg.read,cgreg.read,cops.read,qfdel,qfupl,qfotadl,qfotadl.upload,qfotadl.start,"
             "qfotadl.mode,qfotadl.size,qfotadl.delete,qcfgext.fota_apn,qcfgext.fota_apn.read,qind.fota.*,"
             "lwm2m.fota.*,cmee.read,cscs.read,rdy,app_rdy")
LWM2M_ONLY = "qlwm2m.*,cfun,cnum,qfdel,qfupl,qlwevent,qlwobserve,qlwdldata,csq,cmee.read,cscs.read,rdy,app_rdy"
PROGRAMS = {"mqtt": MQTT_ONLY, "fota": FOTA_ONLY, "lwm2m": LWM2M_ONLY}
EXTERNAL_STACK = 16


def tool(*args, text=None):
    return subprocess.run(args, check=True, stdout=subprocess.PIPE, text=True, input=text).stdout


def generate(qcg, out, *args):
    os.makedirs(os.path.dirname(out), exist_ok=True)
    subprocess.run([qcg, "gen", *args[:-1], "-o", out, args[-1]], check=True)


# ---- what of a linked program comes from qat.h, and from which part of it ----

def sections_of(header):
    """Line numbers where the text of a runtime or helper file begins, with the file's name."""
    names = {}
    for folder in (RUNTIME, HELPERS):
        for name in sorted(os.listdir(folder)):
            headings = [t for t in open(os.path.join(folder, name)) if t.startswith("/* ---- ")]
            if name.endswith(".c") and headings:
                names[headings[0].rstrip("\n")] = name[:-2]
    found = [(0, "declarations")]
    for number, line in enumerate(open(header), 1):
        heading = re.match(r"/\* ---- (tables|dialect|names)\b", line)
        part = names.get(line.rstrip("\n"), "tables" if heading else None)
        if part:  # other headings stand inside a part
            found.append((number, part))
    return found


def part_at(sections, line):
    name = sections[0][1]
    for start, part in sections:
        if start > line:
            break
        name = part
    return name


class Program:
    """Symbols of a linked program: those of qat.h count, by part."""

    def __init__(self, elf, header):
        self.parts, self.symbols = {}, {}
        sections, code = sections_of(header), []
        for row in tool("arm-none-eabi-nm", "-S", "-l", elf).splitlines():
            where = row.partition("\t")[2]
            fields = row.partition("\t")[0].split()
            from_header = os.path.basename(where.rpartition(":")[0]) == "qat.h"
            if len(fields) != 4 or fields[2] in "bBdD" or not from_header:
                continue
            start, size = int(fields[0], 16) & ~1, int(fields[1], 16)
            self.symbols[fields[3]] = size
            if fields[2] in "rR":
                self.add(part_at(sections, int(where.rpartition(":")[2])), size)
            else:
                code += range(start, start + size, 2)
        lines = tool("arm-none-eabi-addr2line", "-e", elf, text="\n".join(map(hex, code))).splitlines()
        for row in lines:
            place = row.split(" ")[0]
            line = place.rpartition(":")[2]
            self.add(part_at(sections, int(line)) if line.isdigit() else "tables", 2)
        self.total = sum(self.symbols.values())
        if self.total != sum(self.parts.values()):
            sys.exit("size: %s: the parts do not make the whole of %d" % (elf, self.total))

    def add(self, part, size):
        self.parts[part] = self.parts.get(part, 0) + size


def build(cpu, header, source, elf, *flags):
    tool(CC, *FLAGS, "-g", "-mcpu=" + cpu, *flags, "-I", os.path.dirname(header), *LINK, "-o", elf,
         os.path.join(HERE, "size", source))
    return Program(elf, header)


# ---- stack ----

def stack_depth(cpu, header, folder):
    """The deepest chain below a public function; and the chain."""
    tool(CC, *FLAGS, "-mcpu=" + cpu, "-I", os.path.dirname(header), "-fstack-usage", "-fcallgraph-info=su,da",
         "-c", "-o", os.path.join(folder, "stack.o"), os.path.join(HERE, "size", "engine.c"))
    own, calls = {}, {}
    for row in open(os.path.join(folder, "stack.ci")):
        node = re.match(r'node: \{ title: "([^"]+)" label: "([^"]*)"', row)
        edge = re.match(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"', row)
        if node:
            size = re.search(r"(\d+) bytes \((\w+)", node.group(2))
            if size and size.group(2) != "static":
                sys.exit("size: the stack of %s is not fixed" % node.group(1))
            external = 0 if node.group(1) == "__indirect_call" else EXTERNAL_STACK
            own[short(node.group(1))] = int(size.group(1)) if size else external
        elif edge and edge.group(2) != "__indirect_call":
            calls.setdefault(short(edge.group(1)), set()).add(short(edge.group(2)))
    deepest = {}

    def depth(name, above):
        if name in above:
            sys.exit("size: recursion: " + " ".join(above + (name,)))
        if name not in deepest:
            below = [depth(callee, above + (name,)) for callee in calls.get(name, ())]
            most = max(below, default=(0, ()))
            deepest[name] = (own.get(name, EXTERNAL_STACK) + most[0], (name,) + most[1])
        return deepest[name]

    return max(depth(name, ()) for name in own if re.match(r"qat_(?!_)", name))


def short(title):
    return title.rpartition(":")[2]


# ---- rows ----

def missing_calls(program):
    api = open(os.path.join(RUNTIME, "api.h")).read()
    names = set(re.findall(r"^\w[\w ]*\**\b(qat_\w+)\([^;]*\);", api, re.M))
    called = {symbol.split(".")[0] for symbol in program.symbols}  # gcc may call its parts qat_rx.part.0
    return sorted(n for n in names if n not in called)


def dialect_rows(qcg, build_dir, cpu, dialect):
    header = os.path.join(build_dir, dialect, "qat.h")
    if not os.path.exists(header):
        generate(qcg, header, "--dialect", dialect, os.path.join(HERE, "..", "..", "spec"))
    obj = os.path.join(build_dir, dialect, cpu + ".o")
    tool(CC, *FLAGS, "-mcpu=" + cpu, "-DQAT_IMPLEMENTATION", "-x", "c", "-c", "-o", obj, header)
    rows = [r.split() for r in tool("arm-none-eabi-nm", "-S", obj).splitlines()]
    sizes = {r[3]: int(r[1], 16) for r in rows if len(r) == 4 and r[2] in "rR"}
    commands = sum(size for name, size in sizes.items() if name.startswith("qat_cmd_"))
    own = re.compile("qati?_%s(_|$)" % dialect)
    lines = sum(size for name, size in sizes.items() if own.match(name))
    common = sum(sizes[name] for name in ("qati_types", "qati_limits", "qati_words", "qati_mode_start"))
    return [("dialect-" + dialect, commands + lines + common), ("dialect-%s.commands" % dialect, commands),
            ("dialect-%s.lines" % dialect, lines), ("dialect-%s.common" % dialect, common)]


def rows(qcg, build_dir):
    engine, whole = (os.path.join(build_dir, n, "qat.h") for n in ("engine", "whole"))
    pruned = {name: os.path.join(build_dir, "pruned-" + name, "qat.h") for name in PROGRAMS}
    spec = os.path.join(HERE, "..", "..", "spec")
    generate(qcg, engine, os.path.join(HERE, "size", "engine.qat"))
    for name, only in PROGRAMS.items():
        generate(qcg, pruned[name], "--dialect", "bg95", "--only", only, spec)
    generate(qcg, whole, spec)
    dialects = re.findall(r"^extern const qat_dialect_t qat_(\w+);", open(whole).read(), re.M)
    for dialect in dialects:
        generate(qcg, os.path.join(build_dir, dialect, "qat.h"), "--dialect", dialect, spec)
    for cpu in CPUS:
        elf = os.path.join(build_dir, cpu)
        program = build(cpu, engine, "engine.c", elf + "-engine.elf")
        if missing_calls(program):
            sys.exit("size: size/engine.c does not call " + ", ".join(missing_calls(program)))
        yield cpu, "engine", program.total
        for part in sorted(program.parts, key=program.parts.get, reverse=True):
            yield cpu, "engine." + part, program.parts[part]
        program = build(cpu, engine, "engine.c", elf + "-no-trace.elf", "-DQAT_TRACE=0")
        yield cpu, "engine-no-trace", program.total
        for dialect in dialects:
            for what, size in dialect_rows(qcg, build_dir, cpu, dialect):
                yield cpu, what, size
        for name in PROGRAMS:
            for what, header in ((name, pruned[name]), ("linked-" + name, whole)):
                program = build(cpu, header, name + ".c", elf + "-%s.elf" % what, "-DAPP_DIALECT=qat_bg95")
                yield cpu, what, program.total
                yield cpu, what + ".helper", sum(program.parts.get(p, 0) for p in helper_parts())
                yield cpu, what + ".tables", program.parts.get("tables", 0)
        sizes = [r.split() for r in tool("arm-none-eabi-nm", "-S", elf + "-engine.elf").splitlines()]
        for name in ("qat", "req"):
            yield cpu, "sizeof-" + name, next(int(r[1], 16) for r in sizes if r[-1] == "app_sizeof_" + name)
        depth, chain = stack_depth(cpu, engine, build_dir)
        yield cpu, "stack", depth
        print("# stack on %s: %s" % (cpu, " > ".join(chain)))


def helper_parts():
    return {name[:-2] for name in os.listdir(HELPERS) if name.endswith(".c")}


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    print("# %s, %s; %s" % (tool(CC, "--version").splitlines()[0], " ".join(FLAGS), " ".join(LINK)))
    with open(sys.argv[3], "w") as out:
        for cpu, what, size in rows(sys.argv[1], sys.argv[2]):
            line = "size %s %s %d" % (cpu, what, size)
            print(line, file=out)
            print(line, flush=True)


if __name__ == "__main__":
    main()
