#!/bin/bash
# Builds in the ways that the other scripts do not: by make, for size, with link-time optimisation, with musl instead of
# glibc, for aarch64 and for Windows. Warnings are errors. Runs the tests of the core, and has each program do the same as
# the usual build's. Debian has no cmocka for musl and Windows, so what the tests need is built from Debian's source.
#
# usage: builds.sh [BUILD...]
set -euo pipefail
cd "$(dirname "$0")/.."

known=(make size lto musl aarch64 windows)
alone=(-DPHONENUM_ARCHIVE=OFF -DPHONENUM_PROTOBUF_C=OFF -DPHONENUM_SQLITE=OFF)
# These take the emulator minutes.
slow='^(decode_hostile|encode_largest|json_read)$'

heading() {
    printf '\n=== %s\n' "$*"
}

# quietly COMMAND...: runs it; what it says is shown only if it fails.
quietly() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log"; return 1; }
}

# build NAME OPTION...: configures, and builds everything.
build() {
    local name=$1
    shift
    quietly cmake -S . -B "build/builds/$name" -DPHONENUM_WERROR=ON -DPHONENUM_TEST_CORE_ONLY=ON "$@"
    quietly cmake --build "build/builds/$name" --parallel "$(nproc)"
}

# run_tests NAME [OPTION...]: those that the options choose.
run_tests() {
    local name=$1
    shift
    quietly ctest --test-dir "build/builds/$name" --output-on-failure --no-tests=error --parallel "$(nproc)" "$@"
    sed -n 's/^100% tests passed, 0 tests failed out of \(.*\)/\1 tests pass/p' "$work/log"
}

fetch_cmocka() {
    [[ ! -d $work/cmocka ]] || return 0
    . scripts/debian-archive.sh
    quietly begin_apt "$work/apt" deb-src "$(dpkg --print-architecture)"
    (cd "$work" && quietly "${apt[@]}" source --download-only cmocka)
    quietly dpkg-source --no-check --extract "$work"/cmocka_*.dsc "$work/cmocka"
}

# build_cmocka NAME OPTION...: from Debian's source.
build_cmocka() {
    local name=$1 installed=$PWD/build/builds/cmocka-$1
    shift
    fetch_cmocka
    quietly cmake -S "$work/cmocka" -B "$work/cmocka-$name" -DCMAKE_BUILD_TYPE=Release -DWITH_STATIC_LIB=ON \
        -DUNIT_TESTING=OFF -DWITH_EXAMPLES=OFF "-DCMAKE_INSTALL_PREFIX=$installed" -DCMAKE_INSTALL_LIBDIR=lib "$@"
    quietly cmake --build "$work/cmocka-$name"
    rm -rf "$installed"
    quietly cmake --install "$work/cmocka-$name"
    # The static library alone: emulators would have to find the other one.
    find "$installed/lib" \( -name '*.so*' -o -name '*.dll.a' \) -delete
    mv "$installed/lib/libcmocka-static.a" "$installed/lib/libcmocka.a"
}

# build_alone NAME OPTION...: where there is nothing but libc, and cmocka for the tests.
build_alone() {
    local name=$1
    shift
    build_cmocka "$name" "$@"
    PKG_CONFIG_LIBDIR=$PWD/build/builds/cmocka-$name/lib/pkgconfig \
        build "$name" -G Ninja -DCMAKE_BUILD_TYPE=Release "${alone[@]}" "$@"
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
    [[ $("$program" decode --threads 2 </dev/null 2>&1) == *'built without threads'* ]]
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
build usual -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF "${alone[@]}"
for name in "${builds[@]}"; do
    heading "$name"
    program=build/builds/$name/tools/phonenum
    case $name in
    make)
        build make -G "Unix Makefiles"
        run_tests make
        ;;
    size)
        build size -G Ninja -DCMAKE_BUILD_TYPE=MinSizeRel
        run_tests size
        ;;
    lto)
        build lto -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON
        run_tests lto
        ;;
    musl)
        build_alone musl -DCMAKE_C_COMPILER=musl-gcc
        run_tests musl
        ;;
    aarch64)
        build_alone aarch64 -DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc -DCMAKE_SYSTEM_NAME=Linux \
            -DCMAKE_SYSTEM_PROCESSOR=aarch64 "-DCMAKE_CROSSCOMPILING_EMULATOR=qemu-aarch64;-L;/usr/aarch64-linux-gnu"
        run_tests aarch64 --exclude-regex "$slow"
        runner qemu-aarch64 -L /usr/aarch64-linux-gnu "$PWD/$program"
        ;;
    windows)
        build_alone windows -DCMAKE_TOOLCHAIN_FILE="$PWD/cmake/cross/windows.cmake" \
            -DCMAKE_FIND_ROOT_PATH="$PWD/build/builds/cmocka-windows"
        # What the first program starts in the background must not hold the pipes of the others.
        mkdir "$WINEPREFIX"
        wineserver --persistent </dev/null >"$work/log" 2>&1
        quietly wine wineboot </dev/null
        run_tests windows
        runner wine "$PWD/$program.exe"
        try_windows
        ;;
    esac
    tests/cross/same.py build/builds/usual/tools/phonenum "$program"
done
