#!/bin/bash
# Runs the benchmark for one iteration each, which shows that every row proves itself and that its passes go well; then
# what else it can do, on little. Times mean nothing here.
#
# usage: smoke.sh BENCH PROGRAM SAMPLES RESULTS [FACTS]
set -euo pipefail

bench=$1
program=$2
samples=$3
results=$4
facts=${5-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "smoke.sh: $*" >&2
    exit 1
}

# run ARGUMENT...: the names of what was timed, one a line.
run() {
    "$bench" "$@" --benchmark_min_time=0 --benchmark_format=csv 2>"$work/err" | sed -n 's/^"\([a-z]*\/[^"]*\)".*/\1/p' ||
        { cat "$work/err" >&2; fail "failed: $*"; }
}

echo "Every row on every workload"
run --records=200 >"$work/timed"
for operation in decode encode; do
    for workload in minimal typical full mixed stream; do
        for row in phonenum phonenum-json memcpy; do
            grep -qx "$operation/$workload/$row" "$work/timed" || fail "$operation/$workload/$row was not timed"
        done
    done
done
for row in record/stream/phonenum-find-number write/stream/phonenum-archive-1 scan/stream/phonenum-get; do
    grep -qx "$row" "$work/timed" || grep -Eq 'not in this build: (archive|sqlite)' "$work/err" || fail "$row was not timed"
done

echo "All but some"
run --records=200 --benchmark_filter='-^(record|scan|lookup)/' >"$work/timed"
grep -q '^decode/' "$work/timed" || fail "a filter of what is not wanted left out all"
! grep -q '^scan/' "$work/timed" || fail "a filter of what is not wanted left out nothing"

echo "Sweeps"
run --sweeps --benchmark_filter='=(0|1|10|16)/' >"$work/timed"
for sweep in records=10 links=10 text=16 text-utf8=16; do
    grep -qx "decode/$sweep/phonenum" "$work/timed" || fail "decode/$sweep/phonenum was not timed"
done

echo "A user's file"
"$program" encode "$samples" >"$work/numbers.bin" 2>/dev/null
run --input="$work/numbers.bin" >"$work/timed"
grep -qx 'encode/stream/phonenum' "$work/timed" || fail "a user's file was not timed"
# Some of the samples have extra_json that is longer than what nanopb's row has room for.
if [[ $(grep -c 'not in this build: nanopb' "$work/err") == 0 ]]; then
    grep -q '^left out encode/stream/nanopb: ' "$work/err" || fail "it was not said what was left out"
fi

echo "Wrong usage"
for options in --records=0 --records=99999999999999999999 '--sweeps --input=x' --what; do
    status=0
    # shellcheck disable=SC2086
    "$bench" $options >"$work/out" 2>&1 || status=$?
    [[ $status == 2 ]] || fail "status $status for $options"
done
for filter in '(' no-such-row; do
    if "$bench" --records=1 --benchmark_filter="$filter" >"$work/out" 2>&1; then
        fail "nothing was timed with the filter $filter, and nothing said"
    fi
done

echo "Broken input"
printf '\x05\x0a' >"$work/broken.bin"
if "$bench" --input="$work/broken.bin" >"$work/out" 2>&1; then
    fail "a broken file was taken"
fi
grep -q 'nothing was timed' "$work/out" || fail "it was not said what is wrong with a broken file"

if [[ -n $facts ]]; then
    echo "Facts"
    "$facts" --records=200 >"$work/facts.json"
    # What the published results say of a row is what the row says of itself now.
    python3 - "$work/facts.json" "$results" <<'END'
import json, sys
now, published = (json.load(open(path, encoding="utf-8"))["rows"] for path in sys.argv[1:])
published = {(row["operation"], row["name"]): row for row in published}
for row in now:
    then = published.get((row["operation"], row["name"]), {})
    if {**then, "allocations": None} != {**row, "allocations": None}:
        sys.exit(f"smoke.sh: the published results describe {row['operation']}/{row['name']} otherwise: run bench.sh")
END
    # field 100, and an id
    printf '\x06\x0a\x01a\xa0\x06\x07' >"$work/unknown.bin"
    "$facts" --input="$work/unknown.bin" >"$work/facts.json"
    python3 - "$work/facts.json" <<'END'
import json, sys
facts = json.load(open(sys.argv[1], encoding="utf-8"))
if not any("phonenum, JSON" in text for text in facts["left_out"]):
    sys.exit("smoke.sh: it is not said that JSON can't hold an unknown field")
if not any(row["name"] == "phonenum" for row in facts["rows"]):
    sys.exit("smoke.sh: phonenum itself was left out")
END
fi
