#!/bin/sh
# heads.sh spec|dialog N: a spec with N urc heads, many of them prefixes of others, and a dialogue that says a line of each.
# SPDX-License-Identifier: MIT
set -eu

awk -v what="$1" -v n="$2" '
# Heads in families: +HAB, +HABC, +HABCD are prefixes of one another; another family differs in its last letter only.
function head(i,    family, depth, text, k) {
    family = int(i / 4)
    depth = i % 4
    text = sprintf("+H%c%c%c", 65 + family % 26, 65 + int(family / 26) % 26, 65 + int(family / 676))
    for (k = 0; k < depth; k++) {
        text = text sprintf("%c", 88 + k)
    }
    return text
}
BEGIN {
    if (what == "spec") {
        print "# SPDX-License-Identifier: MIT"
        print "module heads \"Many heads\""
        print "finals { ok OK  error ERROR }"
        print "command at \"Sign of life\" { > AT  < OK  within 300 ms  example AT }"
        print "command csq \"Signal\" { > AT+CSQ  < +CSQ: <rssi:u8>,<ber:u8>"
        print "    < OK  within 300 ms  example +CSQ: 1,2 -> rssi=1 ber=2 }"
        print "command one \"Another read\" { > AT+ONE?  < +ONE: <x:u8>"
        print "    < OK  within 300 ms  example +ONE: 1 -> x=1 }"
        for (i = 0; i < n; i++) {
            printf "urc u%d \"Head %d\"\n    < %s: <value:u16>\n    example %s: 7 -> value=7\n", i, i, head(i), head(i)
        }
        print "dialect many \"Many heads\" { use heads  probe { > AT+CSQ  > AT+ONE? } colon-space optional }"
        exit
    }
    print "# " n " heads, each a prefix of others or with others as prefixes: every line reaches its own urc."
    print "spec heads" n
    print "dialect many"
    for (i = 0; i < n; i++) {
        printf "< \\r\\n%s: %d\\r\\n\n", head(i), i
        printf "< %s%s\\r\n", head(i), ": 9x"
    }
    for (i = 0; i < n; i++) {
        printf "= urc u%d value=%d\n= unknown \"%s: 9x\"\n", i, i, head(i)
    }
}'
