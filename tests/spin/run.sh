#!/bin/sh
# run.sh FOLDER: searches every state of command.pml: no error; and with each of its rules left out: an error. The
# names of states in the model must be those of the runtime. SPDX-License-Identifier: MIT
set -u

here=$(dirname "$0")
runtime=$here/../../qat_codegen/runtime
work=$1
passed=0
failed=0
mkdir -p "$work"

tell()
{
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $2"
    fi
}

# search NAME FLAGS...: leaves what pan says in NAME.log
search()
{
    name=$1
    shift
    rm -rf "${work:?}/$name"
    mkdir -p "$work/$name"
    cp "$here/command.pml" "$work/$name"
    (cd "$work/$name" && spin "$@" -a command.pml && ${CC:-cc} -O2 -w -DSAFETY -DCOLLAPSE -DMEMLIM=1000 -o pan pan.c &&
        ./pan -m200000) > "$work/$name.log" 2>&1
}

search whole
grep -q 'errors: 0' "$work/whole.log" &&
    ! grep -q 'not completed\|max search depth too small\|out of memory' "$work/whole.log"
tell $? "command.pml has an error, or the search did not end: $work/whole.log"

for rule in $(sed -n 's/^ \*   -D\(NO_[A-Z_]*\) .*/\1/p' "$here/command.pml"); do
    search "$rule" "-D$rule"
    grep -q 'assertion violated' "$work/$rule.log"
    tell $? "without its rule ($rule) the model has no error: $work/$rule.log"
done

for name in $(grep -o 'QATI_[A-Z_]*[A-Z]' "$here/command.pml" | sort -u); do
    grep -q -w "$name" "$runtime/internal.h" "$runtime/recover.c"
    tell $? "the runtime has no $name"
done

grep 'states, stored' "$work/whole.log"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
