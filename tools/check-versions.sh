#!/bin/sh
# Checks that every place that repeats the version agrees with the file VERSION.
set -eu
cd "$(dirname "$0")/.."

version=$(cat VERSION)
faults=0

# expect WHERE FOUND WANTED
expect() {
    [ "$2" = "$3" ] && return
    echo "check-versions: $1 says '$2', VERSION says '$3'" >&2
    faults=$((faults + 1))
}

macro() {
    sed -n "s/^#define $1 \"\{0,1\}\([0-9.]*\)\"\{0,1\}\$/\1/p" include/provisor.h
}

major=${version%%.*}
patch=${version##*.}
minor=${version#*.}
minor=${minor%.*}

expect "PROVISOR_VERSION" "$(macro PROVISOR_VERSION)" "$version"
expect "PROVISOR_VERSION_MAJOR" "$(macro PROVISOR_VERSION_MAJOR)" "$major"
expect "PROVISOR_VERSION_MINOR" "$(macro PROVISOR_VERSION_MINOR)" "$minor"
expect "PROVISOR_VERSION_PATCH" "$(macro PROVISOR_VERSION_PATCH)" "$patch"
expect "the newest node of provisor.map" \
    "$(sed -n 's/^PROVISOR_\([0-9.]*\) *{.*/\1/p' provisor.map | sort -t. -k1,1n -k2,2n | tail -n 1)" "$major.$minor"
expect "__version__ of bindings/python" \
    "$(sed -n "s/^__version__ = [\"']\(.*\)[\"']\$/\1/p" bindings/python/provisor/__init__.py)" "$version"

[ "$faults" -eq 0 ]
