#!/bin/sh
# with_sim.sh SIM DIALECT FOLDER PROGRAM: runs PROGRAM TTY against a simulated module that is up already.
# Exit status: its. SPDX-License-Identifier: MIT
set -u

sim=$1
dialect=$2
folder=$3
program=$4

mkdir -p "$folder"
rm -f "$folder/tty"
"$sim" --dialect "$dialect" --link "$folder/tty" --once --running --summary "$folder/summary" \
    >"$folder/sim.out" 2>&1 &
sim_pid=$!
trap 'kill $sim_pid 2>/dev/null' EXIT INT TERM
n=0
while [ ! -e "$folder/tty" ]; do
    n=$((n + 1))
    if [ $n -gt 100 ] || ! kill -0 $sim_pid 2>/dev/null; then
        echo "the simulator did not start:"
        cat "$folder/sim.out"
        exit 2
    fi
    sleep 0.05
done
"$program" "$folder/tty" &
program_pid=$!
(
    trap 'kill $sleep_pid 2>/dev/null' TERM
    sleep 60 &
    sleep_pid=$!
    wait $sleep_pid && kill $program_pid
) >/dev/null 2>&1 &
guard_pid=$!
wait $program_pid
status=$?
kill $guard_pid 2>/dev/null
exit $status
