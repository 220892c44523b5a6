#!/bin/bash
# mandoc has nothing to say about the manual pages. Exit status 77 means that mandoc is not installed.
#
# usage: manual_lint.sh PAGE...
set -euo pipefail

if ! command -v mandoc >/dev/null; then
    echo "skipped: mandoc is not installed (Debian: mandoc)"
    exit 77
fi
# Which other pages are installed says nothing about these.
messages=$(mandoc -T lint "$@" 2>&1 | grep -vE 'STYLE: referenced manual not found|outdated mandoc.db lacks' || true)
[[ -z $messages ]] || { echo "$messages"; exit 1; }
echo "$# pages"
