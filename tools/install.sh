#!/bin/sh
# Installs headers, library, pkg-config and CMake files, or removes exactly these again.
#
# usage: PREFIX=... LIBDIR=... DESTDIR=... install.sh install|uninstall
#
# PREFIX and LIBDIR are where the files will be used; DESTDIR, when set, is a folder that stands for / meanwhile.
set -eu
cd "$(dirname "$0")/.."

version=$(cat VERSION)
major=${version%%.*}
headers=$PREFIX/include
pkgconfig=$LIBDIR/pkgconfig
cmake=$LIBDIR/cmake/provisor

case $PREFIX:$LIBDIR in
/*:/*) ;;
*)
    echo "install: PREFIX and LIBDIR must be absolute paths" >&2
    exit 1
    ;;
esac

# expand TEMPLATE FOLDER: writes the file of packaging/ with its @NAMES@ filled in
expand() {
    name=$(basename "$1" .in)
    sed -e "s|@VERSION@|$version|g" -e "s|@MAJOR@|$major|g" -e "s|@PREFIX@|$PREFIX|g" -e "s|@LIBDIR@|$LIBDIR|g" \
        -e "s|@CMAKE_TO_INCLUDE@|$(realpath -m --relative-to="$cmake" "$headers")|g" "$1" >"$DESTDIR$2/$name"
    chmod 644 "$DESTDIR$2/$name"
}

put() {
    install -d "$DESTDIR$headers" "$DESTDIR$LIBDIR" "$DESTDIR$pkgconfig" "$DESTDIR$cmake"
    install -m 644 include/provisor.h include/provisor_jansson.h include/provisor.hpp "$DESTDIR$headers"
    # A running program keeps the file that it has loaded: the new one takes its place, it is not written into it.
    install -m 755 "build/lib/libprovisor.so.$version" "$DESTDIR$LIBDIR/libprovisor.so.$version.new"
    mv -f "$DESTDIR$LIBDIR/libprovisor.so.$version.new" "$DESTDIR$LIBDIR/libprovisor.so.$version"
    ln -sfn "libprovisor.so.$version" "$DESTDIR$LIBDIR/libprovisor.so.$major"
    ln -sfn "libprovisor.so.$major" "$DESTDIR$LIBDIR/libprovisor.so"
    expand packaging/provisor.pc.in "$pkgconfig"
    expand packaging/provisor-jansson.pc.in "$pkgconfig"
    expand packaging/provisor-config.cmake.in "$cmake"
    expand packaging/provisor-config-version.cmake.in "$cmake"
}

remove() {
    rm -f "$DESTDIR$headers/provisor.h" "$DESTDIR$headers/provisor_jansson.h" "$DESTDIR$headers/provisor.hpp" \
        "$DESTDIR$LIBDIR/libprovisor.so.$version" "$DESTDIR$LIBDIR/libprovisor.so.$major" \
        "$DESTDIR$LIBDIR/libprovisor.so" \
        "$DESTDIR$pkgconfig/provisor.pc" "$DESTDIR$pkgconfig/provisor-jansson.pc" \
        "$DESTDIR$cmake/provisor-config.cmake" "$DESTDIR$cmake/provisor-config-version.cmake"
    [ ! -d "$DESTDIR$cmake" ] || rmdir "$DESTDIR$cmake" # the one folder that is ours alone
}

case ${1:-} in
install)
    put
    echo "installed Provisor $version in $DESTDIR$PREFIX"
    # Left to the administrator, as packagers and private prefixes must not touch the system's cache.
    [ -n "$DESTDIR" ] || echo "Where $LIBDIR is a folder of the system's loader, run ldconfig once."
    ;;
uninstall)
    remove
    echo "removed Provisor $version from $DESTDIR$PREFIX"
    ;;
*)
    echo "usage: install.sh install|uninstall" >&2
    exit 2
    ;;
esac
