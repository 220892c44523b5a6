#!/bin/bash
# Installs what is needed, builds for speed, and measures phonenum against its peers. Without FILE: on the workloads that
# docs/benchmarks.md describes; writes bench/results/, and the numbers in README.md and docs/benchmarks.md. With FILE,
# records behind their lengths: on these; prints the results and writes them to build/bench/file/.
#
# usage: bench.sh [FILE]
set -euo pipefail
case ${1-} in
-*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
if (($# > 1)) || { (($# == 1)) && [[ ! -r $1 ]]; }; then
    echo "usage: bench.sh [FILE], and FILE must be there" >&2
    exit 2
fi
file=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."

heading() {
    printf '\n=== %s\n' "$*"
}

# measure NAME OPTION...: times in random order, so that what else the machine does hits all alike; and in five processes,
# since things lie elsewhere in the memory of each, which can slow a row down in all of one process.
measure() {
    local name=$1
    shift
    for process in 1 2 3 4 5; do
        "$bench/phonenum_bench" --benchmark_enable_random_interleaving=true --benchmark_out_format=json \
            --benchmark_out="$raw/times-$name-$process.json" "$@" >/dev/null 2>"$raw/errors" ||
            { cat "$raw/errors" >&2; return 1; }
    done
}

# Says what the numbers were measured on, as JSON.
describe_machine() {
    local cpu
    cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
    printf '{"cpu": "%s", "cores": %d, "os": "%s", "date": "%s"}\n' "${cpu:-$(uname -m)}" "$(nproc)" \
        "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)" "$(date +%F)"
}

heading "Packages"
scripts/install-deps.sh build bench

heading "Build (build/bench)"
flags=
[[ $(uname -m) != x86_64 ]] || flags=-march=x86-64-v2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{ cmake --preset bench -DCMAKE_C_FLAGS="$flags" -DCMAKE_CXX_FLAGS="$flags" && cmake --build --preset bench; } \
    >"$log" 2>&1 || { cat "$log"; exit 1; }
grep 'is left out' "$log" || true
bench=build/bench/bench
raw=build/bench/raw
results=${file:+build/bench/file}
results=${results:-bench/results}
rm -rf "$raw"
mkdir -p "$raw" "$results"
describe_machine >"$raw/machine.json"

if [[ -n $file ]]; then
    heading "$file"
    "$bench/phonenum_bench_facts" --input="$file" >"$raw/facts.json"
    measure file --input="$file" --benchmark_repetitions=2 --benchmark_min_time=0.1
    python3 bench/report.py "$raw" "$results"
    cat "$results/README.md"
    exit
fi

heading "Proofs, sizes, allocations"
"$bench/phonenum_bench_facts" >"$raw/facts.json"
heading "Encoding and decoding (some 5 minutes)"
measure main --benchmark_repetitions=3 --benchmark_min_time=0.06 --benchmark_filter='-^(scan|lookup)/'
heading "A table of 1,000,000 records (some 2 minutes)"
measure tables --records=1000000 --benchmark_repetitions=3 --benchmark_min_time=0.01 \
    --benchmark_filter='^(scan|lookup)/'
heading "Growing amounts of work (some 2 minutes)"
measure sweeps --sweeps --benchmark_repetitions=2 --benchmark_min_time=0.03
heading "Memory for streams of 1 GB"
python3 tests/cli/memory.py build/bench/tools/phonenum examples/numbers.ndjson 1000 8 | tee "$raw/memory.txt"

heading "Results ($results)"
python3 bench/report.py "$raw" "$results"
python3 bench/report.py --blocks "$results" README.md docs/benchmarks.md
sed -n '/<!-- bench:headline -->/,/<!-- \/bench -->/p' README.md | grep -v '^<!--'
