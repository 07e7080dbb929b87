#!/bin/sh
# Builds the library with coverage, AddressSanitizer and UndefinedBehaviorSanitizer, and lets libFuzzer loose on it.
#
# usage: fuzz.sh SECONDS [TARGET...]    TARGET: request, json, http, ...; all of Tests/fuzz when none is named
#
# What was learned is kept in build/fuzz/corpus, what was found in build/fuzz/findings; a line for each target at the
# end tells executions, edges and findings.
set -eu
cd "$(dirname "$0")/.."

seconds=$1
shift
[ $# -gt 0 ] || set -- $(ls Tests/fuzz | sed -n 's/^fuzz_\(.*\)\.c$/\1/p')
library=build/fuzz/release/libprovisor.so
logs=${PROVISOR_FUZZ_LOGS:-build/fuzz/logs}
mkdir -p build/fuzz/targets build/fuzz/findings "$logs"

clang=$(swiftc -print-target-info | tr -d '\n' |
    sed -n 's/.*"runtimeResourcePath": *"\([^"]*\)".*/\1/p')/../../bin/clang
[ -x "$clang" ] || {
    echo "fuzz: the Swift toolchain has no clang at $clang" >&2
    exit 1
}

# Swift checks its own arithmetic; UndefinedBehaviorSanitizer is for what is C.
swift build -c release --sanitize=address --scratch-path build/fuzz --product provisor -Xcc -fsanitize=undefined \
    -Xswiftc -sanitize-coverage=edge,inline-8bit-counters,pc-table,trace-cmp,indirect-calls
ln -sfn libprovisor.so "build/fuzz/release/libprovisor.so.$(cut -d. -f1 VERSION)" # where its soname leads
nm -D "$library" | grep -q ' U __sanitizer_cov_8bit_counters_init$' || {
    echo "fuzz: $library is not instrumented" >&2
    exit 1
}

# In memory where that is possible: a target of stores writes files for every input.
scratch=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

failed=0
for target; do
    program=build/fuzz/targets/fuzz_$target
    corpus=build/fuzz/corpus/$target
    mkdir -p "$corpus"
    # The program holds the fuzzer, so it must show its symbols to the library.
    # shellcheck disable=SC2016  # $ORIGIN is for the loader
    "$clang" -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Werror -fsanitize=fuzzer,address,undefined \
        -fno-sanitize-recover=undefined -fno-omit-frame-pointer -Iinclude -ITests/fuzz "Tests/fuzz/fuzz_$target.c" \
        -o "$program" -fuse-ld=lld -rdynamic -Lbuild/fuzz/release '-Wl,-rpath,$ORIGIN/../release' -lprovisor -ljansson \
        -lsqlite3
    case $target in
    json) longest=512 ;; # a byte may stand for a megabyte
    store) longest=65536 ;;
    *) longest=4096 ;;
    esac
    status=0
    TMPDIR=$scratch "$program" -max_total_time="$seconds" -dict="Tests/fuzz/$target.dict" -max_len=$longest -timeout=30 \
        -rss_limit_mb=3072 -print_final_stats=1 -artifact_prefix="build/fuzz/findings/$target-" \
        "$corpus" "Tests/fuzz/corpus/$target" >"$logs/$target.log" 2>&1 || status=$?
    sed -n 's/^stat::number_of_executed_units: */executions /p' "$logs/$target.log" | tail -1 |
        { read -r executions || executions='executions ?'; echo "$executions"; } >"$scratch/executions"
    edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$logs/$target.log" | tail -1)
    printf '  %-14s %-24s %6s edges  %s\n' "$target" "$(cat "$scratch/executions")" "${edges:-?}" \
        "$([ $status -eq 0 ] && echo 'nothing found' || echo "FOUND something: $logs/$target.log")"
    [ $status -eq 0 ] || failed=1
done
exit $failed
