#!/bin/sh
# Runs one stage of the tests under a headline, and notes how it went for the summary of `make test`.
#
# usage: stage.sh NAME COMMAND...
set -u

name=$1
shift
mkdir -p build
printf '\n== %s\n' "$name"
start=$(date +%s)
"$@"
status=$?
seconds=$(($(date +%s) - start))
if [ $status -ne 0 ]; then
    printf '== %s FAILED\n' "$name" >&2
    exit $status
fi
printf '%-18s passed %4d s\n' "$name" "$seconds" >>build/summary
