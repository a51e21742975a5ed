#!/bin/sh
# test.sh FOLDER: demo-lwm2m shows the published transcript of a BC68 and the BG96 guide's example line for line,
# keeps the early message back, and sees new firmware through. SPDX-License-Identifier: MIT
set -u

folder=$1
here=$(dirname "$0")
passed=0
failed=0

check()
{
    what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$what"
    fi
}

"$folder/bc68" >"$folder/bc68.log"
check "bc68: exit status" [ $? = 0 ]
grep -v '^#' "$folder/bc68.log" >"$folder/bc68.lines"
check "bc68: not the transcript" diff "$here/bc68.txt" "$folder/bc68.lines"
check "bc68: the early message" grep -q '^# DEADBEEF is not sent: the server does not observe' "$folder/bc68.log"
check "bc68: nothing went up early" [ "$(grep -c QLWULDATA "$folder/bc68.log")" = 1 ]

"$folder/bg96" >"$folder/bg96.log"
check "bg96: exit status" [ $? = 0 ]
sed -n '/^AT+QLWM2M="select"/,/^+QLWDLDATA/p' "$folder/bg96.log" | grep -v '^#' >"$folder/bg96.lines"
check "bg96: not the guide's example" diff "$here/bg96.txt" "$folder/bg96.lines"
for line in '+QIND: "FOTA","HTTP' '+LWM2M: "FOTA","DOWNLOADED",0' '+QIND: "FOTA","START"' '+QIND: "FOTA","END",0' \
    '# firmware: updated'; do
    check "bg96: no line '$line'" grep -q -F -e "$line" "$folder/bg96.log"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
