#!/bin/bash
# Builds for other machines and runs the tests there, in an emulator: s390x, which has the other byte order, and i386,
# which has 32 bits. Then has the program of each and the one of this machine do the same, and compares what comes out.
# Installs compilers and emulator. The other machine's libraries are but unpacked, in build/cross-ARCHITECTURE/sysroot.
#
# usage: cross-test.sh [ARCHITECTURE...]
set -euo pipefail
cd "$(dirname "$0")/.."

known=(s390x i386)
libraries=(libcmocka-dev libjansson-dev libprotobuf-c-dev libprotobuf-dev libzstd-dev rapidjson-dev)
# Tests that would say nothing of the other machine:
left_out=(
    consumer            # how this machine's CMake and pkg-config find what is installed
    headers             # that this machine's compilers take the headers
    symbols             # by this machine's nm; which names there are is the same everywhere
    core_dependencies   # by this machine's ld; the limit is one for x86-64's code
    growth              # by this machine's compiler and its AddressSanitizer
    subproject          # how this machine runs what the other project is built to
    encode_stack        # what a compiler keeps in registers on one machine, it keeps on the stack on another
    encode_largest      # 2 GiB of text take the emulator minutes, and 32 bits have no room for them
    cli_faults          # these take the emulator many minutes, and what they look at is in the code of all machines
    cli_same_by_threads
    cli_secrets
    cli_constant_memory # it would be the emulator's memory that is measured
    cli_constant_memory_of_threads
)

heading() {
    printf '\n=== %s\n' "$*"
}

# quietly COMMAND...: runs it; what it says is left in $work/log, and shown only if it fails.
quietly() {
    "$@" >"$work/log" 2>&1 || { cat "$work/log"; return 1; }
}

# unpack ARCHITECTURE: fetches its libraries, and what they need, as for a machine on which nothing is installed.
# Beside this machine's they could be installed in the very same versions only: apt might have to change what is there.
unpack() {
    local root=build/cross-$1/sysroot package
    if [[ -f $root/packages && $(<"$root/packages") == "${libraries[*]}" ]]; then
        echo "Nothing to unpack: ${libraries[*]} are there."
        return
    fi
    echo "Unpacking into $root, with what they need: ${libraries[*]}"
    rm -rf "$root"
    mkdir -p "$root"
    # Of the release that protoc comes from: what it generates wants a library of the same version.
    quietly begin_apt "$work/apt-$1" deb "$1" || return 1
    quietly "${apt[@]}" install -y --no-install-recommends --download-only "${libraries[@]}" || return 1
    for package in "$work/apt-$1"/cache/archives/*.deb; do
        dpkg-deb --extract "$package" "$root" || return 1
    done
    echo "${libraries[*]}" >"$root/packages"
}

build() {
    quietly cmake --preset "cross-$1" && quietly cmake --build --preset "cross-$1" && echo "without a warning"
}

# run_tests ARCHITECTURE: all of them but those left out. `passed` is their number.
run_tests() {
    local names there
    names="^($(IFS='|' && echo "${left_out[*]}"))\$"
    there=$(ctest --preset "cross-$1" -N -R "$names" | sed -n 's/^Total Tests: //p')
    ((there == ${#left_out[@]})) || { echo "of ${left_out[*]} there are $there only"; return 1; }
    quietly ctest --preset "cross-$1" --parallel "$(nproc)" --exclude-regex "$names" || return 1
    passed=$(sed -n 's/^100% tests passed, 0 tests failed out of //p' "$work/log")
    echo "$passed passed; left out: ${left_out[*]}"
}

# opens_large_files PROGRAM: whether it calls no function that, where long has 32 bits, fails for files of 2 GiB. In the
# emulator it would not fail.
opens_large_files() {
    local small
    [[ $(readelf --file-header "$1") == *ELF32* ]] || return 0
    small=$(readelf --wide --dyn-syms "$1" |
        sed -nE 's/.* UND (f?open|freopen|creat|[fl]?stat|lseek|fseeko|ftello|mmap|pread|pwrite)@.*/\1/p')
    [[ -z $small ]] || { echo "$1 calls what fails for files of 2 GiB: ${small//$'\n'/ }"; return 1; }
}

# compare ARCHITECTURE: what the program does there and here.
compare() {
    opens_large_files "build/cross-$1/tools/phonenum" &&
        tests/cross/same.py build/cross-native/tools/phonenum "build/cross-$1/emulated/phonenum_program"
}

# check ARCHITECTURE: everything; `result` says what came of it. A test that fails is no reason not to compare.
check() {
    local status=0
    result="no libraries for it"
    heading "$1: libraries"
    unpack "$1" || return 1
    result="it can't be built"
    heading "$1: build"
    build "$1" || return 1
    heading "$1: tests"
    if run_tests "$1"; then result="$passed tests pass"; else status=1 result="tests fail"; fi
    heading "$1: the program there and here"
    if compare "$1"; then result+=", the program does the same"; else status=1 result+=", the program does not"; fi
    return "$status"
}

architectures=("${@:-${known[@]}}")
for architecture in "${architectures[@]}"; do
    [[ " ${known[*]} " == *" $architecture "* ]] || {
        echo "usage: cross-test.sh [ARCHITECTURE...], of these: ${known[*]}" >&2
        exit 2
    }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

heading "Packages"
scripts/install-deps.sh build test "${architectures[@]/#/cross-}"

. scripts/debian-archive.sh
heading "This machine: the program"
quietly cmake -G Ninja -S . -B build/cross-native -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF
quietly cmake --build build/cross-native --target phonenum_program
build/cross-native/tools/phonenum --version

summary=()
failed=0
for architecture in "${architectures[@]}"; do
    check "$architecture" || failed=1
    summary+=("$architecture: $result")
done
heading "Summary"
printf '%s\n' "${summary[@]}"
exit "$failed"
