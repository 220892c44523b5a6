#!/bin/bash
# Installs what is needed, and makes the site in build/site: the manual in the headers, the pages and the examples.
# Fails if there is a warning, if a link leads nowhere, or if a page is missing. The first page is build/site/index.html.
#
# usage: site.sh
set -euo pipefail
cd "$(dirname "$0")/.."
(($# == 0)) || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2; exit 2; }

scripts/install-deps.sh site
rm -rf build/site
mkdir -p build/site
doxygen docs/site/Doxyfile
tests/site.py . build/site
