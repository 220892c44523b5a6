#!/bin/bash
# Compares what the shared libraries offer to programs that are linked to them, names, parameters, structs and enums, with
# the descriptions in this folder. Every difference fails, until --renew writes the descriptions anew. Whether programs
# that were linked before go on working is for a person to read in the report: abidiff can't tell a member that took spare
# room from one that moved. Only of a function that is gone it is sure, and that is refused, unless PHONENUM_SOVERSION was
# raised: then the libraries have other names, and descriptions begin anew too. Skipped where there is no abidiff, or
# another machine than the descriptions are of.
#
# usage: run.sh SOURCE_DIR [--renew]
set -euo pipefail

source=$(realpath "$1")
renew=${2-}
here=$source/tests/abi
libraries=(libphonenum libphonenum-archive libphonenum-protobuf-c)
# abidiff's exit status is a set: it failed; something differs; it differs so that programs break.
failed_bits=3
broken_bit=8

if ! command -v abidiff >/dev/null || [[ $(uname -m) != x86_64 ]]; then
    echo "skipped: the binary interface is compared by abidiff (Debian: abigail-tools), on x86-64"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The descriptions are of gcc's code without optimisation. They name no folder of this machine.
build() {
    CC=gcc cmake -G Ninja -S "$source" -B "$work/build" -DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=OFF -DPHONENUM_PROGRAM=OFF \
        -DPHONENUM_SQLITE=OFF -DPHONENUM_ARCHIVE=ON -DPHONENUM_PROTOBUF_C=ON \
        "-DCMAKE_C_FLAGS=-ffile-prefix-map=$work/build=. '-ffile-prefix-map=$source=.'" && cmake --build "$work/build"
}
build >"$work/log" || { cat "$work/log"; exit 1; }

# describe LIBRARY FILE: of its structs, those that public headers show.
describe() {
    abidw --headers-dir "$source/include" --headers-dir "$work/build/include" --drop-private-types \
        --exported-interfaces-only --no-corpus-path --no-comp-dir-path --no-show-locs --no-parameter-names --no-elf-needed \
        --type-id-style hash --out-file "$2" "$1"
}

# compare FILE FILE: prints how the second differs from the first; `differs` becomes abidiff's exit status.
compare() {
    differs=0
    abidiff "$1" "$2" || differs=$?
    if ((differs & failed_bits)); then
        echo "abidiff failed" >&2
        exit 1
    fi
}

result=0
for library in "${libraries[@]}"; do
    file=$(readelf --dynamic "$work/build/src/$library.so" | sed -n 's/.*Library soname: \[\(.*\)\]/\1/p').abi
    describe "$work/build/src/$library.so" "$work/$file"
    if [[ ! -e $here/$file && -z $renew ]]; then
        echo "$file is not there: tests/abi/run.sh SOURCE_DIR --renew begins it"
        result=1
        continue
    fi
    differs=0
    [[ ! -e $here/$file ]] || compare "$here/$file" "$work/$file"
    if ((differs & broken_bit)); then
        echo "$library.so: programs that were linked to it break. Take the change back, or raise PHONENUM_SOVERSION" \
            "in CMakeLists.txt"
        result=1
    elif [[ -n $renew ]]; then
        cp "$work/$file" "$here/$file"
        echo "$file is written"
    elif ((differs)); then
        echo "$library.so is not as $file says. If programs that were linked to it go on working, because something was" \
            "but added, or a member took spare room: tests/abi/run.sh SOURCE_DIR --renew"
        result=1
    else
        echo "$library.so is as $file says"
    fi
done
exit "$result"
