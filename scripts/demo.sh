#!/bin/bash
# Shows the main job on the sample records: JSON to bytes and back, with nothing lost. Installs what building needs.
set -euo pipefail
cd "$(dirname "$0")/.."

heading() {
    printf '\n=== %s\n' "$*"
}

heading "Packages"
scripts/install-deps.sh build

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
