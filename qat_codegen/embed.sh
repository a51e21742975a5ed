#!/bin/sh
# embed.sh FILE...: writes C source with the text of the files, for embed.c. A line of text is a line of C.
# SPDX-License-Identifier: MIT
set -eu

echo '#include "embed.h"'
echo '#include <stddef.h>'
n=0
for file in "$@"; do
    n=$((n + 1))
    echo "static const char *const text_$n[] = {"
    sed 's/\\/\\\\/g; s/"/\\"/g; s/?/\\?/g; s/	/\\t/g; s/^/    "/; s/$/\\n",/' "$file"
    echo '    NULL};'
done
echo 'const struct embedded_file embedded_files[] = {'
n=0
for file in "$@"; do
    n=$((n + 1))
    echo "    {\"$file\", text_$n},"
done
echo '    {NULL, NULL}};'
