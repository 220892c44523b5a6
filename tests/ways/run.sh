#!/bin/bash
# Counts the instructions of each way to encode and to decode a record, and fails if one takes much more than the quickest.
# Instructions, because a busy machine does not change their number. Counting a size must take less than encoding.
#
# usage: run.sh WAYS_PROGRAM
set -euo pipefail

program=$1
most=150 # percent of the quick way
failed=0

if ! command -v valgrind >/dev/null; then
    echo "skipped: valgrind is not installed"
    exit 77
fi

# count WAY RECORD
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null '--toggle-collect=measured*' "$program" "$1" "$2" 2>&1 |
        sed -n 's/^.*Collected : //p'
}

# compare RECORD QUICK MOST WAY...
compare() {
    local record=$1 quick most=$3 way instructions percent
    quick=$(count "$2" "$record")
    ((quick > 0)) || { echo "nothing was counted for $2"; exit 1; }
    shift 3
    for way in "$@"; do
        instructions=$(count "$way" "$record")
        percent=$((100 * ${instructions:-0} / quick))
        echo "$record, $way: $percent %"
        ((percent > 0 && percent <= most)) || { echo "  more than $most %"; failed=1; }
    done
}

for record in minimal typical full; do
    compare $record encode $most encode-exact encode-delimited encode-delimited-exact encode-arena encode-stream
    compare $record encode 100 encode-size
    compare $record decode $most decode-borrow decode-buffer decode-delimited decode-stream copy
done
exit $failed
