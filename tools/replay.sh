#!/bin/sh
# Runs fuzz targets on what is kept in Tests/fuzz/corpus, as plain tests.
#
# usage: replay.sh PROGRAM...    PROGRAM: a target without the fuzzer, .../fuzz_json for example
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for program; do
    target=$(basename "$program")
    target=${target#fuzz_}
    # The cases of the other tests are requests too.
    more=
    [ "$target" != request ] || more='Tests/data/valid Tests/data/invalid'
    # shellcheck disable=SC2086
    if ! TMPDIR=$scratch "$program" "Tests/fuzz/corpus/$target" $more >"$scratch/log" 2>&1; then
        tail -20 "$scratch/log" >&2
        echo "replay: $target failed; the input is the last file named above" >&2
        exit 1
    fi
    printf '  ok      %-16s %4d inputs\n' "$target" "$(grep -c '^Tests/' "$scratch/log")"
done
