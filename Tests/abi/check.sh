#!/bin/sh
# Compares the places that list the library's functions: the headers, provisor.map, the library itself and the table
# of the Python binding. Checks too that what compiled programs hold as numbers has not changed (layout.c).
set -eu
cd "$(dirname "$0")/../.."
export LC_ALL=C # one order for sort and diff

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cc=${TEST_CC:-cc}
faults=0

fault() {
    echo "test-abi: $*" >&2
    faults=$((faults + 1))
}

# compare NAME: the list NAME holds what the headers declare
compare() {
    if diff "$scratch/headers" "$scratch/$1" >"$scratch/difference"; then
        echo "  $(wc -l <"$scratch/$1") functions: $1"
    else
        fault "the headers (<) and $1 (>) differ:"
        cat "$scratch/difference" >&2
    fi
}

# Every list has lines like "provisor_open 0.1": the function, and the release that added it.

# In the headers the release is the last "@since" above the function.
awk '
    / \* @since / { since = $3 }
    match($0, /^[a-z].*[ *]provisor_[a-z0-9_]+\(/) {
        name = substr($0, RSTART, RLENGTH - 1)
        sub(/.*[ *]/, "", name)
        print name, since == "" ? "without-since" : since
        since = ""
    }' include/provisor.h include/provisor_jansson.h | sort >"$scratch/headers"
[ -s "$scratch/headers" ] || fault "found no functions in the headers"

# The compiler's view of the headers must agree, or the reading above missed one.
cut -d' ' -f1 "$scratch/headers" >"$scratch/names"
# shellcheck disable=SC2046  # flags are words
"$cc" -E -P -Iinclude $(pkg-config --cflags jansson) include/provisor_jansson.h |
    grep -oE '\bprovisor_[a-z0-9_]+ *\(' | tr -d ' (' | sort -u >"$scratch/preprocessed"
diff "$scratch/names" "$scratch/preprocessed" >&2 || fault "this script misreads the headers (<)"

# PROVISOR_0.1 { global: provisor_open; ... local: *; };
awk '
    /^PROVISOR_[0-9.]+ *\{/ { node = $1; sub(/PROVISOR_/, "", node) }
    /^ *provisor_[^ ]*;/ { sub(/;/, "", $1); print $1, node }' provisor.map | sort >"$scratch/provisor.map"
compare provisor.map

# 0000000000060f70 T provisor_open@@PROVISOR_0.1
nm -D --defined-only build/lib/libprovisor.so |
    awk '$2 != "A" { sub(/@+PROVISOR_/, " ", $3); print $3 }' | sort >"$scratch/libprovisor.so"
compare libprovisor.so

# Python's table knows no releases. Read, not imported: importing loads the library.
python3 - <<'EOF' >"$scratch/table"
import ast

wanted = {"FUNCTIONS", "NOT_BOUND"}
tree = ast.parse(open("bindings/python/provisor/_ffi.py", encoding="utf-8").read())
for statement in tree.body:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    if names & wanted:
        wanted -= names
        for node in ast.walk(statement.value):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("provisor_"):
                print(node.value)
if wanted:
    raise SystemExit(f"test-abi: _ffi.py defines no {' and no '.join(sorted(wanted))}")
EOF
sort "$scratch/table" >"$scratch/_ffi.py"
cp "$scratch/names" "$scratch/headers"
compare _ffi.py

"$cc" -std=c11 -Wall -Wextra -Werror -Iinclude -fsyntax-only Tests/abi/layout.c ||
    fault "numbers that compiled programs hold have changed"

[ "$faults" -eq 0 ]
