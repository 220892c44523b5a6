#!/bin/bash
# Installs what is needed, builds for speed, and measures phonenum against its peers. Without FILE: on the workloads that
# docs/benchmarks.md describes; writes bench/results/, and the numbers in README.md and docs/benchmarks.md. With FILE,
# records behind their lengths: on these; prints the results and writes them to build/bench/file/.
#
# usage: bench.sh [FILE]
set -euo pipefail
file=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."

heading() {
    printf '\n=== %s\n' "$*"
}

# measure OUTPUT OPTION...: times in random order, so that what else the machine does hits all alike.
measure() {
    local output=$1
    shift
    "$bench/phonenum_bench" --benchmark_enable_random_interleaving=true --benchmark_out_format=json \
        --benchmark_out="$output" "$@" >/dev/null
}

# Says what the numbers were measured on, as JSON.
describe_machine() {
    local cpu
    cpu=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
    printf '{"cpu": "%s", "cores": %d, "os": "%s", "date": "%s"}\n' "${cpu:-$(uname -m)}" "$(nproc)" \
        "$(. /etc/os-release && echo "$PRETTY_NAME")" "$(date +%F)"
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
    measure "$raw/times.json" --input="$file" --benchmark_repetitions=9 --benchmark_min_time=0.1
    python3 bench/report.py "$raw" "$results"
    cat "$results/README.md"
    exit
fi

heading "Proofs, sizes, allocations"
"$bench/phonenum_bench_facts" >"$raw/facts.json"
heading "Encoding and decoding (some 5 minutes)"
measure "$raw/times.json" --benchmark_repetitions=15 --benchmark_min_time=0.1
heading "Growing amounts of work (some 2 minutes)"
measure "$raw/sweeps.json" --sweeps --benchmark_repetitions=5 --benchmark_min_time=0.05
heading "Memory for a stream of 1 GB"
python3 tests/cli/memory.py build/bench/tools/phonenum examples/numbers.ndjson 1000 8 | tee "$raw/memory.txt"

heading "Results ($results)"
python3 bench/report.py "$raw" "$results"
python3 bench/report.py --blocks "$results" README.md docs/benchmarks.md
sed -n '/<!-- bench:headline -->/,/<!-- \/bench -->/p' README.md | grep -v '^<!--'
