#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The checksum that fold.h must come to, computed from the text of a stream by a parser of its own.

    python3 expect.py STREAM [INDEX]      prints: lines N sum XXXXXXXX
"""
import re
import struct
import sys

URC_ORDER = ["+QMTRECV", "+QMTSTAT", "+CEREG", "+QIURC", "+QIND", "+QLWEVENT", "+CSQ", "+CGEV"]
COMMAND_ORDER = ["AT", "AT+COPS?", "AT+CGDCONT?", 'AT+QENG="servingcell"', "AT+QCCID", "AT+CCLK?",
                 "AT+CPIN?", "AT+CGPADDR=1", "AT+QNWINFO", "AT+CGSN", "ATI", "AT+QTEMP", "AT+CFUN?",
                 "AT+QIACT?", "AT+CGMR", 'AT+QCFG="band"', "AT+QIRD=0,1500"]

WORDS = {
    "qiurc": ["closed", "recv", "pdpdeact"],
    "qind": ["DOWNLOADING", "UPDATING", "HTTPSTART"],
    "qlwevent": ["STATE_READY", "STATE_REG", "STATE_SLEEP"],
    "pdp": ["IP", "IPV6", "IPV4V6"],
    "cell": ["SEARCH", "LIMSRV", "NOCONN", "CONNECT"],
    "rat": ["GSM", "eMTC", "NBIoT"],
    "duplex": ["FDD", "TDD"],
    "pin": ["READY", "SIM PIN", "SIM PUK"],
}

# What stands behind a head: d decimal, x hex, s text, or a list of words; a literal in quotes is skipped.
SHAPES = {
    "+QMTSTAT": "d d", "+CEREG": "d x x d", "+QIURC": "qiurc d", "+QIND": "'FOTA' qind d",
    "+QLWEVENT": "d qlwevent", "+CSQ": "d d", "+COPS": "d d s d", "+CGDCONT": "d pdp s s d d d d",
    "+QENG": "'servingcell' cell rat duplex d d x d d d d d x d d d d d", "+QCCID": "s", "+CCLK": "s",
    "+CPIN": "pin", "+CGPADDR": "d s", "+QNWINFO": "rat s s d", "+QTEMP": "d d d", "+CFUN": "d",
    "+QIACT": "d d d s", "+QCFG": "'band' x x x", "+QIRD": "d",
}
VALUE = re.compile(r'"([^"]*)"|([^,"]*)')


class Sum:
    def __init__(self):
        self.value = 2166136261
        self.lines = 0

    def bytes(self, data):
        value = self.value
        for b in data:
            value = ((value ^ b) * 16777619) & 0xFFFFFFFF
        self.value = value

    def number(self, n):
        self.bytes(struct.pack("<I", n & 0xFFFFFFFF))

    def text(self, s):
        self.number(len(s))
        self.bytes(s)

    def begin(self, what, which):
        self.bytes(what)
        self.number(which)
        self.lines += 1


def values_of(rest):
    out, at = [], 0
    while True:
        m = VALUE.match(rest, at)
        out.append(m.group(1) if m.group(1) is not None else m.group(2))
        at = m.end()
        if at == len(rest):
            return out
        assert rest[at] == ",", rest
        at += 1


def fold_values(total, head, rest):
    shape, values = SHAPES[head].split(" "), values_of(rest)
    assert len(shape) == len(values), (head, rest)
    fields = [(kind, v) for kind, v in zip(shape, values) if kind[0] != "'"]
    total.number((1 << len(fields)) - 1)
    for kind, value in fields:
        if kind == "d":
            total.number(int(value))
        elif kind == "x":
            total.number(int(value, 16))
        elif kind == "s":
            total.text(value.encode())
        else:
            total.number(WORDS[kind].index(value))


def fold_urc(total, line):
    head, rest = line.split(": ", 1)
    total.begin(b"u", URC_ORDER.index(head))
    if head == "+CGEV":
        total.number(1)
        total.text(rest.encode())
    elif head == "+QMTRECV":
        m = re.fullmatch(r'(\d+),(\d+),"([^"]*)","(.*)"', rest)
        total.number(7)
        total.number(int(m.group(1)))
        total.number(int(m.group(2)))
        total.text(m.group(3).encode())
        total.bytes(m.group(4).encode())
        total.begin(b"e", len(m.group(4)))
        total.number(3)  # last, uncounted
    else:
        fold_values(total, head, rest)


def fold_answer(total, command, line):
    total.begin(b"i", COMMAND_ORDER.index(command))
    if line.startswith("+"):
        total.number(0)
        fold_values(total, *line.split(": ", 1))
        return
    second = command == "ATI" and line.startswith("Revision: ")
    total.number(1 if second else 0)
    total.number(2 if second else 1)
    total.text((line[len("Revision: "):] if second else line).encode())


def fold_transaction(total, command, data):
    while data:
        line, _, data = data.removeprefix(b"\r\n").partition(b"\r\n")
        line = line.decode()
        if line == "OK" or line.startswith("+CME ERROR: "):
            total.begin(b"d", COMMAND_ORDER.index(command))
            total.number(0 if line == "OK" else -2)
            total.number(0 if line == "OK" else int(line.split(": ")[1]))
            continue
        fold_answer(total, command, line)
        if line.startswith("+QIRD: "):
            n = int(line.split(": ")[1])
            total.bytes(data[:n])
            total.begin(b"e", n)
            total.number(1)  # last
            data = data[n:].removeprefix(b"\r\n")


def expected(stream, index=None):
    total, data = Sum(), open(stream, "rb").read()
    if index:
        for row in open(index):
            at, size, _, _, _, command = row.rstrip("\n").split("\t")
            fold_transaction(total, command, data[int(at):int(at) + int(size)])
    else:
        for line in data.decode().split("\r\n"):
            if line:
                fold_urc(total, line)
    return "lines %d sum %08x" % (total.lines, total.value)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    print(expected(*sys.argv[1:]))
