#!/bin/sh
# Checks what the library promises to the programs that load it: that it is small, needs no Swift on the machine,
# shows its own symbols only, and can't be unloaded under the feet of the Swift runtime.
#
# usage: check-library.sh FILE SONAME
set -eu
export LC_ALL=C # readelf translates

library=$1
soname=$2
limit=$((9 * 1024 * 1024))
faults=0

fault() {
    echo "check-library: $library: $*" >&2
    faults=$((faults + 1))
}

# The values of one kind of line in the dynamic section: (NEEDED) Shared library: [libc.so.6]
dynamic() {
    echo "$section" | sed -n "s/.*($1).*\[\(.*\)\].*/\1/p"
}

section=$(readelf -dW "$library")

size=$(wc -c <"$library")
[ "$size" -lt "$limit" ] || fault "has $size bytes, more than $limit"

[ "$(dynamic SONAME)" = "$soname" ] || fault "has the soname '$(dynamic SONAME)', not $soname"

echo "$section" | grep -q '(FLAGS_1).*NODELETE' || fault "is not linked with -z nodelete"

# A folder of the building machine in there would be searched on every other machine too.
for path in $(dynamic RUNPATH) $(dynamic RPATH); do
    # shellcheck disable=SC2016  # literally $ORIGIN
    [ "$path" = '$ORIGIN' ] || fault "looks for libraries in $path"
done

for needed in $(dynamic NEEDED); do
    case $needed in
    libjansson.so.* | libsqlite3.so.* | libsodium.so.*) ;;
    libc.so.* | libm.so.* | libstdc++.so.* | libgcc_s.so.* | ld-linux*) ;;
    *) fault "needs $needed" ;;
    esac
done

exported=$(nm -D --defined-only "$library" | sed 's/.* //; s/@.*//')
for symbol in $exported; do
    case $symbol in
    provisor_* | PROVISOR_*) ;; # PROVISOR_x.y are the nodes of provisor.map
    *) fault "exports $symbol" ;;
    esac
done
[ -n "$exported" ] || fault "exports nothing"

[ "$faults" -eq 0 ]
