#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lines of 512 bytes that are meant to be expensive, a file each: DIR/NAME and DIR/pending-NAME.

    python3 worst.py DIR

Good lines stand before and behind it. A pending- file is fed while a command waits that takes any text.
"""
import os
import sys

GOOD = b"\r\n+CSQ: 1,2\r\n\r\n+QMTRECV: 0,1,\"a\",\"b\"\r\n"
SIZE = 510  # and CR LF


def fill(head, byte, tail=b"", size=SIZE):
    return head + byte * ((size - len(head) - len(tail)) // len(byte)) + tail


LINES = {
    "zeros": fill(b"+CSQ: ", b"0", b",1"),
    "zeros-second": fill(b"+CSQ: 1,", b"0"),
    "nines": fill(b"+CSQ: ", b"9"),
    "hex": fill(b"+CEREG: 1,", b"F"),
    "hex-quoted": fill(b'+CEREG: 1,"', b"0", b'",1'),
    "hex-0x": fill(b"+CEREG: 1,0x", b"0"),
    "quote-open": fill(b'+QMTRECV: 0,1,"', b"a"),
    "quotes": fill(b"", b'"'),
    "quotes-known": fill(b"+ADVS: ", b'"'),
    "commas": fill(b"", b","),
    "commas-known": fill(b"+ADVE: ", b","),
    "empty-texts": fill(b"+ADVS: ", b'"",'),
    "unknown-head": fill(b"+XYZ: ", b"x"),
    "almost-head": fill(b"+QMTRECV", b"V"),
    "no-head": fill(b"", b"x"),
    "overlong": fill(b"+CSQ: ", b"x", size=700),
    "overlong-text": fill(b'+QMTRECV: 0,1,"', b"t", b'","x"', size=900),
    "buffer-full": fill(b"+CGEV: ", b"x", size=511),
    "topic": fill(b'+QMTRECV: 0,1,"', b"t", b'","x"'),
    "payload": fill(b'+QMTRECV: 0,1,"t","', b"p", b'"'),
    "payload-quotes": fill(b'+QMTRECV: 0,1,"t","', b'"', b'"x'),
    "shapes": fill(b'+ADVA: "', b"a", b'","b",#'),
    "shapes-last": fill(b'+ADVA: "', b"a", b'","b","c",4'),
    "shapes-more": fill(b'+ADVA: "', b"a", b'","b","c",4,5'),
    "blanks": fill(b"+CSQ: ", b" "),
    "blanks-comma": fill(b"+CSQ: 1,", b" ", b"2"),
    "blanks-end": fill(b"+CSQ: 1,2", b" "),
    "blanks-mid": fill(b"+CSQ: 1", b" ", b",2"),
    "word": fill(b"+ADVW: ", b"A"),
    "word-quoted": fill(b'+QLWEVENT: 1,"', b"S", b'"'),
    "ident": fill(b"+ADVI: ", b"7"),
    "bare": fill(b"+ADVB: ", b"b"),
    "bare-three": fill(b"+ADVB: a,b,", b"c", b",d"),
    "either": fill(b"+ADVX: ", b"e", b",f,g,h"),
    "fields": fill(b"+CSQ: 1,2", b",3"),
    "text": fill(b"+CGEV: ", b"x"),
    "error-words": fill(b"+CME ERROR: ", b"w"),
    "ok-long": fill(b"OK", b"K"),
    "lines-of-one": fill(b"", b"x\r\n"),
    "line-feeds": fill(b"", b"x\n"),
    "nul": fill(b"", b"\0"),
    "high": fill(b"+CSQ: ", b"\xe4"),
    "multi": fill(b'+ADVM: 1,"', b"m", b'",2'),
    "multi-lines": fill(b'+ADVM: 1,"', b"m\r\n", b'",2'),
    "multi-open": fill(b'+ADVM: 1,"', b"m\r\n"),
    "multi-long": fill(b'+ADVM: 1,"', b"m\r\n", size=900),
    "multi-wrong": fill(b'+ADVM: 1,"', b"m\r\n", b'",x'),
}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    os.makedirs(sys.argv[1], exist_ok=True)
    for name, line in LINES.items():
        for prefix in ("", "pending-"):
            with open(os.path.join(sys.argv[1], prefix + name), "wb") as f:
                f.write(GOOD + line + b"\r\n" + GOOD)


if __name__ == "__main__":
    main()
