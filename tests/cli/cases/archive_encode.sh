# Writing archives: `encode --zstd` and `generate --zstd`. tests/archive/zstd.sh has zstd itself read them.
say 'what is in the archive is what is in the stream'
"$PHONENUM" encode "$SAMPLES" >stream 2>/dev/null
for arguments in --zstd --zstd=1 --zstd=19 --zstd=-100 '--zstd -T2'; do
    # shellcheck disable=SC2086
    "$PHONENUM" encode $arguments "$SAMPLES" >archive 2>/dev/null
    "$PHONENUM" decode archive >got
    "$PHONENUM" decode stream | cmp - got
    "$PHONENUM" check archive | sed 's/of [0-9]* bytes; //'
done
"$PHONENUM" encode --zstd -o archive "$SAMPLES" 2>/dev/null
"$PHONENUM" decode archive | cmp - got
"$PHONENUM" generate 2000 --seed 5 >stream
"$PHONENUM" generate 2000 --seed 5 --zstd >archive
"$PHONENUM" decode stream >want
"$PHONENUM" decode archive | cmp - want

say 'an archive gets its end, and the last frame, only if all is well, or with --keep-going'
json '{"id":"a"}\n{"id":}\n{"id":"b"}\n'
"$PHONENUM" encode --zstd in >archive || true
run decode archive
"$PHONENUM" encode --zstd --keep-going in >archive || true
run decode archive
run encode --zstd -o new in
ls new 2>&1 || true

say 'wrong levels, and options that exclude it'
for level in 0 20 -0 -101 - x 3x +3 ''; do
    run encode "--zstd=$level" in
done
run encode --zstd 3
run encode --zstd --framing=be32 in
run encode --raw --zstd in
run encode --zstd --lines=hex in
run generate 1 --zstd --json
