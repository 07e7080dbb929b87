#!/bin/sh
# Compiles and runs every program of examples/ as a newcomer would: in a folder of its own with the example requests,
# each with its own defaults. A program that fails ends the demo.
set -eu
cd "$(dirname "$0")/.."

root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
flags="-Wall -Wextra -Werror $(pkg-config --cflags jansson)"
libs="-lprovisor $(pkg-config --libs jansson)"

# demo SOURCE COMMAND...: runs the command in a fresh folder
demo() {
    printf '\n== examples/%s\n' "$1"
    shift
    mkdir "$scratch/folder"
    cp examples/*.json "$scratch/folder"
    (cd "$scratch/folder" && "$@")
    rm -rf "$scratch/folder"
}

# The server answers what its own curl command asks, and ends.
serve() {
    "$program" 0 >command &
    server=$!
    while kill -0 $server && [ ! -s command ]; do sleep 0.1; done
    status=0
    sh -c "$(cat command) --fail --silent --show-error" || status=$?
    echo
    kill $server && wait $server && return $status
}

for source in examples/*.c examples/*.cpp; do
    program=$scratch/program
    run=$program
    more=
    if [ "$source" = examples/serve.c ]; then
        run=serve
        more=$(pkg-config --cflags --libs libmicrohttpd)
    fi
    case $source in
    *.c) compiler="${TEST_CC:-cc} -std=c99" ;;
    *.cpp) compiler="${TEST_CXX:-c++} -std=c++17" ;;
    esac
    # shellcheck disable=SC2086  # words
    $compiler $flags -Iinclude "$source" -o "$program" -Lbuild/lib "-Wl,-rpath,$root/build/lib" $libs $more
    demo "$(basename "$source")" "$run"
done

# The Python programs go by the requests beside them, and the binding finds the library of the tree.
unset PROVISOR_LIBRARY
export PYTHONPATH="$root/bindings/python" PYTHONDONTWRITEBYTECODE=1
for source in examples/*.py; do
    demo "$(basename "$source")" python3 "$root/$source"
done

printf '\nmake demo: all programs of examples/ ran\n'
