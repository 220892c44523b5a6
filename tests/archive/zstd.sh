#!/bin/bash
# Has the program zstd read archives: it tests them, counts their frames, and gives the delimited stream, which Python
# then reads.
#
# usage: zstd.sh ARCHIVE_WRITE ZSTD PYTHON
set -euo pipefail
export LC_ALL=C

write=$1
zstd=$2
python=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
    echo "zstd.sh: $*" >&2
    exit 1
}

# check COUNT [APPENDED]: an archive of so many records.
check() {
    local records=$(($1 + ${2:-0})) read
    "$write" "$work/archive.zst" "$work/stream" "$@"
    "$zstd" -q -t "$work/archive.zst" || die "zstd -t finds fault with $* records"
    "$zstd" -q -dc "$work/archive.zst" | cmp - "$work/stream" || die "zstd -dc does not give the stream of $* records"
    read=$("$zstd" -q -dc "$work/archive.zst" | "$python" -c '
import sys
data, at, count = sys.stdin.buffer.read(), 0, 0
while at < len(data):
    size = shift = 0
    while data[at] & 0x80:
        size |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    at += 1 + (size | data[at] << shift)
    count += 1
assert at == len(data)
print(count)')
    ((read == records)) || die "Python reads $read records of $records"
}

check 0
check 1
check 50000
check 20000 30000
"$zstd" -l "$work/archive.zst"
printf x | dd of="$work/archive.zst" bs=1 seek=100 conv=notrunc status=none
! "$zstd" -q -t "$work/archive.zst" 2>/dev/null || die "zstd -t does not notice damage"
echo "zstd reads what it should"
