#!/bin/sh
# Installs into a temporary prefix, builds programs against what is there as users do, and uninstalls again.
set -eu
cd "$(dirname "$0")/../.."
unset PREFIX LIBDIR DESTDIR MAKEFLAGS # what the caller of `make test` may have set

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
version=$(cat VERSION)
major=${version%%.*}
cc=${TEST_CC:-cc}
cxx=${TEST_CXX:-c++}

fail() {
    echo "test-install: $*" >&2
    exit 1
}

step() {
    echo "  $*"
}

# What is below a folder, folders aside.
files() {
    (cd "$1" && find . ! -type d | LC_ALL=C sort)
}

# expect_files FOLDER INCLUDE LIB: exactly our files are there
expect_files() {
    cat >"$scratch/wanted" <<EOF
$2/provisor.h
$2/provisor.hpp
$2/provisor_jansson.h
$3/cmake/provisor/provisor-config-version.cmake
$3/cmake/provisor/provisor-config.cmake
$3/libprovisor.so
$3/libprovisor.so.$major
$3/libprovisor.so.$version
$3/pkgconfig/provisor-jansson.pc
$3/pkgconfig/provisor.pc
EOF
    files "$1" >"$scratch/found"
    diff "$scratch/wanted" "$scratch/found" || fail "other files than these were installed (<)"
}

# expect_nothing FOLDER INCLUDE LIB: neither files nor a folder of our own are left
expect_nothing() {
    [ -z "$(files "$1")" ] || fail "uninstall left: $(files "$1")"
    [ ! -e "$1/$3/cmake/provisor" ] || fail "uninstall left the folder $3/cmake/provisor"
}

# logged COMMAND...: shows the output only when the command fails
logged() {
    "$@" >"$scratch/log" 2>&1 && return
    cat "$scratch/log" >&2
    return 1
}

run() {
    logged make --no-print-directory "$@" || fail "make $* failed"
}

# configure VERSION: a CMake project that wants this version
configure() {
    logged cmake -S Tests/install/cmake -B "$scratch/cmake" "-DCMAKE_PREFIX_PATH=$scratch/moved" "-DWANTED=$1"
}

step "DESTDIR with a LIBDIR of its own, in a path with spaces"
stage="$scratch/a package"
paths="PREFIX=/usr LIBDIR=/usr/lib/any-linux-gnu"
# shellcheck disable=SC2086  # two words
run install "DESTDIR=$stage" $paths
expect_files "$stage" ./usr/include ./usr/lib/any-linux-gnu
! grep -rn "$scratch" "$stage" || fail "the folder of the package stands in its files"
grep -q '=/usr/lib/any-linux-gnu$' "$stage/usr/lib/any-linux-gnu/pkgconfig/provisor.pc" ||
    fail "provisor.pc lacks LIBDIR"
# shellcheck disable=SC2086
run uninstall "DESTDIR=$stage" $paths
expect_nothing "$stage" ./usr/include ./usr/lib/any-linux-gnu

step "PREFIX"
prefix=$scratch/prefix
run install "PREFIX=$prefix"
expect_files "$prefix" ./include ./lib
run install "PREFIX=$prefix" # over itself
expect_files "$prefix" ./include ./lib

step "programs built with pkg-config"
export PKG_CONFIG_PATH="$prefix/lib/pkgconfig"
[ "$(pkg-config --modversion provisor)" = "$version" ] || fail "provisor.pc tells another version"
rpath=-Wl,-rpath,$(pkg-config --variable=libdir provisor)
# shellcheck disable=SC2046
{
    "$cc" Tests/install/app.c -o "$scratch/app" $(pkg-config --cflags --libs provisor) "$rpath"
    "$cc" Tests/install/app_jansson.c -o "$scratch/app_jansson" $(pkg-config --cflags --libs provisor-jansson) "$rpath"
    "$cxx" -std=c++17 Tests/install/app.cpp -o "$scratch/app_cpp" $(pkg-config --cflags --libs provisor) "$rpath"
}
for program in app app_jansson app_cpp; do
    ldd "$scratch/$program" | grep -qF "=> $prefix/lib/libprovisor.so.$major" || fail "$program loads another library"
    "$scratch/$program" || fail "$program failed"
done

step "provisor.h without jansson's headers"
# A pkg-config that knows nothing but our folder stands for a machine without jansson-dev.
PKG_CONFIG_LIBDIR=$prefix/lib/pkgconfig PKG_CONFIG_PATH='' pkg-config --cflags --libs provisor >/dev/null ||
    fail "provisor.pc requires other packages"

if command -v cmake >/dev/null; then
    step "programs built with CMake, from a prefix that was moved"
    mv "$prefix" "$scratch/moved"
    configure "$version" || fail "find_package(provisor $version) does not work"
    logged cmake --build "$scratch/cmake" || fail "the programs of CMake do not compile"
    for program in app app_cpp; do
        "$scratch/cmake/$program" || fail "$program of CMake failed"
    done
    ! configure "$major.9999" 2>/dev/null || fail "find_package(provisor $major.9999) found $version"
    mv "$scratch/moved" "$prefix"
else
    step "programs built with CMake: skipped, there is no cmake here"
fi

step "uninstall"
run uninstall "PREFIX=$prefix"
expect_nothing "$prefix" ./include ./lib
