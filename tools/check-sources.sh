#!/bin/sh
# Checks for what the library's Swift sources must not do, beyond what `swift format` knows.
set -eu
cd "$(dirname "$0")/.."

faults=0

# forbid REASON PATTERN: no line of code (comments aside) in Sources/ may match
forbid() {
    found=$(grep -rnE --include='*.swift' "$2" Sources | grep -vE '^[^:]*:[0-9]*:[[:space:]]*//' || true)
    [ -n "$found" ] || return 0
    printf 'check-sources: %s:\n%s\n' "$1" "$found" >&2
    faults=$((faults + 1))
}

[ -n "$(find Sources -name '*.swift')" ] || {
    echo "check-sources: Sources/ has no Swift files" >&2
    exit 1
}

forbid "Foundation and Dispatch would double the library, and start threads in the host" \
    '\<import +([a-z]+ +)?(Foundation[A-Za-z]*|Dispatch)\>'
forbid "a failed check ends the host's process; throw a problem instead" \
    '\<(fatalError|precondition|preconditionFailure)\(|\<try!|\<as!'
forbid "a library does not print" \
    '(^|[^.A-Za-z_])(print|debugPrint)\('

[ "$faults" -eq 0 ]
