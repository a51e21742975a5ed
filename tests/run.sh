#!/bin/sh
# run.sh: every test, one step after the other, each in its own log; then the sum. A step that counts says `N passed, M failed` in
# its last line; any other counts as one.
# SPDX-License-Identifier: MIT
set -u

MAKE=${MAKE:-make}
logs=build/test
passed=0
failed=0
mkdir -p "$logs"

# step NAME COMMAND...
step()
{
    name=$1
    shift
    log=$logs/$name.log
    "$@" >"$log" 2>&1
    status=$?
    sum=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
    good=1
    bad=0
    if [ -n "$sum" ]; then
        good=${sum%% *}
        bad=$(echo "$sum" | sed 's/.*, \([0-9]*\) failed.*/\1/')
    elif [ $status -ne 0 ]; then
        good=0
    fi
    if [ $status -ne 0 ] && [ "$bad" = 0 ]; then
        bad=1
    fi
    passed=$((passed + good))
    failed=$((failed + bad))
    if [ "$bad" = 0 ]; then
        echo "ok   $name${sum:+: $sum}"
    else
        echo "FAIL $name (the end of $log:)"
        tail -n 40 "$log"
    fi
}

step spec-check build/qat_codegen check spec
for target in ${TEST_TARGETS}; do
    step "$target" "$MAKE" -s "$target"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
