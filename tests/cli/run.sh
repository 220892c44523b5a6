#!/bin/bash
# Runs cases of the program's behaviour and compares what each prints with its NAME.expected, byte by byte. README.md
# says how to write a case. With --update it writes NAME.expected instead of comparing: see update.sh.
#
# usage: run.sh [--update] PROGRAM VERSION PYTHON CASE...
set -euo pipefail

update=false
if [[ $1 == --update ]]; then
    update=true
    shift
fi
program=$(realpath "$1")
version=$2
python=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# run_case FILE: prints what the case prints. It gets an empty folder and an environment without the caller's habits;
# the sanitizers' options are those of the build.
run_case() {
    local folder=$work/folder
    rm -rf "$folder"
    mkdir "$folder"
    (
        cd "$folder"
        # shellcheck disable=SC2016 # bash, not this script, is to see the variables
        env -i PATH="$PATH" LC_ALL=C TERM=xterm PHONENUM="$program" VERSION="$version" PYTHON="$python" \
            CLI="$here" SAMPLES="$here/../../examples/numbers.ndjson" \
            ASAN_OPTIONS="${ASAN_OPTIONS-}" UBSAN_OPTIONS="${UBSAN_OPTIONS-}" \
            bash -euo pipefail -c '. "$CLI/helpers.sh"; . "$1"' "$1" "$1" </dev/null 2>&1
    ) || echo "the case itself failed with status $?"
}

failed=0
for case in "$@"; do
    case=$(realpath "$case")
    expected=${case%.sh}.expected
    run_case "$case" >"$work/got"
    if "$update"; then
        cp "$work/got" "$expected"
    elif ! diff -u --label expected --label got "$expected" "$work/got" | head -n 200; then
        echo "$(basename "$case"): not as expected"
        failed=1
    fi
done
exit "$failed"
