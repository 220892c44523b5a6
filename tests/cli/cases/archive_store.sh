# store import of archives, and what damage in them costs: see archive_decode.sh.
cp "$CLI/archives/frames.zst" "$CLI/archives/bad_record.zst" .
run store import db frames.zst
"$PHONENUM" store export db | cmp - <("$PHONENUM" decode frames.zst 2>notes | "$PHONENUM" encode)
run store import db - <frames.zst
run store import db --keep-going bad_record.zst

say 'damage costs a frame, and --keep-going reads those behind'
cp frames.zst damaged.zst
printf 'x' | dd of=damaged.zst bs=1 seek=60 conv=notrunc status=none
run store import new damaged.zst
run store import new damaged.zst --keep-going
run store check new
head -c 100 frames.zst >cut.zst
run store import other cut.zst
printf 'x' | dd of=damaged.zst bs=1 seek=10 conv=notrunc status=none
run store import another damaged.zst
