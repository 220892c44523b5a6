#!/bin/bash
# Installs the Debian packages that building, testing or checking this project needs, and says so before it does.
#
# usage: install-deps.sh SET...
set -euo pipefail

declare -A sets=(
    [build]="gcc libc6-dev cmake ninja-build pkg-config libprotobuf-c-dev protobuf-c-compiler libsqlite3-dev
        libzstd-dev"
    [demo]="sqlite3"
    # C++ and Python are for asking their Protocol Buffers for a second opinion, jansson and RapidJSON for one on JSON,
    # zstd for one on archives.
    [test]="g++ libcmocka-dev libjansson-dev rapidjson-dev libprotobuf-dev protobuf-compiler python3 python3-protobuf
        sqlite3 zstd"
    # Google Benchmark, zstd for sizes and archives, SQLite, and the libraries that phonenum is measured against.
    [bench]="g++ libbenchmark-dev libzstd-dev libsqlite3-dev libprotobuf-dev protobuf-compiler nanopb libnanopb-dev
        libprotozero-dev flatbuffers-compiler libflatbuffers-dev capnproto libcapnp-dev libmsgpack-dev libjansson-dev
        libcjson-dev rapidjson-dev python3 python3-protobuf"
    [lint]="abigail-tools clang clang-format clang-tidy cppcheck doxygen shellcheck"
    # mandoc judges the manual pages, and shells the completions.
    [manual]="mandoc"
    [shells]="bash fish zsh"
    [site]="doxygen doxygen-awesome-css python3"
    # The example between services; SQLite's shell and Python's protobuf are for its tests.
    [nats]="nats-server libnats-dev libssl-dev libsqlite3-dev protobuf-compiler python3 python3-protobuf sqlite3 procps"
    # libFuzzer and the sanitizers' run-time libraries for clang; llvm names the functions in their reports.
    [fuzz]="clang libclang-rt-dev llvm"
    [coverage]="gcovr"
    # Protocol Buffers in other languages. Node.js often comes from elsewhere, so it is a set of its own.
    [interop]="gcc g++ libc6-dev cmake ninja-build pkg-config protobuf-compiler libprotobuf-dev python3
        python3-protobuf ruby ruby-google-protobuf default-jdk-headless libprotobuf-java libgoogle-gson-java libguava-java golang-go
        golang-google-protobuf-dev protoc-gen-go"
    [interop-js]="nodejs npm"
    [memcheck]="valgrind"
    [packages]="dpkg-dev file gzip lintian"
    [packages-root]="debootstrap"
    # Other libc, other machine, other system.
    [builds]="dpkg-dev make musl-tools gcc-aarch64-linux-gnu qemu-user gcc-mingw-w64-x86-64 wine wine64"
    # Compilers for other machines, and what runs their programs.
    [cross-s390x]="gcc-s390x-linux-gnu g++-s390x-linux-gnu qemu-user"
    [cross-i386]="gcc-i686-linux-gnu g++-i686-linux-gnu qemu-user"
)

is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

wanted=()
for set in "${@:-none}"; do
    if [[ -z ${sets[$set]-} ]]; then
        echo "usage: install-deps.sh SET..., each one of: ${!sets[*]}" >&2
        exit 2
    fi
    read -r -d '' -a packages <<<"${sets[$set]}" || true
    wanted+=("${packages[@]}")
done

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "install-deps.sh: made for Debian. Elsewhere, install what corresponds to: ${wanted[*]}" >&2
    exit 1
fi

missing=()
for package in "${wanted[@]}"; do
    is_installed "$package" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
    echo "Nothing to install: ${wanted[*]} are there."
    exit 0
fi

as_root=()
if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
        echo "install-deps.sh: ${missing[*]} must be installed, which needs root or sudo; neither is here." >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "Installing Debian packages: ${missing[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
# What it unpacks is of no interest; what goes wrong comes on standard error. What is there stays: rather fail.
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove \
    "${missing[@]}" >/dev/null
