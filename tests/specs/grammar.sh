#!/bin/sh
# grammar.sh: the rules above the parse functions are those of spec/README.md, word for word.
# SPDX-License-Identifier: MIT
set -eu
cd "$(dirname "$0")/../.."
work=${TMPDIR:-/tmp}/qat-grammar.$$
trap 'rm -f "$work".*' EXIT

# One rule a line, blanks squeezed. $1: the pattern that a rule begins with; $2: the one of its further lines.
rules() {
    awk -v head="$1" -v more="$2" '
        function flush() { if (rule != "") print rule; rule = "" }
        $0 ~ head { flush(); rule = $0; next }
        rule != "" && $0 ~ more { rule = rule " " $0; next }
        { flush() }
        END { flush() }' |
        sed 's/\*\///g; s/^ *\/\*//; s/ \* */ /g; s/  */ /g; s/^ //; s/ $//' | sort
}

cat qat_codegen/parse*.c | rules '^/[*] [a-z-]+ = ' '^ [*]  +[|]' > "$work.code"
rules '^    [a-z-]+ +=' '^      +[|]' < spec/README.md | sed 's/ \* */ /g' > "$work.doc"
if diff "$work.code" "$work.doc"; then
    echo "grammar: $(wc -l < "$work.code") rules, the same in both places"
else
    echo "grammar: < above a parse function, > in spec/README.md" >&2
    exit 1
fi
