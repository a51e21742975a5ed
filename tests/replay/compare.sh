#!/bin/sh
# compare.sh MADE COMMITTED TABLE...: each row of a table is one test.
# SPDX-License-Identifier: MIT
set -u

made=$1
committed=$2
shift 2
passed=0
failed=0
for table in "$@"; do
    rows=$(wc -l <"$committed/$table")
    wrong=$(diff "$committed/$table" "$made/$table" | grep -c '^[<>]')
    if [ "$wrong" -gt 0 ]; then
        echo "$committed/$table (<) is not what was found (>):"
        diff "$committed/$table" "$made/$table"
        failed=$((failed + (wrong + 1) / 2))
        rows=$((rows - (wrong + 1) / 2))
    fi
    passed=$((passed + rows))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
