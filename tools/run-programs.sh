#!/bin/sh
# Runs test programs, as many at a time as there are processors: a line for each, and the output of those that fail.
#
# A program passes when it exits with 0. It runs in the root of the project, with a TMPDIR of its own that is gone
# afterwards.
#
# usage: run-programs.sh WRAPPER PROGRAM...    WRAPPER: the command to run them under, such as valgrind, or ''
set -u

limit=${PROVISOR_TEST_SECONDS:-600} # a test that hangs is a test that fails

# usage: run-programs.sh --one FOLDER WRAPPER PROGRAM    for the script itself
if [ "${1-}" = --one ]; then
    folder=$2
    wrapper=$3
    program=$4
    name=$(basename "$program")
    scratch=$folder/$name
    mkdir -p "$scratch/tmp"
    chmod 711 "$scratch" # a test that gives up its privileges must get to its files
    start=$(date +%s)
    # shellcheck disable=SC2086  # the wrapper is a command with arguments
    TMPDIR=$scratch/tmp timeout "$limit" $wrapper "$program" >"$scratch/output" 2>&1
    status=$?
    seconds=$(($(date +%s) - start))
    {
        flock 9 # one whole result at a time
        if [ $status -eq 0 ]; then
            printf '  ok      %-32s %4d s\n' "$name" "$seconds"
        else
            [ $status -ne 124 ] || echo "stopped after $limit s" >>"$scratch/output"
            printf '  FAILED  %-32s %4d s  exit status %d\n' "$name" "$seconds" $status
            sed 's/^/          /' "$scratch/output"
        fi
    } 9>"$folder/lock"
    chmod -R u+rwX "$scratch/tmp" # tests of unreadable files leave some
    rm -rf "$scratch"
    exit $((status != 0))
fi

wrapper=$1
shift
if [ $# -eq 0 ]; then
    echo "run-programs: there are none" >&2
    exit 1
fi
folder=$(mktemp -d)
chmod 711 "$folder"
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
printf '%s\n' "$@" | xargs -d '\n' -n 1 -P "$(nproc)" "$0" --one "$folder" "$wrapper"
