#!/bin/bash
# Builds in the ways that the other scripts do not: by make, for size, with link-time optimisation, with musl instead of
# glibc, and for aarch64. Warnings are errors. Then has each program do the same as the usual build's. If gcc optimises
# in another way, runs the tests of the core too; for musl and aarch64 there is no cmocka.
#
# usage: builds.sh [BUILD...]
set -euo pipefail
cd "$(dirname "$0")/.."

known=(make size lto musl aarch64)
tests=(arena decode decode_hostile encode encode_quick find inspect json_read json_write record stream utf8)
# Where there is nothing but libc.
alone=(-DBUILD_TESTING=OFF -DPHONENUM_ARCHIVE=OFF -DPHONENUM_PROTOBUF_C=OFF -DPHONENUM_SQLITE=OFF)

with_tests=(phonenum_program phonenum_shared phonenum_archive_shared phonenum_protobuf_c_shared phonenum_sqlite
    "${tests[@]/#/test_}")

heading() {
    printf '\n=== %s\n' "$*"
}

# quietly COMMAND...: runs it; what it says is shown only if it fails.
quietly() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log"; return 1; }
}

# build NAME OPTION...: configures, and builds the targets.
build() {
    local name=$1
    shift
    quietly cmake -S . -B "build/builds/$name" -DPHONENUM_WERROR=ON "$@"
    quietly cmake --build "build/builds/$name" --parallel "$(nproc)" --target "${targets[@]}"
}

# run_tests NAME: those of the core.
run_tests() {
    quietly ctest --test-dir "build/builds/$1" --output-on-failure --no-tests=error --parallel "$(nproc)" \
        --tests-regex "^($(IFS='|' && echo "${tests[*]}"))\$"
    echo "${#tests[@]} tests pass"
}

builds=("${@:-${known[@]}}")
for name in "${builds[@]}"; do
    [[ " ${known[*]} " == *" $name "* ]] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

heading "Packages"
scripts/install-deps.sh build test builds

heading "usual"
targets=(phonenum_program)
build usual -G Ninja -DCMAKE_BUILD_TYPE=Release "${alone[@]}"
for name in "${builds[@]}"; do
    heading "$name"
    program=build/builds/$name/tools/phonenum
    targets=(all)
    case $name in
    make)
        build make -G "Unix Makefiles" -DBUILD_TESTING=OFF
        ;;
    size)
        targets=("${with_tests[@]}")
        build size -G Ninja -DCMAKE_BUILD_TYPE=MinSizeRel
        run_tests size
        ;;
    lto)
        targets=("${with_tests[@]}")
        build lto -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON
        run_tests lto
        ;;
    musl)
        build musl -G Ninja -DCMAKE_BUILD_TYPE=Release "${alone[@]}" -DCMAKE_C_COMPILER=musl-gcc
        ;;
    aarch64)
        build aarch64 -G Ninja -DCMAKE_BUILD_TYPE=Release "${alone[@]}" -DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc \
            -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64
        printf '#!/bin/sh\nexec qemu-aarch64 -L /usr/aarch64-linux-gnu "%s" "$@"\n' "$PWD/$program" >"$work/aarch64"
        chmod +x "$work/aarch64"
        program=$work/aarch64
        ;;
    esac
    tests/cross/same.py build/builds/usual/tools/phonenum "$program"
done
