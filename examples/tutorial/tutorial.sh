#!/bin/sh
# tutorial.sh QAT_CODEGEN FOLDER: a command that qat does not know, in ten lines, in a copy of the specs.
# SPDX-License-Identifier: MIT
#
#   1. In spec/general.qat, copy a neighbour (qadc) and write what the manual prints: qftpcfg.qat, seven lines.
#   2. make gen
#   3. Call it: the request object, its done, the call: three lines of main.c.
set -eu

qat_codegen=$1
folder=$2
here=$(dirname "$0")

rm -rf "$folder"
mkdir -p "$folder"
cp -r spec "$folder/spec"
if grep -q '^command qftpcfg.transmode.read' spec/*.qat; then
    echo "the specs know qftpcfg.transmode by now: the tutorial needs another command"
    exit 1
fi

# 1. above its neighbour
awk -v new="$here/qftpcfg.qat" '/^command qadc / { while ((getline line < new) > 0) print line } { print }' \
    spec/general.qat >"$folder/spec/general.qat"
grep -q '^command qftpcfg.transmode.read' "$folder/spec/general.qat" || { echo "qadc, the neighbour, is gone"; exit 1; }

# 2. what make gen does; the check runs the new command's example
"$qat_codegen" check "$folder/spec" >"$folder/check.out" || { cat "$folder/check.out"; exit 1; }
"$qat_codegen" gen -o "$folder/qat.h" "$folder/spec"

# 3.
${CC:-cc} -std=c99 -Wall -Wextra -Werror -I"$folder" -o "$folder/main" "$here/main.c"
got=$("$folder/main" | tr -d '\r')
wanted='AT+QFTPCFG="transmode"
QAT_OK, passive=1'
if [ "$got" != "$wanted" ]; then
    echo "said:"
    echo "$got"
    echo "instead of:"
    echo "$wanted"
    exit 1
fi
echo "1 passed, 0 failed"
