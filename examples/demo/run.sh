#!/bin/sh
# run.sh SIM HOST DECODE FOLDER [FAULT]: the demonstration. Starts the simulated module on a pseudo
# terminal, runs the device against it, shows the annotated session and, last, what the simulator counted.
# Exit status: the device's. SPDX-License-Identifier: MIT
set -u

sim=$1
host=$2
decode=$3
folder=$4
fault=${5:-}
here=$(dirname "$0")
device=7068026a-19fe-4555-8678-48a483fcd985
# What the broker wants: HMAC-SHA256(key 2018112712, message 0123456789abcdef), computed by neither of the
# two.
password=a87dae8e44c19658ad88852f82e67b1dd699abb400e9c3b77f03767137187873

mkdir -p "$folder"
rm -f "$folder/tty" "$folder/summary" "$folder/session.log"
"$sim" --dialect bg96 --link "$folder/tty" --once --summary "$folder/summary" --script "$here/cloud.script" \
    --client-id "${device}_0_0_2018112712" --user "$device" --password "$password" \
    ${fault:+--fault "$fault"} >"$folder/sim.out" 2>&1 &
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

echo "==== the device${fault:+, fault: $fault}"
"$host" "$folder/tty" "$here/certs" "$folder/session.log" &
host_pid=$!
(
    trap 'kill $sleep_pid 2>/dev/null' TERM
    sleep 150 & # it ends by itself within 135 s
    sleep_pid=$!
    wait $sleep_pid && kill $host_pid
) >/dev/null 2>&1 &
guard_pid=$!
wait $host_pid
status=$?
kill $guard_pid 2>/dev/null

echo
echo "==== the session, both directions, typed"
"$decode" decode --dialect bg96 "$folder/session.log"
echo
n=0
while [ ! -s "$folder/summary" ] && [ $n -lt 60 ]; do # it ends when the terminal is closed
    n=$((n + 1))
    [ $n = 40 ] && kill $sim_pid 2>/dev/null
    sleep 0.05
done
cat "$folder/summary"
exit $status
