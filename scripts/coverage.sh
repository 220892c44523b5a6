#!/bin/bash
# Installs what is needed, and runs the tests and the fuzzers' corpora on a build that counts. Prints which lines and
# branches of src/ they miss, and which lines of the program. Fails if they miss a line of src/; if a core file has less
# than 95 % of its branches, or all files together; or if the program has less than 98 % of its lines.
#
# usage: coverage.sh
set -euo pipefail
cd "$(dirname "$0")/.."
(($# == 0)) || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

build=build/coverage
core='(base|wire|record|codec)/[a-z0-9_]*.[ch]'
least=95
program_least=98
# Left out: what packages rather than runs; what is slow and proves other things; and what limits the size of files, those
# with the counts too.
left_out='^(interop.*|differential.*|cli_constant_memory.*|cli_small_disk|cli_store_(kill|memory|system))$'

scripts/install-deps.sh build test coverage
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{ cmake --preset coverage && cmake --build --preset coverage; } >"$log" 2>&1 || { cat "$log"; exit 1; }
find "$build" -name '*.gcda' -delete
ctest --preset coverage --parallel "$(nproc)" --label-exclude packaging --exclude-regex "$left_out" >"$log" 2>&1 ||
    { cat "$log"; exit 1; }

# count FOLDER [OPTION...]: runs gcovr on the files of a folder.
count() {
    local folder=$1
    shift
    gcovr --root . "$build" --filter "$folder" --exclude-unreachable-branches "$@"
}

# missed FOLDER [OPTION...]: the files that are not reached as a whole, and where.
missed() {
    count "$@" | awk -v folder="^$1" '$0 ~ folder && $4 != "100%" && $4 != "--%"'
}

printf '\n=== Missed lines\n'
missed src/
printf '\n=== Missed branches\n'
missed src/ --branches
printf '\n=== Missed lines of the program\n'
missed tools/

failed=0
printf '\n'
count src/ --csv "$build/coverage.csv" >/dev/null
awk -F, -v core="^src/$core\$" -v least="$least" '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    {
        file = $at["filename"]; lines += $at["line_total"]; lines_hit += $at["line_covered"]
        branches += $at["branch_total"]; branches_hit += $at["branch_covered"]
        if ($at["line_covered"] < $at["line_total"]) { print file ": a line is missed"; failed = 1 }
        if (file ~ core && 100 * $at["branch_covered"] < least * $at["branch_total"]) {
            print file ": less than " least " % of its branches"; failed = 1
        }
    }
    END {
        printf "src: %d of %d lines, %d of %d branches (%.1f %%)\n", lines_hit, lines, branches_hit, branches,
            100 * branches_hit / branches
        if (branches == 0 || 100 * branches_hit < least * branches) {
            print "less than " least " % of all branches"; failed = 1
        }
        exit failed
    }' "$build/coverage.csv" || failed=1
count tools/ --csv "$build/coverage-program.csv" >/dev/null
awk -F, -v least="$program_least" '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { lines += $at["line_total"]; hit += $at["line_covered"] }
    END {
        printf "program: %d of %d lines (%.1f %%)\n", hit, lines, 100 * hit / lines
        if (lines == 0 || 100 * hit < least * lines) { print "less than " least " % of the lines"; exit 1 }
    }' "$build/coverage-program.csv" || failed=1
exit "$failed"
