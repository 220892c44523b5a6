# `decode --record`: by the table of an archive, and in order of anything else.
cp "$CLI/archives/frames.zst" "$CLI/archives/bad_record.zst" .
"$PHONENUM" decode frames.zst >json
"$PHONENUM" encode json >stream
"$PHONENUM" encode --lines=hex json >hex

say 'one record, some, and all from one on'
for range in 1 4 8 3-5 1-8 7-; do
    run decode --redact --record "$range" frames.zst | tee want
    for input in 'stream' '- <frames.zst' '-T2 frames.zst' '-T2 stream' '--lines=hex hex'; do
        run_as() { eval "run decode --redact --record $range $input"; }
        run_as | sed '/^\$/d' >got
        sed '/^\$/d' want | cmp - got
    done
done

say 'there is no such record'
for range in 9 8-9 9- 100-200 18446744073709551615; do
    run decode --redact --record "$range" frames.zst
done
run decode --redact --record 9 stream
run decode --redact --record 9 <frames.zst
run decode --record 1 /dev/null

say 'errors in what is wanted, and in what is passed over'
run decode --record 3 bad_record.zst
run decode --record 2-4 --keep-going bad_record.zst
run decode --record 4 bad_record.zst
run decode --record 4 <bad_record.zst
printf '\x03\x0a\x01a\x03\x0a\x01\xff\x03\x0a\x01c\x09' >in
run decode --record 3 in
run decode --record 4 in
run decode --record 5 in
printf 'zz\n0a0161\n' >in
run decode --lines=hex --record 2 in
run decode --lines=hex --record 2 --keep-going in

say 'damage: other frames can be read by the table, but not in order'
cp frames.zst damaged.zst
printf 'x' | dd of=damaged.zst bs=1 seek=60 conv=notrunc status=none
run decode --record 5 damaged.zst
run decode --record 4 damaged.zst
run decode --record 3- --keep-going damaged.zst
run decode --record 5 --keep-going <damaged.zst

say 'without a table, the records are counted'
head -c 120 frames.zst >short.zst
run decode --record 5 short.zst
run decode --record 7 short.zst

say 'wrong numbers'
for range in 0 0-5 5-4 x 1-x '' - 1- 5-5 1-2-3 18446744073709551616 184467440737095516150; do
    run decode --record "$range" /dev/null
done
