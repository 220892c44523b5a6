#!/bin/bash
# Accepts what the program of a build does now. Writes NAME.expected for the given cases, or for all that the build has.
#
# usage: update.sh BUILD [CASE...], as in: update.sh build/debug decode validate
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if (($# == 0)) || [[ ! -f $1/CMakeCache.txt ]]; then
    sed -n 's/^# usage/usage/p' "$0" >&2
    exit 2
fi
build=$1
shift

# setting NAME: its value in the build's cache.
setting() {
    sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"
}

names=("$@")
if ((${#names[@]} == 0)); then
    mapfile -t names < <(ctest --test-dir "$build" -N -R '^cli_' | sed -n 's/^ *Test *#[0-9]*: cli_//p')
fi
cases=()
for name in "${names[@]}"; do
    if [[ -f $here/cases/$name.sh ]]; then
        cases+=("$here/cases/$name.sh")
    elif (($# > 0)); then
        echo "update.sh: there is no case $name" >&2
        exit 2
    fi
done
"$here/run.sh" --update "$build/tools/phonenum" "$(setting CMAKE_PROJECT_VERSION)" "$(setting PYTHON3)" "${cases[@]}"
echo "${#cases[@]} cases"
