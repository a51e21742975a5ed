#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The byte streams that `make bench` measures; the same bytes every time.

    python3 streams.py OUTDIR            writes the files, checks them against streams.sha256
    python3 streams.py --sums OUTDIR     writes streams.sha256 anew

  urc.bin         lines that the module says by itself, each framed \\r\\n...\\r\\n, mean 50 bytes
  cmd.bin         answers to commands; cmd.idx has a line for each transaction
  payload.bin     +QIRD: 1460 and as many random bytes; payload.idx likewise
  prefixes_N.txt  N = 8, 64, 256, 1024 line heads. The 8 of urc.bin are in every set. No head is the
                  beginning of another, and none occurs in cmd.bin or payload.bin.

A line of an index, separated by tabs: offset, length, ok or err, number of lines, head or -, command.
A module does not answer what was not yet asked: feed one transaction at a time, each from its start.
"""
import hashlib
import os
import random
import sys

SEED = 0x5141542D
SIZE = 262144
SUMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "streams.sha256")
CRLF = b"\r\n"

LIVE = ["+QMTRECV:", "+QMTSTAT:", "+CEREG:", "+QIURC:", "+QIND:", "+QLWEVENT:", "+CSQ:", "+CGEV:"]

# Heads of answers in cmd.bin and payload.bin: never among the others.
ANSWERS = ["+COPS:", "+CGDCONT:", "+QENG:", "+QCCID:", "+CCLK:", "+CPIN:", "+CGPADDR:",
           "+QNWINFO:", "+QTEMP:", "+CFUN:", "+QIACT:", "+QPING:", "+QIRD:", "+CPMS:", "+QCFG:"]

KNOWN = """+CREG: +CGREG: +C5GREG: +CMTI: +CMT: +CDS: +CDSI: +CBM: +CRING: +CLIP: +CCWA: +CCWV:
+CUSD: +CSSI: +CSSU: +CTZV: +CTZE: +CTZEU: +CIEV: +CALA: +CMWN: +CNEMIU: +CNEC_MM: +CNEC_GMM:
+CNEC_GSM: +CNEC_ESM: +CMCCSI: +CIREPI: +CIREPH: +COEV: +CPSB: +CRTDCP: +CABTSRI: +CEMODE:
+CSCON: +CEDRXP: +CPSMS: +CAPPLEVMC: +CLAV: +CGEREP: +QIOPEN: +QICLOSE: +QISTATE: +QISENDEX:
+QMTOPEN: +QMTCLOSE: +QMTCONN: +QMTDISC: +QMTSUB: +QMTUNS: +QMTPUB: +QMTPUBEX: +QHTTPGET:
+QHTTPPOST: +QHTTPREAD: +QHTTPPUT: +QFTPOPEN: +QFTPCLOSE: +QFTPGET: +QFTPPUT: +QFTPLST:
+QSSLOPEN: +QSSLURC: +QSSLRECV: +QNTP: +QGPSURC: +QGPSLOC: +QSIMSTAT: +QSTK: +QSTKPCI:
+QUSIM: +QTONEDET: +QPSMTIMER: +QPSMEXTCFG: +QRSTIND: +QJDR: +QAPRDYIND: +QADC: +QCSQ:
+QIURCEXT: +QFOTADL: +QLWREG: +QLWUPDATE: +QLWDEREG: +QLWOBSRSP: +QLWRDRSP: +QLWWRRSP:
+QLWEXERSP: +QLWCFGRESET: +QCOAPURC: +QCOAPOPEN: +QCOAPSEND: +QEMAILURC: +QSMTPPUT: +QPINGEX:
+QIDNSGIP: +QWWAN: +QNETDEVSTATUS: +QNETDEVCTL: +QSCLKURC: +QRFTEST: +QAUDPLAYURC: +QTTSURC:
+QDTMFURC: +QECALL: +QECALLURC: +QFILEURC: +QSDURC: +QBTURC: +QWIFIURC: +QLBSURC: +QCELLLOC:
+QMTSTATEX: +QMTRECVBUF: +QMTPING: +QMTQOS: +QINISTAT: +QPOWERURC: +QVBATT: +QTHERMAL:""".split()

STEMS = ["Q", "C", "K", "U", "#", "%", "^"]
PARTS = ["NET", "SIM", "PWR", "LWM", "MQT", "TCP", "UDP", "SSL", "GPS", "FOT", "CFG", "REG",
         "EVT", "BAT", "TMR", "DAT", "RSP", "IND", "STA", "URC", "LOC", "PSM", "DRX", "APN"]


def hexs(r, n):
    return "".join(r.choice("0123456789ABCDEF") for _ in range(n))


def clash(head, have):
    core = head.rstrip(":")
    return any(core == q.rstrip(":") or head.startswith(q) or q.startswith(head) for q in have)


def grow(pool, size, r):
    while len(pool) < size:
        stem = r.choice(STEMS)
        head = (stem if stem in "#%^" else "+" + stem) + r.choice(PARTS) + r.choice(PARTS) + ":"
        if head not in ANSWERS and not clash(head, pool):
            pool.append(head)


def spread(pool, size, r):
    """The live heads stand one in each eighth of the set, anywhere in it."""
    fill, live, step, out = pool[8:size], list(LIVE), size // 8, []
    r.shuffle(fill)
    r.shuffle(live)
    for i in range(8):
        block = fill[i * (step - 1):(i + 1) * (step - 1)]
        block.insert(r.randrange(len(block) + 1), live[i])
        out += block
    return out


def prefix_sets(r):
    pool = list(LIVE)
    for head in KNOWN:
        if head not in ANSWERS and not clash(head, pool):
            pool.append(head)
    grow(pool, 256, r)
    for size in (8, 64, 256, 1024):
        if size > 256:  # a generator of its own: the smaller sets stay as they are
            r = random.Random(SEED ^ size)
            grow(pool, size, r)
        yield size, spread(pool, size, r)


def urc_line(r):
    head = r.choices(LIVE, weights=[25, 8, 20, 10, 10, 7, 12, 8])[0]
    if head == "+QMTRECV:":
        body = '{"id":"%s","seq":%d,"t":%d.%d,"h":%d,"bat":%d,"up":%d,"st":"%s"}' % (
            hexs(r, 8).lower(), r.randrange(100000), r.randrange(-20, 60), r.randrange(10),
            r.randrange(100), r.randrange(3000, 4200), r.randrange(10000000),
            r.choice(["ok", "warn", "alarm", "idle"]))
        return '+QMTRECV: 0,%d,"plant/%02d/dev%03d/cmd","%s"' % (
            r.randrange(65536), r.randrange(100), r.randrange(1000), body)
    if head == "+QMTSTAT:":
        return "+QMTSTAT: %d,%d" % (r.randrange(6), r.randrange(1, 8))
    if head == "+CEREG:":
        return '+CEREG: %d,"%s","%s",%d' % (r.choice([1, 2, 5]), hexs(r, 4), hexs(r, 8), r.choice([7, 8, 9]))
    if head == "+QIURC:":
        return r.choice(['+QIURC: "closed",%d' % r.randrange(12), '+QIURC: "recv",%d' % r.randrange(12),
                         '+QIURC: "pdpdeact",%d' % r.randrange(1, 4)])
    if head == "+QIND:":
        step = r.choice(["DOWNLOADING", "UPDATING", "HTTPSTART"])
        return '+QIND: "FOTA","%s",%d' % (step, r.randrange(101))
    if head == "+QLWEVENT:":
        return '+QLWEVENT: %d,"%s"' % (r.randrange(10), r.choice(["STATE_READY", "STATE_REG", "STATE_SLEEP"]))
    if head == "+CSQ:":
        return "+CSQ: %d,%d" % (r.randrange(32), r.choice([0, 1, 2, 99]))
    return "+CGEV: %s" % r.choice(["ME PDN ACT 1", "NW DETACH", "ME DETACH", "NW PDN DEACT 1",
                                   "ME PDN ACT 2,0"])


def some(r, count, low, high):
    return tuple(r.randrange(low, high) for _ in range(count))


def serving_cell(r):
    return ('+QENG: "servingcell","NOCONN","eMTC","FDD",262,01,%s,%d,%d,20,3,3,%s,-%d,-%d,-%d,%d,%d' % (
        hexs(r, 7), r.randrange(504), r.randrange(7000), hexs(r, 4), r.randrange(60, 120),
        r.randrange(5, 20), r.randrange(40, 90), r.randrange(0, 30), r.randrange(0, 60)))


def contexts(r):
    return ['+CGDCONT: %d,"IPV4V6","%s","0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0",0,0,0,0' % (
        i + 1, r.choice(["iot.1nce.net", "internet", "ims"])) for i in range(r.randrange(1, 4))]


def clock(r):
    return '+CCLK: "26/%02d/%02d,%02d:%02d:%02d+08"' % (
        r.randrange(1, 13), r.randrange(1, 29), r.randrange(24), r.randrange(60), r.randrange(60))


# A command, its information lines, their head.
TRANSACTIONS = [
    lambda r: ("AT", [], "-"),
    lambda r: ("AT+COPS?", ['+COPS: 0,0,"%s",7' % r.choice(["vodafone", "Telekom.de", "o2 - de"])], "+COPS:"),
    lambda r: ("AT+CGDCONT?", contexts(r), "+CGDCONT:"),
    lambda r: ('AT+QENG="servingcell"', [serving_cell(r)], "+QENG:"),
    lambda r: ("AT+QCCID", ["+QCCID: 8988%015dF" % r.randrange(10 ** 15)], "+QCCID:"),
    lambda r: ("AT+CCLK?", [clock(r)], "+CCLK:"),
    lambda r: ("AT+CPIN?", ["+CPIN: READY"], "+CPIN:"),
    lambda r: ("AT+CGPADDR=1", ['+CGPADDR: 1,"10.%d.%d.%d"' % some(r, 3, 0, 256)], "+CGPADDR:"),
    lambda r: ("AT+QNWINFO", ['+QNWINFO: "eMTC","26201","LTE BAND %d",%d' % (
        r.choice([3, 8, 20]), r.randrange(7000))], "+QNWINFO:"),
    lambda r: ("AT+CGSN", ["86%013d" % r.randrange(10 ** 13)], "-"),
    lambda r: ("ATI", ["Quectel", "BG95-M3", "Revision: BG95M3LAR02A04"], "-"),
    lambda r: ("AT+QTEMP", ["+QTEMP: %d,%d,%d" % some(r, 3, 20, 70)], "+QTEMP:"),
    lambda r: ("AT+CFUN?", ["+CFUN: 1"], "+CFUN:"),
    lambda r: ("AT+QIACT?", ['+QIACT: 1,1,1,"100.%d.%d.%d"' % some(r, 3, 0, 256)], "+QIACT:"),
    lambda r: ("AT+CGMR", ["BG95M3LAR02A04_01.0%02d.01.0%02d" % some(r, 2, 0, 30)], "-"),
    lambda r: ('AT+QCFG="band"', ['+QCFG: "band",0xf,0x%s,0x%s' % (
        hexs(r, 7).lower(), hexs(r, 7).lower())], "+QCFG:"),
]


def urc_stream(r):
    out = bytearray()
    while len(out) < SIZE:
        out += CRLF + urc_line(r).encode() + CRLF
    return out


def command_stream(r):
    out, index = bytearray(), []
    while len(out) < SIZE:
        command, lines, head = TRANSACTIONS[r.randrange(16)](r)
        start, failed = len(out), r.random() < 0.1
        lines = [] if failed else lines
        for line in lines + ["+CME ERROR: 50" if failed else "OK"]:
            out += CRLF + line.encode() + CRLF
        index.append((start, len(out) - start, "err" if failed else "ok", len(lines), head, command))
    return out, index


def payload_stream(r):
    out, index = bytearray(), []
    while len(out) < SIZE:
        start = len(out)
        out += b"\r\n+QIRD: 1460\r\n" + r.randbytes(1460) + b"\r\n\r\nOK\r\n"
        index.append((start, len(out) - start, "ok", 1, "+QIRD:", "AT+QIRD=0,1500"))
    return out, index


def all_files():
    files = {}
    for size, heads in prefix_sets(random.Random(SEED)):
        files["prefixes_%d.txt" % size] = ("\n".join(heads) + "\n").encode()
    files["urc.bin"] = urc_stream(random.Random(SEED + 1))
    for name, (data, index) in (("cmd", command_stream(random.Random(SEED + 2))),
                                ("payload", payload_stream(random.Random(SEED + 3)))):
        files[name + ".bin"] = data
        files[name + ".idx"] = "".join("\t".join(map(str, row)) + "\n" for row in index).encode()
    return files


def main():
    args = sys.argv[1:]
    renew = args[:1] == ["--sums"]
    if len(args) != 1 + renew:
        sys.exit(__doc__)
    os.makedirs(args[-1], exist_ok=True)
    files = all_files()
    sums = "".join("%s  %s\n" % (hashlib.sha256(files[n]).hexdigest(), n) for n in sorted(files))
    for name, data in files.items():
        with open(os.path.join(args[-1], name), "wb") as f:
            f.write(data)
    if renew:
        with open(SUMS, "w") as f:
            f.write(sums)
    elif open(SUMS).read() != sums:
        sys.exit("streams.py: the streams differ from streams.sha256")


if __name__ == "__main__":
    main()
