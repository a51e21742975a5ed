#!/bin/sh
# cli.sh QAT_CODEGEN: the command line; files that cannot be read or written.
# SPDX-License-Identifier: MIT
set -eu
here=$(cd "$(dirname "$0")" && pwd)
codegen=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/qat-cli.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
ran=0 failed=0

# expect STATUS TEXT ARGUMENT...: the text stands in what is printed.
expect() {
    want=$1 text=$2
    shift 2
    ran=$((ran + 1))
    status=0
    "$codegen" "$@" > out 2>&1 < /dev/null || status=$?
    if [ "$status" != "$want" ] || { [ -n "$text" ] && ! grep -qF -- "$text" out; }; then
        failed=$((failed + 1))
        echo "FAIL qat_codegen $*: wanted status $want and: $text" >&2
        echo "     status $status and: $(head -c 500 out)" >&2
    fi
}

cat > good.qat << 'EOF'
module good "Good"
finals { ok OK }
command a {
    > AT
    < OK  within 1 s
    example AT
}
EOF
printf 'module bad "Bad"\nfoo\n' > bad.qat
: > empty.qat
mkdir folder loop empty-folder
cp good.qat folder/b.qat
cp bad.qat folder/a.txt
ln -s . loop/again

expect 0 'usage: qat_codegen gen|check' --help
expect 1 'usage: qat_codegen gen|check'
expect 1 'usage: qat_codegen gen|check' frobnicate
expect 0 'qat_codegen ' --version
for verb in gen check decode export; do
    expect 0 "usage: qat_codegen $verb" $verb --help
    expect 1 E908 $verb
    expect 1 E905 $verb --frobnicate good.qat
done
expect 1 E905 check --backend table good.qat
expect 1 E906 gen good.qat -o
expect 1 E907 gen --backend fast -o x good.qat
expect 1 E907 gen --side=modern -o x good.qat
expect 1 E907 gen --part some -o x good.qat
expect 1 E907 check --dump=model good.qat
expect 1 E907 export --format xml good.qat
expect 1 E908 gen good.qat
expect 1 E908 export good.qat
expect 1 E908 decode good.qat
expect 1 E909 decode --dialect a one two
expect 1 E909 decode --dialect a --json=yes one

expect 0 'spec: 1 files, 1 commands, 0 urcs, 0 dialects; examples: 1 of 1 commands' check good.qat
expect 0 'spec: 1 files' check folder
expect 0 'spec: 1 files' check folder/
expect 1 'bad.qat:2:1: error E101' check good.qat bad.qat
expect 1 'spec: 2 files, 1 commands, 0 urcs, 0 dialects; 1 error' check good.qat bad.qat
expect 1 'empty.qat: error E120' check empty.qat
expect 1 E901 check nowhere.qat
expect 1 E901 check good.qat nowhere.qat
expect 1 E902 check empty-folder
expect 1 E903 check /dev/zero
expect 1 E904 check loop
expect 0 'lit "AT"' check --dump=tree good.qat
expect 0 '1:1 word module' check --dump tokens good.qat
expect 1 'E101' check --dump=tree bad.qat
for format in json md dot dict; do
    expect 0 '' export --format $format -o out.$format good.qat
    [ -s out.$format ] || expect 0 "something in out.$format" --version
    [ $format = md ] || expect 1 E910 export --format $format -o empty-folder good.qat
    expect 1 E101 export --format $format bad.qat
done
expect 0 '"name":"a"' export --format json good.qat
expect 0 '### a' export --format md good.qat
expect 0 '' export --format md -o pages good.qat
[ -s pages/README.md ] && [ -s pages/good.md ] || expect 0 'pages of the reference' --version
expect 1 E910 export --format md -o good.qat/pages good.qat
expect 0 'label = "good' export --format dot good.qat
expect 0 'cluster_a' export --format dot --only a good.qat
expect 1 E921 export --format dot --dialect none good.qat
expect 1 E905 export --format json --only a good.qat
expect 0 '"OK"' export --format dict good.qat
expect 0 '"title":"Says nothing","use":["first"],"without":[],"boot":["rdy"]' export --format json "$here/check/inherited.qat"
expect 0 '"echo":true,"boot_ok":false,"numeric":false,"guard_ms":700' export --format json "$here/check/inherited.qat"
if [ -w /dev/full ]; then
    ran=$((ran + 1))
    if "$codegen" check --dump=tree good.qat > /dev/full 2> out || ! grep -q E910 out; then
        failed=$((failed + 1))
        echo "FAIL check --dump=tree > /dev/full must fail with E910" >&2
    fi
fi
if [ "$(id -u)" != 0 ]; then
    chmod 000 good.qat
    expect 1 E901 check good.qat
fi

echo "cli: $ran runs, $failed failed"
[ "$failed" = 0 ]
