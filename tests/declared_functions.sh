#!/bin/bash
# Prints the functions that headers declare with PHONENUM_EXPORT, sorted, one a line.
#
# usage: declared_functions.sh HEADER...
set -euo pipefail
export LC_ALL=C

cat "$@" | tr '\n' ' ' | grep -oE 'PHONENUM_EXPORT [^(;]*\(' | sed -E 's/.*[ *]([A-Za-z0-9_]+)\($/\1/' | sort -u
