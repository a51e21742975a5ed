#!/bin/sh
# test.sh SIM FOLDER PROGRAM...: runs each against a simulated module and compares what it says with NAME.out.
# SPDX-License-Identifier: MIT
set -u

sim=$1
folder=$2
shift 2
passed=0
failed=0
for program in "$@"; do
    name=${program##*/}
    echo "$name:"
    sh examples/with_sim.sh "$sim" bg96 "$folder/run" "$program" >"$folder/$name.said" 2>&1
    status=$?
    sed 's/^/    /' "$folder/$name.said"
    if [ $status = 0 ] && cmp -s "$folder/$name.said" "examples/sockets/$name.out"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "    exit status $status; wanted:"
        sed 's/^/    /' "examples/sockets/$name.out"
    fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
