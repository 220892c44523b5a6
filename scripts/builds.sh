#!/bin/bash
# Builds in the ways that the other scripts do not: by make, for size, with link-time optimisation, with musl instead of
# glibc, for aarch64 and for Windows. Warnings are errors. Then has each program do the same as the usual build's. If gcc
# optimises in another way, runs the tests of the core too; elsewhere there is no cmocka.
#
# usage: builds.sh [BUILD...]
set -euo pipefail
cd "$(dirname "$0")/.."

known=(make size lto musl aarch64 windows)
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

# What is of its own there: the library as a DLL, a file that replaces another, a reader that goes away.
try_windows() {
    local build=build/builds/windows count
    x86_64-w64-mingw32-gcc -Iinclude -I$build/include tests/consumer/record.c -o "$work/consumer.exe" \
        $build/src/libphonenum.dll.a
    cp $build/src/libphonenum.dll "$work"
    [[ $(wine "$work/consumer.exe") == phonenum\ * ]]
    for count in 3 2; do
        "$program" generate "$count" | "$program" decode -o "$work/records"
    done
    [[ $(wc -l <"$work/records") == 2 ]]
    "$program" generate 100000 | head -c 1 >"$work/out"
    echo "the DLL, replaced files and closed pipes work"
}

builds=("${@:-${known[@]}}")
for name in "${builds[@]}"; do
    [[ " ${known[*]} " == *" $name "* ]] || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }
done
work=$(mktemp -d)
export WINEPREFIX=$work/wine WINEDEBUG=-all
end() {
    [[ ! -d $WINEPREFIX ]] || wineserver --kill || true
    rm -rf "$work"
}
trap end EXIT

# runner COMMAND...: makes a program of an emulator and what it runs. `program` becomes its path.
runner() {
    printf '#!/bin/sh\nexec %s "$@"\n' "${*@Q}" >"$work/runner"
    chmod +x "$work/runner"
    program=$work/runner
}

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
        runner qemu-aarch64 -L /usr/aarch64-linux-gnu "$PWD/$program"
        ;;
    windows)
        build windows -G Ninja -DCMAKE_BUILD_TYPE=Release "${alone[@]}" \
            -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/cross/windows.cmake"
        runner wine "$PWD/$program.exe"
        # What the first program starts in the background must not hold the pipes of the others.
        mkdir "$WINEPREFIX"
        wineserver --persistent </dev/null >"$work/log" 2>&1
        quietly wine wineboot </dev/null
        try_windows
        ;;
    esac
    tests/cross/same.py build/builds/usual/tools/phonenum "$program"
done
