#!/bin/bash
# Shows the main job on the sample records: JSON to bytes and back, with nothing lost. Then it stores many records: in an
# archive that gets damaged and repaired, and in a database. Installs what building and this need.
set -euo pipefail
cd "$(dirname "$0")/.."

heading() {
    printf '\n=== %s\n' "$*"
}

heading "Packages"
scripts/install-deps.sh build demo

heading "Build (build/demo)"
# Quiet while all is well; the whole log where it is not.
log=$(mktemp)
work=$(mktemp -d)
trap 'rm -rf "$log" "$work"' EXIT
{ cmake -G Ninja -S . -B build/demo -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF && cmake --build build/demo; } >"$log" 2>&1 || { cat "$log"; exit 1; }
phonenum=build/demo/tools/phonenum
"$phonenum" --version

sample=examples/numbers.ndjson
heading "JSON in, bytes out: phonenum encode $sample"
"$phonenum" encode "$sample" >"$work/numbers.bin"
json=$(wc -c <"$sample")
bytes=$(wc -c <"$work/numbers.bin")
printf '%d records: %d bytes of JSON, %d bytes encoded (%d %%)\n' \
    "$(wc -l <"$sample")" "$json" "$bytes" $((100 * bytes / json))

heading "The first of them, byte by byte: phonenum inspect"
head -n 1 "$sample" | "$phonenum" encode --raw >"$work/first.bin"
printf '%d bytes of JSON, %d bytes encoded\n' "$(head -n 1 "$sample" | tr -d '\n' | wc -c)" "$(wc -c <"$work/first.bin")"
"$phonenum" inspect --raw "$work/first.bin"

heading "And back: phonenum decode"
"$phonenum" decode "$work/numbers.bin" >"$work/numbers.ndjson"
head -n 1 "$work/numbers.ndjson"

heading "Nothing lost?"
"$phonenum" encode "$work/numbers.ndjson" 2>/dev/null >"$work/again.bin"
cmp "$work/numbers.bin" "$work/again.bin"
echo "JSON -> bytes -> JSON -> bytes: the same $bytes bytes."
same=$(comm -12 <(sort "$sample") <(sort "$work/numbers.ndjson") | wc -l)
printf '%d of %d records came back as the very same JSON text. The others differ in the order of members, or in\n' \
    "$same" "$(wc -l <"$sample")"
echo "null, absent and empty of members that the schema knows, as in:"
for file in "$sample" "$work/numbers.ndjson"; do
    sed -n 5p "$file" | grep -o '"verification":{[^}]*}'
done

heading "20,000 records in an archive: phonenum generate 20000 --zstd"
"$phonenum" generate 20000 --zstd -o "$work/numbers.zst"
"$phonenum" check "$work/numbers.zst" | sed "s|$work/||"

heading "A copy whose disk has lost a block, and what is whole of it: phonenum check --repair whole.zst damaged.zst"
cp "$work/numbers.zst" "$work/damaged.zst"
dd if=/dev/zero of="$work/damaged.zst" bs=4096 seek=100 count=1 conv=notrunc status=none
if "$phonenum" check --repair "$work/whole.zst" "$work/damaged.zst" 2>"$work/notes"; then
    echo "The damage was not noticed."
    exit 1
fi
sed "s|$work/||" "$work/notes"

heading "Into a database, first what is whole, then the rest: phonenum store import numbers.db FILE"
for archive in whole numbers; do
    "$phonenum" store import "$work/numbers.db" "$work/$archive.zst" 2>&1 | sed "s|$work/||"
done

heading "And SQL on the records: sqlite3 numbers.db -cmd '.load phonenum'"
sqlite3 -box "$work/numbers.db" -cmd ".load build/demo/src/sqlite3/phonenum" \
    "SELECT status, count(*) FROM phone_numbers WHERE updated_at > 1700000000000 GROUP BY status"
