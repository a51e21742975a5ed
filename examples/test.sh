#!/bin/sh
# test.sh SIM FOLDER: runs the examples for Linux and compares what they say.
# SPDX-License-Identifier: MIT
set -u

sim=$1
folder=$2
passed=0
failed=0

# try DIALECT PROGRAM WANTED
try()
{
    got=$(sh examples/with_sim.sh "$sim" "$1" "$folder/run" "$folder/$2" 2>&1)
    status=$?
    if [ $status = 0 ] && [ "$got" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$2: exit status $status, said:"
        echo "$got"
        echo "instead of:"
        echo "$3"
    fi
}

try bg95 first 'registered
open
connected
published'
try bg96 wait 'IMEI 865340000000014
signal 28'
try bg96 cpp 'the module is ready
signal: 28
operator: Telia Telia'
echo "$passed passed, $failed failed"
[ $failed = 0 ]
