#!/bin/sh
# Runs test programs one after the other: a line for each, and the output of those that fail.
#
# A program passes when it exits with 0. It runs in the root of the project, with a TMPDIR of its own that is gone
# afterwards.
#
# usage: run-programs.sh WRAPPER PROGRAM...    WRAPPER: the command to run them under, such as valgrind, or ''
set -u

wrapper=$1
shift
if [ $# -eq 0 ]; then
    echo "run-programs: there are none" >&2
    exit 1
fi

limit=${PROVISOR_TEST_SECONDS:-600} # a test that hangs is a test that fails
scratch=$(mktemp -d)
chmod 711 "$scratch" # a test that gives up its privileges must get to its files
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
failed=0

for program; do
    name=$(basename "$program")
    mkdir "$scratch/tmp"
    start=$(date +%s)
    # shellcheck disable=SC2086  # the wrapper is a command with arguments
    TMPDIR=$scratch/tmp timeout "$limit" $wrapper "$program" >"$scratch/output" 2>&1
    status=$?
    seconds=$(($(date +%s) - start))
    if [ $status -eq 0 ]; then
        printf '  ok      %-32s %4d s\n' "$name" "$seconds"
    else
        failed=$((failed + 1))
        [ $status -ne 124 ] || echo "stopped after $limit s" >>"$scratch/output"
        printf '  FAILED  %-32s %4d s  exit status %d\n' "$name" "$seconds" $status
        sed 's/^/          /' "$scratch/output"
    fi
    chmod -R u+rwX "$scratch/tmp" # tests of unreadable files leave some
    rm -rf "$scratch/tmp"
done

[ $failed -eq 0 ]
