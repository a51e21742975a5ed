#!/bin/sh
# broken.sh COMPILER_OBJECTS PATCH...: each patch breaks a copy of the runtime on purpose; the test that it
# names must notice. The header of a patch: `# point: N` (of the runtime's contract, see README.md), what is broken,
# `# expect: KIND NAME`, where KIND is
#   dialog     tests/dialog/NAME.at, played against the broken runtime
#   unit       tests/unit/NAME.c, built with it
#   symbols    the object of qat.h needs mem* only and keeps nothing
#   cplusplus  it is C++
# A patch that does not apply, or whose test passes, is a failure; so is a test that fails without any defect.
# SPDX-License-Identifier: MIT
set -u

root=$(pwd)
out=$root/build/broken
objects=$1
shift
CC=${CC:-cc}
CXX=${CXX:-c++}
sanitize="-fsanitize=address"
warn="-Wall -Wextra -Wconversion -Wshadow -Wpedantic -Werror"
seconds=20 # a test that runs longer hangs

# The compiler with the runtime of folder $1 inside, and what it makes of the specs.
make_header()
{
    cd "$1" || return 1
    ln -sfn "$root/spec" spec
    sh "$root/qat_codegen/embed.sh" spec/*.qat qat_codegen/runtime/* qat_codegen/modem/* \
        qat_codegen/helpers/* >embedded.c &&
        $CC -std=c99 -I"$root/qat_codegen" -c -o embedded.o embedded.c &&
        $CC -o compiler $objects embedded.o &&
        ./compiler gen -o qat.h "$root"/spec "$root"/tests/specs/runtime/later.qat &&
        ./compiler gen --part text -o qat_text.h "$root"/spec "$root"/tests/specs/runtime/later.qat
}

copy_runtime()
{
    rm -rf "$1"
    mkdir -p "$1/qat_codegen"
    cp -r "$root/qat_codegen/runtime" "$root/qat_codegen/modem" "$root/qat_codegen/helpers" "$1/qat_codegen/"
}

# The parts of the harness that do not hold the runtime.
make_harness()
{
    mkdir -p "$out/harness"
    for source in "$root"/tests/harness/*.c; do
        name=$(basename "$source" .c)
        [ "$name" = dialog ] && continue
        $CC -std=c99 -O0 $sanitize "$dialects" -I"$out/sound" -c -o "$out/harness/$name.o" "$source" ||
            return 1
    done
}

make_dialog()
{
    $CC -std=c99 -w -O0 $sanitize "$dialects" -I"$1" -I"$root/tests/harness" -o "$1/dialog" \
        "$root/tests/harness/dialog.c" "$out"/harness/*.o
}

# run_test FOLDER KIND NAME: what is in FOLDER against one test. Its status, or 99: it cannot be built.
run_test()
{
    dir=$1
    case $2 in
    dialog)
        [ -x "$dir/dialog" ] || make_dialog "$dir" || return 99
        timeout $seconds "$dir/dialog" -n 20 "$root/tests/dialog/$3.at"
        ;;
    unit)
        $CC -std=c99 -w -O1 $sanitize -I"$dir" -I"$root/tests/unit" -o "$dir/unit" \
            "$root/tests/unit/$3.c" || return 99
        timeout $seconds "$dir/unit"
        ;;
    symbols)
        printf '#define QAT_IMPLEMENTATION\n#include "qat.h"\n' >"$dir/symbols.c"
        $CC -std=c99 -w -Os -ffreestanding -fno-pie -I"$dir" -c -o "$dir/symbols.o" \
            "$dir/symbols.c" || return 99
        ! nm "$dir/symbols.o" | awk '
            $1 == "U" && $2 !~ /^(memcpy|memset|memmove|memchr|memcmp|_GLOBAL_OFFSET_TABLE_)$/ { print }
            $2 ~ /^[BbDdCSsGg]$/ { print }' | grep .
        ;;
    cplusplus)
        printf '#define QAT_IMPLEMENTATION\n#include "qat.h"\n' >"$dir/cplusplus.cpp"
        $CXX -std=c++11 -O0 $warn -I"$dir" -c -o "$dir/cplusplus.o" "$dir/cplusplus.cpp"
        ;;
    *)
        echo "no such kind of test: $2"
        return 99
        ;;
    esac
}

header()
{
    sed -n "s/^# $1: //p" "$2"
}

# One patch; says ok or FAIL.
try_patch()
{
    name=$(basename "$1" .patch)
    dir=$out/$name
    test=$(header expect "$1")
    if [ -z "$test" ] || [ -z "$(header point "$1")" ]; then
        echo "FAIL $name: no '# point:', or no '# expect:'"
        return
    fi
    copy_runtime "$dir"
    if ! (cd "$dir" && patch -p1 -s --fuzz=0 --no-backup-if-mismatch <"$1") >"$dir/log" 2>&1; then
        echo "FAIL $name: does not apply any more"
        return
    fi
    if ! (make_header "$dir") >>"$dir/log" 2>&1; then
        echo "FAIL $name: no header can be made of it"
        return
    fi
    # shellcheck disable=SC2086
    (run_test "$dir" $test) >>"$dir/log" 2>&1
    status=$?
    if [ $status = 99 ]; then
        echo "FAIL $name: $test cannot be built"
        return
    elif [ $status = 0 ]; then
        echo "FAIL $name: $test passes"
    else
        echo "ok   $name: $test"
    fi
    rm -rf "$dir"
}

# The tests that are named pass without a defect.
try_sound()
{
    cat "$@" | sed -n 's/^# expect: //p' | sort -u | while read -r kind name; do
        (run_test "$out/sound" "$kind" "$name") >"$out/sound/log" 2>&1 ||
            echo "FAIL $kind $name: fails without any defect"
    done
}

if [ "${1:-}" = --one ]; then # one of those that run side by side
    dialects=$DIALECTS
    try_patch "$2"
    exit 0
fi
copy_runtime "$out/sound"
(make_header "$out/sound") || exit 1
names=$(sed -n 's/^extern const qat_dialect_t qat_\([a-z0-9_]*\);.*/X(\1)/p' "$out/sound/qat.h" | tr '\n' ' ')
dialects="-DQAT_TEST_DIALECTS=$names"
make_harness || exit 1
try_sound "$@" >"$out/results"
export DIALECTS="$dialects" CC CXX
printf '%s\n' "$@" | xargs -P 2 -I PATCH sh "$0" "$objects" --one "$root/PATCH" >>"$out/results"
sort -k2 "$out/results"
failed=$(grep -c '^FAIL' "$out/results")
echo "$(grep -c '^ok' "$out/results") passed, $failed failed"
[ "$failed" = 0 ]
