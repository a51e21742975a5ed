#!/bin/sh
# need.sh TOOL:PACKAGE...: makes sure that the tools are there. Installs missing ones through the package manager where that is
# possible; otherwise names them and fails. Nothing is skipped silently.
# SPDX-License-Identifier: MIT
set -eu

missing=
for pair in "$@"; do
    tool=${pair%%:*}
    package=${pair#*:}
    case $tool in
    */*) [ -e "$tool" ] || missing="$missing $package" ;;
    *) command -v "$tool" >/dev/null 2>&1 || missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "need.sh: installing$missing"
    apt-get -o DPkg::Lock::Timeout=400 update -qq >/dev/null 2>&1 || true
    # shellcheck disable=SC2086
    if DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=400 install -y -qq --no-install-recommends $missing >/dev/null 2>&1; then
        exit 0
    fi
fi
echo "need.sh: not installed, and could not be installed here:$missing (Debian package names)" >&2
exit 1
