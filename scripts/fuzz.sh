#!/bin/bash
# Installs what is needed, builds the fuzzers with clang, AddressSanitizer and UndefinedBehaviorSanitizer, and lets each
# look for SECONDS (60 unless told) for inputs that break a property; several at a time where there are cores. Goes on
# from the committed corpus, the vectors, and what earlier runs left in build/fuzz/found. Fails, and says where the input
# is, when one finds something. --keep, instead of fuzzing, replaces the committed corpora by the smallest that covers what
# all of these cover.
#
# usage: fuzz.sh [SECONDS [FUZZER...]]
#        fuzz.sh --keep [FUZZER...]
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    sed -n '/^# usage/,/^set/s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

action=look
seconds=60
case ${1-} in
--keep) action=keep && shift ;;
[1-9]*) seconds=$1 && shift ;;
'') ;;
*) usage ;;
esac
[[ $seconds =~ ^[0-9]+$ ]] || usage
mapfile -t known < <(sed -n 's/^ *phonenum_fuzzer(\([a-z_]*\) .*/\1/p' tests/fuzz/CMakeLists.txt)
fuzzers=("${@:-${known[@]}}")
for fuzzer in "${fuzzers[@]}"; do
    [[ " ${known[*]} " == *" $fuzzer "* ]] || { echo "fuzz.sh: no such fuzzer: $fuzzer; there are: ${known[*]}" >&2; exit 2; }
done

build=build/fuzz
found=$build/found
seeds=$build/seeds

# look FUZZER: fuzzes for a while; a line on what came of it. Whatever breaks a property is left in build/fuzz/broken.
look() {
    local fuzzer=$1 dictionary=wire log=$build/$1.log result=0
    [[ $fuzzer != json* ]] || dictionary=json
    mkdir -p "$found/$fuzzer" "$build/broken" "tests/fuzz/corpus/$fuzzer"
    "$build/tests/fuzz/fuzz_$fuzzer" -max_total_time="$seconds" -timeout=100 -max_len=4096 -rss_limit_mb=2048 \
        -dict="tests/fuzz/$dictionary.dict" -artifact_prefix="$build/broken/$fuzzer-" -print_final_stats=1 \
        "$found/$fuzzer" "tests/fuzz/corpus/$fuzzer" "$seeds/$fuzzer" >"$log" 2>&1 || result=1
    awk -v fuzzer="$fuzzer" '
        / cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") edges = $(i + 1); if ($i == "ft:") features = $(i + 1) } }
        /^stat::number_of_executed_units/ { runs = $2 }
        END { printf "%-14s %9d runs, %5d edges, %6d features\n", fuzzer, runs, edges, features }' "$log"
    ((result == 0)) || { grep -E 'does not hold|ERROR|Test unit written' "$log" || tail -n 20 "$log"; }
    return "$result"
}

# keep FUZZER: makes the committed corpus anew.
keep() {
    local fuzzer=$1 smallest=$build/smallest/$1
    rm -rf "$smallest"
    mkdir -p "$smallest" "$found/$fuzzer" "tests/fuzz/corpus/$fuzzer"
    "$build/tests/fuzz/fuzz_$fuzzer" -set_cover_merge=1 -use_counters=0 -max_len=4096 "$smallest" "tests/fuzz/corpus/$fuzzer" \
        "$seeds/$fuzzer" "$found/$fuzzer" >"$build/$fuzzer-keep.log" 2>&1 || { tail -n 20 "$build/$fuzzer-keep.log"; return 1; }
    rm -rf "tests/fuzz/corpus/$fuzzer"
    mv "$smallest" "tests/fuzz/corpus/$fuzzer"
    printf '%-14s %5d inputs\n' "$fuzzer" "$(find "tests/fuzz/corpus/$fuzzer" -type f | wc -l)"
}

scripts/install-deps.sh build test fuzz
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{ cmake --preset fuzz && cmake --build --preset fuzz --target "${fuzzers[@]/#/fuzz_}"; } >"$log" 2>&1 ||
    { cat "$log"; exit 1; }
tests/fuzz/seeds.py "$seeds"
export build found seeds seconds
export -f look keep
export UBSAN_OPTIONS=print_stacktrace=1
printf '%s\n' "${fuzzers[@]}" | xargs -P "$(nproc)" -I{} bash -euo pipefail -c "$action {}"
