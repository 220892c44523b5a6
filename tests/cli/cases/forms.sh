# Input in another form than the one that the command reads: the form is named, and the command that reads it.
json '{"id":"idn_1","phone_number":"+15555550100"}\n'
cp in json
"$PHONENUM" encode json >stream
"$PHONENUM" encode --raw json >bare
for framing in be16 be32 le32 grpc; do
    "$PHONENUM" encode --framing=$framing json json >$framing
done
for text in hex base64; do
    "$PHONENUM" encode --lines=$text json >$text
done
{ printf '\x1f\x8b\x08\x00' && cat stream; } >gzip
{ printf '\x28\xb5\x2f\xfd' && cat stream; } >zstd
{ printf '\xfd7zXZ\x00' && cat stream; } >xz
"$PYTHON" - <<'END'
import base64
text = open("json").read()
stream = open("stream", "rb").read()
for name, data in (
    ("utf16_be_mark", b"\xfe\xff" + text.encode("utf-16-be")),
    ("utf16_le_mark", b"\xff\xfe" + text.encode("utf-16-le")),
    ("utf16_be", text.encode("utf-16-be")),
    ("utf16_le", text.encode("utf-16-le")),
    ("mark", b"\xef\xbb\xbf" + text.encode()),
    ("hex_of_stream", stream.hex().encode()),
    ("base64_of_stream", base64.encodebytes(stream * 10)),
    ("base64_of_json", base64.encodebytes(text.encode() * 3)),
    ("html", b" <!DOCTYPE html>\n<html>"),
    ("xml", b"<?xml version='1.0'?>"),
    ("sqlite", b"SQLite format 3\0\x10\0\1\1\0\x40\x20\x20" + bytes(76)),
    ("empty", b""),
):
    open(name, "wb").write(data)
END
# The note of each command on each file; the errors before are others' business.
for file in json stream bare be16 be32 le32 grpc hex base64 gzip zstd xz utf16_be_mark utf16_le_mark utf16_be utf16_le \
    mark hex_of_stream base64_of_stream base64_of_json html xml sqlite empty; do
    for command in encode decode 'decode --raw' 'decode --framing=be32' 'decode --lines=hex' 'decode --keep-going' \
        validate inspect 'bench --json'; do
        # What may be an archive has cases of its own.
        [[ $file != zstd || $command == encode || $command == *raw || $command == *=* ]] || continue
        # shellcheck disable=SC2086
        note=$({ "$PHONENUM" $command $file 2>&1 >/dev/null || true; } |
            sed -n 's/^phonenum: [a-z0-9_]*: \(the input .*\)/\1/p')
        echo "$command $file: $note"
    done
done

say 'an empty input has no records, and that is no error'
for command in encode decode validate inspect; do
    run "$command" empty | grep -v "^out|"
done

say 'an error in a record of the right form is no other form'
bytes '\x0a\x0a\x08\x78\x78\x78\x78\x78\x78\x78\xff'
run decode in
run decode --raw in
bytes '\x0a\x03\x78\x78\xff'
run decode --raw in
json '{"id":}'
run encode in
json '[1]'
run encode in
json 'hello, world'
run encode in
json 'deadbeefdeadbeef'
run encode in

say 'a first record that is right shows that the form is'
bytes '\x03\x0a\x01a{"id":"b"}'
run decode in

say 'many empty records'
printf '\x03\x0a\x01a' >one
head -c 64 /dev/zero | cat one - >padded
run decode padded | tail -n 3
head -c 64 /dev/zero >zeros
run validate zeros | tail -n 4
run decode be32 | tail -n 3
printf '\x00\x00\x00\x03\x0a\x01a\x00\x00\x00\x03\x0a\x01b\x00\x00\x00\x03\x0a\x01c' >in
run decode in
run decode --framing=be32 in
printf '\x00' >in
run decode in
printf '\x03\x0a\x01a\x03\x0a\x01a\x03\x0a\x01a\x00' >in
run decode in
