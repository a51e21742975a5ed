#!/bin/sh
# run.sh [--golden] QAT_CODEGEN OUT: exports the project's specs and the small one, and looks at what came out.
# SPDX-License-Identifier: MIT
set -u
here=$(dirname "$0")
golden=no
[ "$1" = --golden ] && { golden=yes; shift; }
qcg=$1
out=$2
small=$here/../gen/small.qat
passed=0
failed=0
mkdir -p "$out"

ok()
{
    what=$1
    shift
    if "$@" >"$out/log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $what: $*"
        head -n 20 "$out/log"
    fi
}

# same NAME ARGUMENT...: what export writes of the small spec is word for word tests/export/NAME
same()
{
    name=$1
    shift
    "$qcg" export "$@" -o "$out/$name" "$small" || failed=$((failed + 1))
    [ "$golden" = no ] || cp "$out/$name" "$here/$name"
    ok "$name" diff "$here/$name" "$out/$name"
}

for spec in spec "$small"; do
    name=$(basename "$spec" .qat)
    ok "$name: json" "$qcg" export --format json -o "$out/$name.json" "$spec"
    ok "$name: the data follows its schema and names only what there is" \
        python3 -W ignore "$here/json_check.py" spec/export.schema.json "$out/$name.json"
    rm -rf "$out/$name"
    ok "$name: reference" "$qcg" export --format md -o "$out/$name" "$spec"
    ok "$name: one document" "$qcg" export --format md -o "$out/$name.md" "$spec"
    ok "$name: links, order, completeness" python3 "$here/md_check.py" "$out/$name.json" "$out/$name"
    ok "$name: the same in one document" python3 "$here/md_check.py" "$out/$name.json" "$out/$name.md"
    ok "$name: dictionary" "$qcg" export --format dict -o "$out/$name.dict" "$spec"
    ok "$name: dictionary is one" python3 "$here/dict_check.py" "$out/$name.json" "$out/$name.dict"
    ok "$name: overview" "$qcg" export --format dot -o "$out/overview.dot" "$spec"
    ok "$name: lives" "$qcg" export --format dot --only '*' -o "$out/all.dot" "$spec"
    for d in $(python3 -c "import json, sys; print(*[d['name'] for d in json.load(open(sys.argv[1]))['dialects']])" "$out/$name.json"); do
        ok "$name: trie of $d" "$qcg" export --format dot --dialect "$d" -o "$out/$d.dot" "$spec"
        ok "$name: $d: the life of every command, the head of every urc" sh -c \
            "$qcg export --format dot --dialect $d --only '*' -o $out/$d.all.dot $spec &&
             python3 $here/dot_check.py $out/$name.json $d $out/$d.dot $out/$d.all.dot"
    done
    for form in json md dict; do
        ok "$name: $form: same bytes again" sh -c "$qcg export --format $form $spec | cmp - $out/$name.$form"
    done
done

same small.json --format json
same small.md --format md
same small.dict --format dict
same overview.dot --format dot
same lives.dot --format dot --only 'upload,open'
same trie.dot --format dot --dialect one

ok "only dot takes a choice" sh -c "$qcg export --format md --only csq $small 2>&1 | grep -q E905"
ok "dot: unknown dialect" sh -c "! $qcg export --format dot --dialect nine $small > /dev/null 2>&1"
echo "export: $passed passed, $failed failed"
[ "$failed" = 0 ]
