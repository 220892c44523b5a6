#!/bin/bash
# Builds the sources again, at another place whose name is longer, and compares what both builds install: every file has
# the same bytes.
#
# usage: reproducible.sh BUILD_DIR SOURCE_DIR
set -euo pipefail

build=$1
source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
there="$work/another place/with a longer name"

# of_cache NAME: what the first build was configured with.
of_cache() {
    sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"
}

build_again() {
    cmake -G Ninja -S "$there/phonenum" -B "$there/build" -DBUILD_TESTING=OFF \
        "-DCMAKE_C_COMPILER=$(of_cache CMAKE_C_COMPILER)" "-DCMAKE_BUILD_TYPE=$(of_cache CMAKE_BUILD_TYPE)" \
        "-DCMAKE_C_FLAGS=$(of_cache CMAKE_C_FLAGS)" && cmake --build "$there/build"
}

mkdir -p "$there/phonenum"
(cd "$source" && git ls-files -z --cached --others --exclude-standard | xargs -0 tar -cf -) | tar -xf - -C "$there/phonenum"
build_again >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cmake --install "$build" --prefix "$work/first" >"$work/log"
cmake --install "$there/build" --prefix "$work/second" >"$work/log"
diff -r "$work/first" "$work/second" || { echo "two builds at two places differ" >&2; exit 1; }
files=$(find "$work/first" -type f | wc -l)
((files > 20)) || { echo "only $files files were installed" >&2; exit 1; }
echo "$files files have the same bytes"
