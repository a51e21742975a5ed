#!/bin/sh
# test.sh SIM HOST DECODE FOLDER: the demonstration copes, or ends with the reason.
# SPDX-License-Identifier: MIT
set -u

passed=0
failed=0

# try FAULT STATUS PATTERN...: exit status, and lines that the output must have
try()
{
    fault=$1
    wanted=$2
    shift 2
    log=$folder/test-${fault:-none}.log
    sh examples/demo/run.sh "$sim" "$host" "$decode" "$folder" "$fault" >"$log" 2>&1
    status=$?
    good=1
    [ $status = "$wanted" ] || { good=0; echo "fault '$fault': exit status $status instead of $wanted"; }
    for pattern in "$@"; do
        grep -q -e "$pattern" "$log" || { good=0; echo "fault '$fault': no line '$pattern'"; }
    done
    if [ $good = 1 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        tail -n 60 "$log"
    fi
}

sim=$1
host=$2
decode=$3
folder=$4
mkdir -p "$folder"
report='data/json  208 bytes'
answer='data/json  68 bytes'
try '' 0 'done: reported, commanded, answered' "$report" "$answer" 'files stored            3' \
    '1 opened (1 by TLS), 1 let in'
try wrong-password 1 'failed: the server refuses user or password' '0 let in'
try reset 0 'done: reported' 'the module restarted' "$report" "$answer"
try silent 1 'failed: the module does not answer'
try lost-bytes 0 'done: reported' 'QAT_E_MISMATCH\|QAT_E_TIMEOUT\|QAT_E_ERROR\|QAT_E_CME' "$report" "$answer"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
