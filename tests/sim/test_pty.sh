#!/bin/sh
# test_pty.sh PROGRAM: the simulator as a program: its terminal, its summary, its complaints.
# SPDX-License-Identifier: MIT
set -u
sim=$1
dir=build/sim.d/pty
good=0
bad=0
mkdir -p "$dir"

result()
{
    if [ "$1" = 0 ]; then
        good=$((good + 1))
    else
        bad=$((bad + 1))
        echo "test_pty: $2"
    fi
}

refused()
{
    "$sim" "$@" >"$dir/out" 2>&1
    [ $? = 1 ]
    result $? "was not refused: $*"
}

refused --nothing
refused --dialect
refused --dialect bg00
refused --fault nothing
refused --script "$dir/missing"
printf 'at 3 s fly\n' >"$dir/bad.script"
refused --script "$dir/bad.script"
grep -q "line 1: expected an action, not 'fly'" "$dir/out"
result $? "the complaint about a script names neither line nor word"
"$sim" --help >"$dir/out" 2>&1
result $? "--help fails"

# A host of nothing but a shell: opens the terminal, writes a command, reads the answer.
rm -f "$dir/tty"
"$sim" --running --once --link "$dir/tty" --summary "$dir/summary" >"$dir/path" 2>"$dir/err" &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    [ -e "$dir/tty" ] && break
    sleep 0.1
done
exec 3<>"$dir/tty"
printf 'ATE0\rAT+CSQ\r' >&3
answer=
while read -r line <&3; do
    case $line in *CSQ:*) answer=$(printf %s "$line" | tr -d '\r') && break ;; esac
done
exec 3>&-
wait "$pid"
result $? "does not end well when the host closes the terminal"
[ "$answer" = "+CSQ: 28,99" ]
result $? "answered '$answer'"
grep -q 'command lines  *2 (0 unknown, 0 answered with an error)' "$dir/summary"
result $? "the summary does not count two commands"

"$sim" --summary "$dir/summary" >"$dir/path" 2>"$dir/err" &
pid=$!
sleep 0.3
kill -TERM "$pid"
wait "$pid"
result $? "does not end well on SIGTERM"
grep -q 'simulated BG96: what it counted' "$dir/summary"
result $? "no summary on SIGTERM"

echo "sim: pseudo terminal: $good passed, $bad failed"
