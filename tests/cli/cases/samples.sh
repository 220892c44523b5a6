# The sample file: nothing is lost on the way to bytes and back, and the bytes are few.
cp "$SAMPLES" samples
"$PHONENUM" encode samples >bytes 2>kept
show err kept
run validate bytes
"$PHONENUM" decode bytes >back
"$PHONENUM" encode back 2>/dev/null | cmp - bytes
"$PHONENUM" decode bytes | "$PHONENUM" encode 2>/dev/null | "$PHONENUM" decode | cmp - back
"$PYTHON" "$CLI/same_json.py" samples back

say 'the same as an array, and indented'
{ echo '['; sed '$!s/$/,/' samples; echo ']'; } >array
"$PHONENUM" encode array 2>/dev/null | cmp - bytes
"$PHONENUM" decode --pretty bytes | "$PHONENUM" encode 2>/dev/null | cmp - bytes

say 'each record alone, bare'
count=0
while IFS= read -r line; do
    printf '%s' "$line" >one
    "$PHONENUM" encode --raw one 2>/dev/null >one.bin
    "$PHONENUM" decode --raw one.bin >>alone
    count=$((count + 1))
done <samples
cmp alone back
echo "$count records"

say 'the typical one is under 145 bytes'
head -n 1 samples >one
size=$("$PHONENUM" encode --raw one | wc -c)
((size < 145))
echo "$(head -c -1 one | wc -c) bytes of JSON, $size bytes"
