#!/bin/sh
# run.sh QAT_CODEGEN: sessions decoded, each compared with its .json and .txt (committed, read by people).
# SPDX-License-Identifier: MIT
set -eu
cd "$(dirname "$0")"
codegen=$1
case $codegen in /*) ;; *) codegen=$OLDPWD/$codegen ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/qat-decode.XXXXXX")
trap 'rm -rf "$work"' EXIT
ran=0 failed=0

dialect_of() {
    case $1 in counted.log) echo bg95 ;; neul.log) echo bc68 ;; *) echo bg96 ;; esac
}

for session in *.log *.bin; do
    base=${session%.*}
    ran=$((ran + 1))
    "$codegen" decode --dialect "$(dialect_of "$session")" --json "$session" > "$work/json" || failed=$((failed + 1))
    "$codegen" decode --dialect "$(dialect_of "$session")" - < "$session" > "$work/txt" || failed=$((failed + 1))
    for form in json txt; do
        if ! diff "$base.$form" "$work/$form" >&2; then
            echo "FAIL decode $session, $form (< committed, > given)" >&2
            failed=$((failed + 1))
        fi
    done
done

# What the exit status says: 1 for a dialect or a file that is not there, 0 for a session that is all unknown.
"$codegen" decode --dialect nothing order.log > /dev/null 2>&1 && { echo "FAIL decode: unknown dialect" >&2; failed=$((failed + 1)); }
"$codegen" decode --dialect bg96 no-such-file > /dev/null 2>&1 && { echo "FAIL decode: no file" >&2; failed=$((failed + 1)); }
"$codegen" decode --dialect bg96 . > /dev/null 2>&1 && { echo "FAIL decode: a folder" >&2; failed=$((failed + 1)); }
printf '' | "$codegen" decode --dialect bg96 - > /dev/null || { echo "FAIL decode: an empty file" >&2; failed=$((failed + 1)); }
echo "decode: $ran sessions, $failed failed"
[ "$failed" = 0 ]
