# Reading archives: `frames.zst` has 8 records in 5 frames, and `bad_record.zst` one that cannot be decoded.
cp "$CLI/archives/frames.zst" "$CLI/archives/bad_record.zst" .

say 'each command recognises an archive, in a file and from a pipe'
run decode frames.zst
run decode <frames.zst
run decode --threads=2 --redact - <frames.zst
run validate frames.zst | sed -n '1,2p'
run inspect frames.zst | grep 'record [45]:'
run inspect frames.zst | grep secret
"$PHONENUM" bench --json frames.zst | grep -o '"records":[0-9]*'

say 'an error in a record names the byte of the record'
run decode bad_record.zst
run decode --keep-going bad_record.zst
run decode --keep-going -T2 bad_record.zst
run validate bad_record.zst | grep '^err'
run inspect bad_record.zst | grep '^err'
run bench bad_record.zst

# damage OFFSET: the archive with a wrong byte there.
damage() {
    cp frames.zst damaged.zst
    printf 'x' | dd of=damaged.zst bs=1 seek="$1" conv=notrunc status=none
}

say 'damage: one frame is lost'
damage 60
run decode damaged.zst
run decode --keep-going damaged.zst
run decode --keep-going -T2 damaged.zst
run validate damaged.zst | grep '^err\|^status'
run inspect damaged.zst | grep '^err\|record'
run bench damaged.zst

say 'damage: the first frame, and two places'
damage 10
run decode --keep-going damaged.zst
printf 'x' | dd of=damaged.zst bs=1 seek=60 conv=notrunc status=none
run decode --keep-going damaged.zst | grep '^err'

say 'damage: the index'
damage 160
run decode damaged.zst

say 'an archive that ends early: within the table, behind a frame, and within one'
head -c 200 frames.zst >short.zst
run decode short.zst
head -c 50 frames.zst >short.zst
run decode short.zst
head -c 60 frames.zst >short.zst
run decode short.zst
run decode --keep-going short.zst
head -c 10 frames.zst >short.zst
run decode short.zst

say 'an archive without records'
printf '' | "$PHONENUM" encode --zstd >empty.zst
run decode empty.zst
run inspect - <empty.zst

say 'with the option for lengths, the bytes are taken for a delimited stream'
run decode --framing=varint frames.zst
run decode --framing=varint empty.zst

say 'a delimited stream that begins as an archive does not'
bytes '\x28\xb5'
run decode in
bytes '\x28\x0a\x26zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz'
run decode in
bytes '\x5a\x2a\x4d\x0a'
run decode in

say 'one that is taken for an archive: its record begins with an unknown field of these bytes'
bytes '\x28\xb5\x2f\xfdaaa\x0a\x20zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz'
run decode in
run decode --framing=varint in
