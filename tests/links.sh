#!/bin/bash
# The links of Markdown pages to files lead somewhere: [text](file), and [name]: file.
#
# usage: links.sh PAGE...
set -euo pipefail

failed=0
for page in "$@"; do
    while read -r link; do
        [[ -e $(dirname "$page")/${link%%#*} ]] || { echo "$page links to $link, which is not there" >&2; failed=1; }
    done < <(grep -oE '\]\([^)#][^)]*\)|^\[[^]]*\]: .*' "$page" | sed 's/^\[.*\]: //; s/^](//; s/)$//' |
        grep -v '^https\?:' || true)
done
exit "$failed"
