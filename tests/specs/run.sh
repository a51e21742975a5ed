#!/bin/sh
# run.sh QAT_CODEGEN [FOLDER|FILE.qat]...: specs that must fail, and specs that must not.
# SPDX-License-Identifier: MIT
#
# A complaint is expected on the line that says `# expect E101` (several ids: one for each complaint), or on
# the line that `# expect E101 on line 7` names; line 0 is the file as a whole. A spec that expects nothing
# must pass. When a file of its name with .tree lies beside it, it is parsed only, and that is the tree.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
codegen=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
shift
[ $# -gt 0 ] || set -- "$here/parse" "$here/check" "$here/overlap"
"$codegen" --version > /dev/null
work=$(mktemp -d "${TMPDIR:-/tmp}/qat-specs.XXXXXX")
trap 'rm -rf "$work"' EXIT
ran=0 failed=0 complaints=0

expected() {
    awk '{
        at = index($0, "# expect ")
        if (at == 0) next
        n = split(substr($0, at + 9), word, " ")
        line = NR
        for (i = 1; i + 2 <= n; i++) if (word[i] == "on" && word[i + 1] == "line") line = word[i + 2]
        for (i = 1; i <= n && word[i] ~ /^[EW][0-9]+$/; i++) print line, word[i]
    }' "$1" | sort
}

actual() {
    awk -v file="$1" 'index($0, file ":") == 1 {
        rest = substr($0, length(file) + 2)
        if (match(rest, /^[0-9]+:[0-9]+: (error|warning) [EW][0-9]+:/)) {
            split(rest, part, /[: ]+/)
            print part[1], part[4]
        } else if (match(rest, /^ (error|warning) [EW][0-9]+:/)) {
            split(rest, part, /[: ]+/)
            print 0, part[3]
        }
    }' "$2" | sort
}

complain() {
    failed=$((failed + 1))
    echo "FAIL $1: $2" >&2
}

run_one() {
    spec=$1
    status=0
    ran=$((ran + 1))
    tree=${spec%.qat}.tree
    dump=
    [ ! -f "$tree" ] || dump=--dump=tree
    "$codegen" check $dump "$spec" > "$work/out" 2> "$work/err" || status=$?
    expected "$spec" > "$work/expected"
    actual "$spec" "$work/err" > "$work/actual"
    complaints=$((complaints + $(wc -l < "$work/expected")))
    if ! diff "$work/expected" "$work/actual" > "$work/diff"; then
        complain "$spec" "complaints differ (< expected, > given)"
        cat "$work/diff" >&2
    elif [ "$status" != "$(grep -q ' E' "$work/expected" && echo 1 || echo 0)" ]; then
        complain "$spec" "exit status $status"
        head -20 "$work/err" >&2
    elif [ -f "$tree" ]; then
        diff "$tree" "$work/out" >&2 || complain "$spec" "another tree (< committed, > given)"
    fi
}

for where in "$@"; do
    for spec in $(find "$where" -name '*.qat' | LC_ALL=C sort); do
        run_one "$spec"
    done
done
echo "specs: $ran files, $complaints complaints, $failed failed"
[ "$failed" = 0 ]
