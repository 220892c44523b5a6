#!/bin/bash
# Installs what is needed, runs the tests and the fuzzers' corpora on a build that counts, and prints which lines and branches
# of src/ they miss. Fails where that is a line; where a core file has less than 95 % of its branches, or all files together.
#
# usage: coverage.sh
set -euo pipefail
cd "$(dirname "$0")/.."
(($# == 0)) || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

build=build/coverage
core='(base|wire|record|codec)/[a-z0-9_]*.[ch]'
least=95
# Left out: threads, which count at once and so wrongly; what packages rather than runs; what is slow and proves other things; and
# what limits the size of files, those with the counts too.
left_out='^(threads|interop.*|differential.*|cli_constant_memory|cli_small_disk|cli_terminal)$'

scripts/install-deps.sh build test coverage
log=$(mktemp)
trap 'rm -f "$log"' EXIT
{ cmake --preset coverage && cmake --build --preset coverage; } >"$log" 2>&1 || { cat "$log"; exit 1; }
find "$build" -name '*.gcda' -delete
ctest --preset coverage --parallel "$(nproc)" --label-exclude packaging --exclude-regex "$left_out" >"$log" 2>&1 ||
    { cat "$log"; exit 1; }
gcovr --root . "$build" --filter src/ --exclude-unreachable-branches --csv "$build/coverage.csv" >/dev/null
for kind in lines branches; do
    printf '\n=== Missed %s\n' "$kind"
    options=()
    [[ $kind == lines ]] || options=(--branches)
    gcovr --root . "$build" --filter src/ --exclude-unreachable-branches "${options[@]}" |
        awk '/^src\// && $4 != "100%" && $4 != "--%"'
done
printf '\n'
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
        printf "%d of %d lines, %d of %d branches (%.1f %%)\n", lines_hit, lines, branches_hit, branches,
            100 * branches_hit / branches
        if (branches == 0 || 100 * branches_hit < least * branches) { print "less than " least " % of all branches"; failed = 1 }
        exit failed
    }' "$build/coverage.csv"
