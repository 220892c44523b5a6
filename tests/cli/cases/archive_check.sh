# `check`: archives by their table and in order, delimited streams, and --repair.
cp "$CLI/archives/frames.zst" "$CLI/archives/bad_record.zst" .

say 'all is good'
run check frames.zst
run check <frames.zst
printf '' | "$PHONENUM" encode --zstd >empty.zst
run check empty.zst

say 'a record that cannot be decoded'
run check bad_record.zst
run check <bad_record.zst

# damage OFFSET...: the archive with a wrong byte at each.
damage() {
    cp frames.zst damaged.zst
    for offset in "$@"; do
        printf 'x' | dd of=damaged.zst bs=1 seek="$offset" conv=notrunc status=none
    done
}

say 'damage: one record, several, and the header of the first frame'
damage 60
run check damaged.zst
run check - <damaged.zst
damage 10 120
run check damaged.zst
damage 0
run check damaged.zst

say 'damage: the index, and the end'
damage 160
run check damaged.zst
damage 260
run check damaged.zst
head -c 140 frames.zst >short.zst
run check short.zst
head -c 100 frames.zst >short.zst
run check short.zst

say 'delimited streams have no checksums'
printf '\x03\x0a\x01a\x03\x0a\x01\xff\x03\x0a\x01c' >stream
run check stream
printf '\x09' >>stream
run check stream
printf '\x00\x03\x0a\x01a' >in
run check --framing=be16 in
run check --framing=varint frames.zst
run check /dev/null

say 'several files'
run check frames.zst bad_record.zst nowhere

say 'repair: all that is whole is in the new archive'
damage 60 120
run check --repair whole.zst damaged.zst
run check whole.zst
run decode --redact whole.zst
run check --repair=whole.zst frames.zst
run check --repair whole.zst bad_record.zst
run check whole.zst
run check --repair whole.zst stream
run check --repair whole.zst - <damaged.zst

say 'repair: nothing is lost, although the end is'
head -c 140 frames.zst >short.zst
run check --repair whole.zst short.zst
run check whole.zst
damage 160
run check --repair whole.zst damaged.zst

say 'repair: never onto the input, and nothing is left of a failure'
cp damaged.zst before
run check --repair damaged.zst damaged.zst
run check --repair ./damaged.zst - <damaged.zst
ln -s damaged.zst link.zst
run check --repair link.zst damaged.zst
run check --repair /dev/stdin <damaged.zst
cmp before damaged.zst
run check --repair new.zst frames.zst damaged.zst
run check --repair new.zst nowhere
run check --repair nowhere/new.zst frames.zst
ls new.zst* 2>&1 || true
"$PHONENUM" check --repair - frames.zst 2>/dev/null | "$PHONENUM" decode --redact | wc -l

say 'the first bytes are damaged: the end says what it is'
printf '\xff' >first.zst
tail -c +2 frames.zst >>first.zst
run check first.zst
run decode --keep-going --redact first.zst
run decode --record 3 first.zst

say 'two archives in one file'
cat frames.zst frames.zst >two.zst
run check two.zst
run check --repair new.zst two.zst

say 'many damaged places: the first ones and a count'
"$PYTHON" - <<'END'
stream = b"".join(b"\x03\x0a\x01\xff" for _ in range(25))
open("many", "wb").write(stream)
END
run check many | tail -n 5
run check --all-errors many | grep -c '^err'
