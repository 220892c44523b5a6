#!/bin/bash
# Installs what is needed, and runs the tests under what scripts/test.sh can't have at once: MemorySanitizer, for reads
# of what was never set; ThreadSanitizer, for threads that share; and valgrind, for both and leaks in the code as it is
# installed, in the libraries and in the program.
#
# usage: sanitize.sh
set -euo pipefail
cd "$(dirname "$0")/.."
(($# == 0)) || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

log=$(mktemp)
work=$(mktemp -d)
trap 'rm -rf "$log" "$work"' EXIT

heading() {
    printf '\n=== %s\n' "$*"
}

# build PRESET [OPTION...]
build() {
    { cmake --preset "$@" && cmake --build --preset "$1"; } >"$log" 2>&1 || { cat "$log"; return 1; }
}

scripts/install-deps.sh build test fuzz memcheck

heading "MemorySanitizer"
build msan
# Left out: what packages rather than runs, what measures memory, jansson and libstdc++, which are not instrumented, and
# what takes minutes with code that other tests run too.
ctest --preset msan --parallel "$(nproc)" \
    --label-exclude packaging --exclude-regex '^(cli_(constant_memory.*|same_by_threads|secrets)|cxx|json_oracle)$'

heading "ThreadSanitizer"
build tsan
ctest --preset tsan --tests-regex '^(threads|cli_threads|cli_same_by_threads)$'

heading "valgrind"
build release -DBUILD_TESTING=ON
memcheck="valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible"
export memcheck
# Left out: what is measured by the clock, or takes minutes (the corpora have its like), what reads a page, and what
# searches a stack that is not in use any more.
slow='/test_(decode_hostile|encode_(largest|stack)|json_(hostile|oracle|read|stream|write)|why)$'
find build/release/tests -maxdepth 1 -name 'test_*' -type f -perm /u+x | grep -Ev "$slow" >"$log"
find tests/fuzz/corpus -mindepth 1 -maxdepth 1 -printf 'build/release/tests/fuzz/replay_%f %p/*\n' >>"$log"
xargs -d '\n' -P "$(nproc)" -I{} bash -c '
    output=$($memcheck {} 2>&1) || { printf "%s\n" "$output"; exit 1; }' <"$log"
printf '%d programs and corpora, no errors\n' "$(wc -l <"$log")"

# The cases of tests/cli, with a program that runs the true one under valgrind. What valgrind has to say goes to files,
# because a case may throw away what the program says.
cat >"$work/phonenum" <<END
#!/bin/sh
exec $memcheck --log-file='$work/%p.log' '$PWD/build/release/tools/phonenum' "\$@"
END
chmod +x "$work/phonenum"
# Left out: bench, forms and samples, which take longest; files, which closes standard output, so that valgrind's file
# would take its place; what is for builds without protobuf-c, archives or SQLite; and threads, whose memory in libc
# valgrind takes for lost if they run when the program ends.
left_out='/(bench|bench_no_protobuf_c|files|forms|no_archives|samples|store_no_sqlite|threads)\.sh$'
find tests/cli/cases -name '*.sh' | grep -Ev "$left_out" >"$log"
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:[A-Z]*=//p' build/release/CMakeCache.txt)
status=0
xargs -d '\n' -P "$(nproc)" -n 1 tests/cli/run.sh "$work/phonenum" "$version" python3 <"$log" || status=1
find "$work" -name '*.log' -size +0 -exec cat {} + >"$work/errors"
calls=$(find "$work" -name '*.log' | wc -l)
if [[ $status != 0 || -s $work/errors ]] || ((calls == 0)); then
    cat "$work/errors"
    exit 1
fi
printf '%d cases, %d calls of the program, no errors\n' "$(wc -l <"$log")" "$calls"
