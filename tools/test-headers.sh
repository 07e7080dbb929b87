#!/bin/sh
# Compiles the public headers as strictly as their users might: each alone, in every language that it is made for,
# without a warning; then all of them twice, in several files of one program.
set -eu
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cc=${TEST_CC:-cc}
cxx=${TEST_CXX:-c++}
flags="-pedantic -Wall -Wextra -Werror -Iinclude $(pkg-config --cflags jansson)"

# alone HEADER COMPILER [FLAG...]
alone() {
    echo "  $*"
    header=$1
    shift
    # shellcheck disable=SC2086  # flags are words
    echo "#include \"$header\"" | "$@" $flags -fsyntax-only -
}

for header in provisor.h provisor_jansson.h; do
    alone "$header" "$cc" -x c -std=c99
    alone "$header" "$cc" -x c -std=c17
    alone "$header" "$cxx" -x c++ -std=c++17
done
alone provisor.hpp "$cxx" -x c++ -std=c++17
alone provisor.hpp "$cxx" -x c++ -std=c++20
alone provisor.hpp "$cxx" -x c++ -std=c++17 -fno-rtti

# unit NAME.c|NAME.cpp HEADER...: a file that includes all headers twice and defines the function NAME
unit() {
    file=$scratch/$1
    shift
    for header in "$@" "$@"; do
        echo "#include \"$header\""
    done >"$file"
    name=$(basename "${file%.*}")
    printf 'const char *%s(void);\nconst char *%s(void) { return provisor_version(); }\n' "$name" "$name" >>"$file"
}

echo "  all twice, in four files of one program"
unit c1.c provisor.h provisor_jansson.h
unit c2.c provisor_jansson.h provisor.h
unit cpp1.cpp provisor.hpp provisor_jansson.h provisor.h
unit cpp2.cpp provisor.h provisor_jansson.h provisor.hpp
cat >"$scratch/main.cpp" <<'EOF'
extern "C" const char *c1(void), *c2(void);
const char *cpp1(), *cpp2();
int main() { return c1() == c2() && cpp1() == cpp2() && c1() == cpp1() ? 0 : 1; }
EOF
# shellcheck disable=SC2086
{
    "$cc" -std=c99 $flags -c "$scratch/c1.c" -o "$scratch/c1.o"
    "$cc" -std=c17 $flags -c "$scratch/c2.c" -o "$scratch/c2.o"
    "$cxx" -std=c++17 $flags "$scratch/main.cpp" "$scratch/cpp1.cpp" "$scratch/cpp2.cpp" \
        "$scratch/c1.o" "$scratch/c2.o" -o "$scratch/program" -Lbuild/lib "-Wl,-rpath,$PWD/build/lib" -lprovisor
}
"$scratch/program"
