#!/bin/sh
# Builds the library and puts it, stripped and with the links that linker and loader look for, into build/lib.
set -eu
cd "$(dirname "$0")/.."

version=$(cat VERSION)
library=build/lib/libprovisor.so.$version
soname=libprovisor.so.${version%%.*}

# SwiftPM does not know that the library is linked with the version script.
if [ provisor.map -nt .build/release/libprovisor.so ]; then
    rm -f .build/release/libprovisor.so
fi
swift build -c release --product provisor

# Renamed into place, so that a program never loads half a library; left alone when it is the same, so that make
# sees no news.
mkdir -p build/lib
trap 'rm -f "$library.new"' EXIT
strip --strip-unneeded -o "$library.new" .build/release/libprovisor.so
tools/check-library.sh "$library.new" "$soname"
cmp -s "$library.new" "$library" || mv -f "$library.new" "$library"
ln -sfn "libprovisor.so.$version" "build/lib/$soname"
ln -sfn "$soname" build/lib/libprovisor.so
