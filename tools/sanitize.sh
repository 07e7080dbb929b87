#!/bin/sh
# Builds the library and C tests with one of the compiler's sanitizers, and runs these tests.
#
# usage: sanitize.sh address|thread SOURCE.c...    with the tests' flags in TEST_CFLAGS and TEST_LIBS
#
# Sources that are not called test_* are programs that tests start.
set -eu
cd "$(dirname "$0")/.."

kind=$1
shift
library=build/$kind/release/libprovisor.so
programs=build/$kind/tests

fail() {
    echo "sanitize: $*" >&2
    exit 1
}

# The (first) path of a member of `swiftc -print-target-info`.
swift_path() {
    swiftc -print-target-info | tr -d '\n' | sed -n "s/.*\"$1\": *\[\{0,1\} *\"\([^\"]*\)\".*/\1/p"
}

# Library and programs need the same sanitizer runtime, so the programs are compiled with Swift's own clang.
clang=$(swift_path runtimeResourcePath)/../../bin/clang
[ -x "$clang" ] || fail "the Swift toolchain has no clang at $clang"

library_links=
program_links=
mkdir -p "$programs"
case $kind in
address) symbol=__asan_init ;;
thread)
    symbol=__tsan_init
    # Swift's thread sanitizer refers to libdispatch.
    runtime=$(swift_path runtimeLibraryPaths)
    program_links="-L$runtime -Wl,-rpath,$runtime -ldispatch -lBlocksRuntime"
    # What it is for stands in the file. The linker must be told to fetch what only the wrapper refers to.
    "$clang" -c -fPIC -O1 -Wall -Wextra -Werror tools/tsan_runtime.c -o build/thread/tsan_runtime.o
    library_links="-Xlinker build/thread/tsan_runtime.o"
    mutex='$s15Synchronization12_MutexHandleV'
    lazy='$s15Synchronization19AtomicLazyReferenceV'
    for name in "${mutex}9_lockSlowyys6UInt32VF" "${mutex}12_tryLockSlowSbyF" "${mutex}11_unlockSlowyyF" \
        "${lazy}4loadxSgyF" "${lazy}10storeIfNilyxxnF" swift_once; do
        library_links="$library_links -Xlinker --wrap=$name -Xlinker --undefined=$name"
    done
    ;;
*) fail "there is no sanitizer '$kind'" ;;
esac

rm -f "$library" # linked anew: SwiftPM does not know when version script or wrapper have changed
# shellcheck disable=SC2086  # flags are words, here and below
swift build -c release --sanitize="$kind" --scratch-path "build/$kind" --product provisor $library_links
ln -sfn libprovisor.so "build/$kind/release/libprovisor.so.$(cut -d. -f1 VERSION)" # where its soname leads
nm -D "$library" | grep -q " U $symbol\$" || fail "$library is not instrumented: it does not refer to $symbol"

tests=
for source; do
    program=$programs/$(basename "$source" .c)
    # shellcheck disable=SC2016,SC2086  # $ORIGIN is for the loader
    "$clang" -fsanitize="$kind" -fno-omit-frame-pointer $TEST_CFLAGS "$source" -o "$program" -fuse-ld=lld \
        "-Lbuild/$kind/release" '-Wl,-rpath,$ORIGIN/../release' $program_links $TEST_LIBS
    ldd "$program" | grep -q "libprovisor.so.* => $PWD/build/$kind/" || fail "$program loads another library"
    case $source in
    */test_*) tests="$tests $program" ;;
    esac
done

# The sanitizers' shadow memory wants addresses that a kernel with much randomness may have given away.
wrapper=
! setarch -R true 2>/dev/null || wrapper="setarch -R"

export PROVISOR_TEST_QUICK=1 PROVISOR_TEST_PROGRAMS="$PWD/$programs"
# shellcheck disable=SC2086
exec tools/run-programs.sh "$wrapper" $tests
