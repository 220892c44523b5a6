#!/bin/bash
# Runs the benchmark for one iteration each, which shows that every row proves itself and that its passes go well; then
# what else it can do, on little. Times mean nothing here.
#
# usage: smoke.sh BENCH PROGRAM SAMPLES [FACTS]
set -euo pipefail

bench=$1
program=$2
samples=$3
facts=${4-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "smoke.sh: $*" >&2
    exit 1
}

# run ARGUMENT...: the names of what was timed, one a line.
run() {
    "$bench" "$@" --benchmark_min_time=0 --benchmark_format=csv 2>"$work/err" | sed -n 's/^"\([a-z]*code[^"]*\)".*/\1/p' ||
        { cat "$work/err" >&2; fail "failed: $*"; }
}

echo "Every row on every workload"
run --records=200 >"$work/timed"
for operation in decode encode; do
    for workload in minimal typical full stream; do
        for row in phonenum phonenum-json memcpy; do
            grep -qx "$operation/$workload/$row" "$work/timed" || fail "$operation/$workload/$row was not timed"
        done
    done
done

echo "Sweeps"
run --sweeps --benchmark_filter='=(0|1|10|16)/' >"$work/timed"
for sweep in records=10 links=10 text=16 text-utf8=16; do
    grep -qx "decode/$sweep/phonenum" "$work/timed" || fail "decode/$sweep/phonenum was not timed"
done

echo "A user's file"
"$program" encode "$samples" >"$work/numbers.bin" 2>/dev/null
run --input="$work/numbers.bin" >"$work/timed"
grep -qx 'encode/stream/phonenum' "$work/timed" || fail "a user's file was not timed"
# Some of the samples have extra_json, which RapidJSON's row can't write.
if grep -q rapidjson "$work/timed"; then
    grep -q '^left out encode/stream/rapidjson: ' "$work/err" || fail "it was not said what was left out"
fi

echo "Broken input"
printf '\x05\x0a' >"$work/broken.bin"
if "$bench" --input="$work/broken.bin" >"$work/out" 2>&1; then
    fail "a broken file was taken"
fi
grep -q 'nothing was timed' "$work/out" || fail "it was not said what is wrong with a broken file"

if [[ -n $facts ]]; then
    echo "Facts"
    "$facts" --records=200 >"$work/facts.json"
    python3 -m json.tool "$work/facts.json" /dev/null
fi
