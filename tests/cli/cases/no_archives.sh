# The program without archives: it says what it cannot do, and what the input is.
cp "$CLI/archives/frames.zst" .
json '{"id":"a"}'
run encode --zstd in
run encode --zstd=5 in
run generate --zstd 1
run check --repair out in
for command in decode 'decode --keep-going' 'decode -T2' 'decode --record 2' validate inspect bench check; do
    # shellcheck disable=SC2086
    run $command frames.zst
done
tail -c +141 frames.zst >index
run decode index
run decode --framing=varint frames.zst

say 'a delimited stream is read as with archives'
"$PHONENUM" encode in >stream
run decode --record 1 stream
run check stream
