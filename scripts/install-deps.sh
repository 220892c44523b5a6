#!/bin/bash
# Installs the Debian packages that building, testing or checking this project needs, and says so before it does.
#
# usage: install-deps.sh build|test|bench|lint|fuzz|cross-s390x|cross-i386...
set -euo pipefail

build=(gcc libc6-dev cmake ninja-build pkg-config libprotobuf-c-dev protobuf-c-compiler protobuf-compiler)
# C++ and Python are for asking their Protocol Buffers for a second opinion, jansson and RapidJSON for one on JSON.
test=(g++ libcmocka-dev libjansson-dev rapidjson-dev libprotobuf-dev python3 python3-protobuf)
# Google Benchmark, zstd for sizes, and the libraries that phonenum is measured against.
bench=(g++ libbenchmark-dev libzstd-dev libprotobuf-dev nanopb libnanopb-dev libprotozero-dev flatbuffers-compiler
    libflatbuffers-dev capnproto libcapnp-dev libmsgpack-dev libjansson-dev libcjson-dev rapidjson-dev python3
    python3-protobuf)
# libFuzzer and the sanitizers' run-time libraries for clang; llvm names the functions in their reports.
fuzz=(clang libclang-rt-dev llvm)
lint=(clang clang-format clang-tidy cppcheck doxygen shellcheck)
# Compilers for other machines, and what runs their programs.
cross_s390x=(gcc-s390x-linux-gnu g++-s390x-linux-gnu qemu-user)
cross_i386=(gcc-i686-linux-gnu g++-i686-linux-gnu qemu-user)

is_installed() {
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

usage() {
    echo "usage: install-deps.sh build|test|bench|lint|fuzz|cross-s390x|cross-i386..." >&2
    exit 2
}

(($# > 0)) || usage
wanted=()
for set in "$@"; do
    case $set in
    build) wanted+=("${build[@]}") ;;
    test) wanted+=("${test[@]}") ;;
    bench) wanted+=("${bench[@]}") ;;
    lint) wanted+=("${lint[@]}") ;;
    fuzz) wanted+=("${fuzz[@]}") ;;
    cross-s390x) wanted+=("${cross_s390x[@]}") ;;
    cross-i386) wanted+=("${cross_i386[@]}") ;;
    *) usage ;;
    esac
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
