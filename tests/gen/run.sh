#!/bin/sh
# run.sh QAT_CODEGEN OUT SPEC_FOLDER...: what `gen` writes is what it should be, and compiles everywhere.
# SPDX-License-Identifier: MIT
set -u

qcg=$1
out=$2
shift 2
here=$(dirname "$0")
warn="-Wall -Wextra -Wconversion -Wshadow -Wpedantic -Werror"
passed=0
failed=0
mkdir -p "$out"

# ok WHAT COMMAND...: the command succeeds
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

# refuses WHAT TEXT COMMAND...: the command fails, says TEXT, and leaves no file $out/refused.h
refuses()
{
    what=$1
    text=$2
    shift 2
    rm -f "$out/refused.h"
    if "$@" >"$out/log" 2>&1 || ! grep -q "$text" "$out/log" || [ -e "$out/refused.h" ]; then
        failed=$((failed + 1))
        echo "FAIL $what: expected a refusal with $text"
        head -n 20 "$out/log"
    else
        passed=$((passed + 1))
    fi
}

# source FILE HEADER...: a C file that includes the headers with their implementations
source_of()
{
    file=$1
    shift
    printf '#define QAT_IMPLEMENTATION\n#define QAM_IMPLEMENTATION\n' >"$file"
    for header; do
        echo "#include \"$header\"" >>"$file"
    done
    echo 'int main(void) { return 0; }' >>"$file"
}

# compiles DIR FILE: as C99 and C++11 by both compilers; host code for microcontrollers too
compiles()
{
    ok "$2 C99 gcc" gcc -std=c99 $warn -I"$1" -c "$2" -o "$out/object.o"
    ok "$2 C99 clang" clang -std=c99 $warn -I"$1" -c "$2" -o "$out/object.o"
    ok "$2 C++11 g++" g++ -x c++ -std=c++11 $warn -I"$1" -c "$2" -o "$out/object.o"
    ok "$2 C++11 clang" clang++ -x c++ -std=c++11 $warn -I"$1" -c "$2" -o "$out/object.o"
}

small_machines()
{
    ok "$2 short enums" gcc -std=c99 $warn -fshort-enums -I"$1" -c "$2" -o "$out/object.o"
    ok "$2 Cortex-M0+" arm-none-eabi-gcc -std=c99 -mcpu=cortex-m0plus -mthumb -Os $warn -I"$1" -c "$2" -o "$out/object.o"
    ok "$2 AVR" avr-gcc -std=c99 -mmcu=atmega2560 -Os $warn -I"$1" -c "$2" -o "$out/object.o"
}

# at_most_15 HEADER: a command takes at most 15 lines, from its comment to its prototype; one with 16 optional fields
# and more a few more
at_most_15()
{
    awk '/======== implementation/ { exit }
         /^\/\* ---- commands ----/ { generated = 1 }
         !generated { next }
         /^$/ { n = wide = 0; next }
         /^#define/ { wide = 5; next } # presence bits that are no enumerators: the struct is as long as it is
         { n++ }
         /^int qat_[a-z0-9_]*\(qat_t \*q, qat_[a-z0-9_]*_t \*r\);/ {
             commands++
             if (n > 15 + wide) { print FILENAME ": " $0 " takes " n " lines"; bad = 1 }
         }
         END { if (!commands) { print "no commands found"; bad = 1 } exit bad }' "$1"
}

dialects_of()
{
    sed -n 's/^dialect  *\([a-z0-9_]*\).*/\1/p' "$1"/*.qat
}

# ---- the small spec: its header, word for word ----

small=$here/small.qat
ok "small: golden" sh -c "$qcg gen --part dialects -o - $small | cmp - $here/small.h"
ok "small: dump of the model" sh -c "$qcg gen --dump=model $small | grep -q 'command 8 close'"
ok "small: dump of the tables" sh -c "$qcg gen --dump=tables $small | grep -q '^heads\|trie: '"

# ---- parts, pruning ----

mkdir -p "$out/parts"
ok "part runtime" "$qcg" gen --part runtime -o "$out/parts/qat_runtime.h" "$small"
ok "part dialects" "$qcg" gen --part dialects -o "$out/parts/qat_small.h" "$small"
source_of "$out/parts/parts.c" qat_runtime.h qat_small.h
compiles "$out/parts" "$out/parts/parts.c"
sed 's/QAT_VERSION != [0-9]*/QAT_VERSION != 99999/' "$out/parts/qat_small.h" >"$out/parts/qat_other.h"
source_of "$out/parts/other.c" qat_runtime.h qat_other.h
refuses "version gate" "belong to version" gcc -std=c99 -I"$out/parts" -c "$out/parts/other.c" -o "$out/refused.h"
ok "only" "$qcg" gen --only 'reg*,at' -o "$out/parts/only.h" "$small"
ok "only: chosen" grep -q 'int qat_reg_read(' "$out/parts/only.h"
ok "only: boot urcs stay" grep -q 'QAT_URC_READY' "$out/parts/only.h"
ok "only: others are gone" sh -c "! grep -q 'qat_upload' $out/parts/only.h"
source_of "$out/parts/pruned.c" only.h
compiles "$out/parts" "$out/parts/pruned.c"

# ---- refusals ----

refuses "unknown dialect" E921 "$qcg" gen --dialect nine -o "$out/refused.h" "$small"
refuses "direct: the modem's side" E922 "$qcg" gen --backend direct --side modem -o "$out/refused.h" "$small"
refuses "direct: no re2c" E925 env PATH=/nowhere "$qcg" gen --backend direct -o "$out/refused.h" "$small"
printf '#!/bin/sh\nexit 3\n' > "$out/re2c"
chmod +x "$out/re2c"
refuses "direct: re2c gives up" E926 env PATH="$out:$PATH" "$qcg" gen --backend direct -o "$out/refused.h" "$small"
refuses "modem of two dialects" E923 "$qcg" gen --side modem -o "$out/refused.h" "$small"
refuses "folder that is not there" E910 "$qcg" gen -o "$out/none/refused.h" "$small"
for limit in "$here"/limits/*.qat; do
    refuses "$limit" E920 "$qcg" gen -o "$out/refused.h" "$limit"
    refuses "$limit, by check" E920 "$qcg" check "$limit"
done

# ---- every spec, both sides ----

for folder in "$here" "$@"; do
    name=$(basename "$(cd "$folder" && pwd)")
    specs=$folder
    [ "$folder" = "$here" ] && specs=$small
    dir=$out/$name
    mkdir -p "$dir"
    ok "$name: host" "$qcg" gen -o "$dir/qat.h" "$specs"
    ok "$name: same bytes again" sh -c "$qcg gen -o - $specs | cmp - $dir/qat.h"
    ok "$name: text" "$qcg" gen --part text -o "$dir/qat_text.h" "$specs"
    ok "$name: at most 15 lines a command" at_most_15 "$dir/qat.h"
    source_of "$dir/host.c" qat.h
    source_of "$dir/both.c" qat.h qat_text.h
    compiles "$dir" "$dir/host.c"
    compiles "$dir" "$dir/both.c"
    small_machines "$dir" "$dir/host.c"
    ok "$name: data" "$qcg" export --format json -o "$dir/data.json" "$specs"
    python3 "$here/examples.py" "$dir/data.json" $(ls "$specs"/*.qat 2>/dev/null || echo "$specs") >"$dir/examples.inc"
    for d in $(dialects_of "$folder"); do
        mkdir -p "$dir/$d"
        prunings="c?reg* at,csq q*"
        [ "$name" = gen ] && prunings="reg* at,u* *"
        set -f
        for only in $prunings; do
            ok "$name: $d pruned to $only" sh -fc "$qcg gen --dialect $d --only '$only' -o $dir/$d/only.h $specs &&
                python3 $here/pruned.py $dir/data.json $dir/$d/only.h $d \$(echo '$only' | tr , ' ')"
        done
        set +f
        ok "$name: modem $d" "$qcg" gen --side modem --dialect "$d" -o "$dir/$d/qam.h" "$specs"
        source_of "$dir/$d/modem.c" qam.h
        compiles "$dir/$d" "$dir/$d/modem.c"
        ok "$name: examples $d compile" gcc -std=c99 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -I"$dir" \
            -I"$dir/$d" -DDIALECT="qat_$d" -DDIALECT_NAME="\"$d\"" "$here/examples.c" -o "$dir/$d/examples"
        ok "$name: examples $d" "$dir/$d/examples"
        ok "$name: text of modem $d" "$qcg" gen --side modem --part text --dialect "$d" -o "$dir/$d/qam_text.h" "$specs"
        ok "$name: round trip $d compiles" gcc -std=c99 -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
            -Wall -Wextra -I"$dir" -I"$dir/$d" -DDIALECT="qat_$d" -DDIALECT_NAME="\"$d\"" "$here/round/round.c" -o "$dir/$d/round"
        ok "$name: round trip $d, SEED ${SEED:-1}" "$dir/$d/round" "${SEED:-1}"
    done
done

# ---- a module that writes no blank behind a colon ----

mkdir -p "$out/tight"
ok "tight: modem" "$qcg" gen --side modem --dialect bc68 -o "$out/tight/qam.h" spec
ok "tight: compiles" gcc -std=c99 $warn -I"$out/tight" "$here/tight.c" -o "$out/tight/tight"
ok "tight: lines of a BC68" "$out/tight/tight"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
