#!/bin/sh
# run.sh SIM HOST FOLDER [CUT] [DIALECT] [JOB] [STEP]: an update of a simulated module. CUT: in which phase
# the module loses its power for two seconds, or "host": the host does, and starts anew. STEP: ms between two
# lines of the module. Exit status: the host's. SPDX-License-Identifier: MIT
set -u

sim=$1
host=$2
folder=$3
cut=${4:-}
dialect=${5:-bg95}
job=${6:-get}
step=${7:-50}
die=

blank=
[ "$dialect" = bg96 ] && blank=' '
word() { printf 'line "+QIND: \\"FOTA\\",\\"%s" cut 2 s\n' "$1"; }
case $cut in
'') rule= ;;
network) rule='on CSQ cut 2 s' ;;
files) rule='on QFUPL cut 2 s' ;;
uploading) rule='got 50000 cut 2 s' ;;
downloading) [ "$dialect" = bg96 ] && rule=$(word 'HTTPEND') || rule=$(word 'DOWNLOADING\",50') ;;
resetting) [ "$dialect" = bg96 ] && rule=$(word 'START') || rule=$(word 'RESETTING') ;;
updating) rule=$(word "UPDATING\\\",${blank}40") ;;
restoring) rule=$(word "RESTORE\\\",${blank}60") ;;
starting) rule='line "RDY" cut 2 s' ;;
host) rule=; die=30 ;;
*)
    echo "CUT: network, files, uploading, downloading, resetting, updating, restoring, starting, host"
    exit 2
    ;;
esac

mkdir -p "$folder"
rm -f "$folder/tty" "$folder/summary"
printf '%s\n' "$rule" >"$folder/script"
"$sim" --dialect "$dialect" --link "$folder/tty" --running --fota "$step" --summary "$folder/summary" \
    --script "$folder/script" >"$folder/sim.out" 2>&1 &
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

echo "==== an update of a simulated $dialect${cut:+, without power: $cut}"
"$host" "$folder/tty" "$dialect" "$job" $die
status=$?
if [ $status = 3 ]; then
    echo "==== the host starts anew"
    "$host" "$folder/tty" "$dialect" listen
    status=$?
fi
kill $sim_pid
wait $sim_pid 2>/dev/null
grep -e boots -e faults -e firmware "$folder/summary"
exit $status
