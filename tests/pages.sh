#!/bin/bash
# The Markdown pages name only files that are there, their links lead somewhere, and no line is over 120 columns. Tables that
# a script fills may be wider.
#
# usage: pages.sh SOURCE_DIR
set -euo pipefail
cd "$1"

mapfile -t pages < <(find . -name '*.md' -not -path './build/*' -not -path './.*' -not -path './bench/results/*' | sort)
((${#pages[@]} >= 10)) || { echo "only ${#pages[@]} pages were found" >&2; exit 1; }
failed=0

complain() {
    echo "$*" >&2
    failed=1
}

for page in "${pages[@]}"; do
    wide=$(sed '/<!-- bench:/,/<!-- \/bench/d' "$page" | awk 'length > 120' || true)
    [[ -z $wide ]] || complain "$page has lines of more than 120 columns: $wide"
    # `src/wire/wire.h`, but not `build/release/...` nor a pattern such as `test_<unit>.c`.
    while read -r path; do
        compgen -G "$path" >/dev/null || complain "$page names $path, which is not there"
    done < <(grep -oE '`(src|include|tests|tools|bench|docs|scripts|cmake|examples|proto)/[A-Za-z0-9_./*-]+`' "$page" | tr -d '`')
done
tests/links.sh "${pages[@]}" || failed=1
echo "${#pages[@]} pages"
exit "$failed"
