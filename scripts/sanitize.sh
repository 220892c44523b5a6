#!/bin/bash
# Installs what is needed, and runs the tests under what scripts/test.sh can't have at once: MemorySanitizer, for reads of what
# was never set; ThreadSanitizer, for threads that share; and valgrind, for both and leaks in the code as it is installed.
#
# usage: sanitize.sh
set -euo pipefail
cd "$(dirname "$0")/.."
(($# == 0)) || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT

heading() {
    printf '\n=== %s\n' "$*"
}

build() {
    { cmake --preset "$1" && cmake --build --preset "$1"; } >"$log" 2>&1 || { cat "$log"; return 1; }
}

scripts/install-deps.sh build test fuzz memcheck

heading "MemorySanitizer"
build msan
# Left out: what packages rather than runs, what measures memory, and jansson, which is not instrumented.
ctest --preset msan --parallel "$(nproc)" \
    --label-exclude packaging --exclude-regex '^(cli_constant_memory|json_oracle)$'

heading "ThreadSanitizer"
build tsan
ctest --preset tsan --tests-regex '^threads$'

heading "valgrind"
build release
# Left out: what is measured by the clock, or takes minutes; the corpora have its like.
slow='/test_(decode_hostile|json_(hostile|oracle|read|stream|write))$'
find build/release/tests -maxdepth 1 -name 'test_*' -type f -perm /u+x | grep -Ev "$slow" >"$log"
find tests/fuzz/corpus -mindepth 1 -maxdepth 1 -printf 'build/release/tests/fuzz/replay_%f %p/*\n' >>"$log"
xargs -d '\n' -P "$(nproc)" -I{} bash -c '
    output=$(valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible {} 2>&1) ||
        { printf "%s\n" "$output"; exit 1; }' <"$log"
printf '%d programs and corpora, no errors\n' "$(wc -l <"$log")"
