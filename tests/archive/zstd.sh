#!/bin/bash
# Has the program zstd read archives: it tests them, counts their frames, and gives the delimited stream, which Python
# then reads. Also has the program phonenum read what zstd writes.
#
# usage: zstd.sh ARCHIVE_WRITE ZSTD PYTHON PHONENUM
set -euo pipefail
export LC_ALL=C

write=$1
zstd=$2
python=$3
phonenum=$4
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

# The program's archives.
"$phonenum" generate 30000 >"$work/stream"
"$phonenum" generate 30000 --zstd >"$work/archive.zst"
"$zstd" -q -dc "$work/archive.zst" | cmp - "$work/stream" || die "zstd -dc does not give what generate writes"
"$phonenum" decode "$work/stream" >"$work/json"
for options in --zstd --zstd=-5 '--zstd=9 -T2'; do
    # shellcheck disable=SC2086
    "$phonenum" encode $options "$work/json" >"$work/archive.zst" 2>"$work/err"
    "$zstd" -q -t "$work/archive.zst" || die "zstd -t finds fault with encode $options"
    "$zstd" -q -dc "$work/archive.zst" | cmp - "$work/stream" || die "zstd -dc does not give what encode writes"
done

# refuse REASON COMMAND...: what the command writes is an error with this reason, and no record.
refuse() {
    local reason=$1 status=0
    shift
    "$@" | "$phonenum" decode >"$work/out" 2>"$work/err" || status=$?
    ((status == 1)) || die "decode ends with status $status after: $*"
    [[ ! -s $work/out ]] || die "decode makes records of: $*"
    grep -q "$reason" "$work/err" || die "decode does not say '$reason' after: $*"
    grep -q 'zstd -dc FILE | phonenum decode' "$work/err" || die "decode does not say what to do after: $*"
}

# What zstd makes of a stream has whole records, but only in one frame, and no table. Or a part of one is in each.
refuse 'does not say how large' "$zstd" -q -c - <"$work/stream"
refuse 'has no checksum' "$zstd" -q --no-check -c "$work/stream"
refuse 'whole records' bash -c 'head -c 1000 "$1" >"$1.1"; tail -c +1001 "$1" >"$1.2"; "$2" -q -c "$1.1" "$1.2"' \
    - "$work/stream" "$zstd"
status=0
"$zstd" -q -c "$work/stream" | "$phonenum" decode 2>"$work/err" | cmp - "$work/json" || status=$?
((status == 1)) || die "decode does not mind that zstd writes no seek table"
grep -q 'no seek table' "$work/err" || die "decode does not say that there is no seek table"
echo "zstd reads what it should, and phonenum says what it does not read"
