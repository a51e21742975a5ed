#!/bin/sh
# readme.sh: the README's first program is examples/first/main.c, at most 60 lines, and compiles as it stands there.
# SPDX-License-Identifier: MIT
set -eu

mkdir -p build/readme
awk '/^```c$/ { on = 1; next } /^```$/ && on { exit } on' README.md >build/readme/main.c
cmp build/readme/main.c examples/first/main.c || { echo "README's first program differs from examples/first/main.c"; exit 1; }
lines=$(wc -l <examples/first/main.c)
[ "$lines" -le 60 ] || { echo "examples/first/main.c has $lines lines, more than 60"; exit 1; }
${CC:-cc} -std=c99 -D_DEFAULT_SOURCE -Wall -Wextra -Werror -I. -Iexamples -fsyntax-only build/readme/main.c
for target in $(grep -o '`make [a-z-]*' README.md | sed 's/.*make //' | sort -u); do
    ${MAKE:-make} -n "$target" >/dev/null 2>&1 || { echo "README names 'make $target', which the Makefile does not know"; exit 1; }
done
echo "1 passed, 0 failed"
