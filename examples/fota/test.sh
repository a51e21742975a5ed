#!/bin/sh
# test.sh SIM HOST FOLDER: the update goes well, and does so when the power goes in each phase.
# SPDX-License-Identifier: MIT
set -u

sim=$1
host=$2
folder=$3
passed=0
failed=0

# try DIALECT JOB CUT PATTERN...: lines that the output must have; the firmware is new, and was made so once
try()
{
    log=$folder/test-$1-$2-${3:-whole}.log
    step=5
    [ "$3" = host ] && step=50 # so that the second one comes in time on any machine
    sh examples/fota/run.sh "$sim" "$host" "$folder" "$3" "$1" "$2" $step >"$log" 2>&1
    status=$?
    what="$1 $2 ${3:-whole}"
    good=1
    [ $status = 0 ] || { good=0; echo "$what: exit status $status"; }
    shift 3
    for pattern in '^done while .*: updated' 'firmware updates        1' '100 %' "$@"; do
        grep -q -e "$pattern" "$log" || { good=0; echo "$what: no line '$pattern'"; }
    done
    if [ $good = 1 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        tail -n 60 "$log"
    fi
}

mkdir -p "$folder"
try bg95 get '' 'faults injected         0' 'boots                   2' 'attempt 1'
try bg95 get network 'faults injected         1' 'attempt 2'
try bg95 get files 'faults injected         1'
try bg95 get downloading 'faults injected         1' 'attempt 2'
try bg95 get resetting 'faults injected         1' 'attempt 1'
try bg95 get updating 'faults injected         1' 'boots                   2' 'attempt 1'
try bg95 get starting 'faults injected         1' 'attempt 1'
try bg95 get host 'the host goes down' 'the host starts anew'
try bg95 put '' 'uploading .* %' 'attempt 1' # how many steps show depends on what the terminal takes at once
try bg95 put uploading 'faults injected         1' 'attempt 2'
try bg96 get '' 'restoring .* 100 %'
try bg96 get resetting 'faults injected         1'
try bg96 get updating 'faults injected         1' 'qind.fota.resume'
try bg96 get restoring 'faults injected         1' 'qind.fota.resume'
try bg96 get host 'the host goes down'
echo "$passed passed, $failed failed"
[ $failed = 0 ]
