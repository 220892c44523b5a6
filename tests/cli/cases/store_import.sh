# store import: what goes into the database, what replaces what, and what is said of it.

# rows SQL: asks the database through the program, which writes JSON with all that is stored.
rows() {
    run store export db --json
}

say 'JSON: lines, or an array; the database is made, and only its owner may read it'
json '{"id":"a","phone_number":"+15555550100","updated_at":5}\n{"id":"b","updated_at":5}\n'
run store import db in
stat -c %a db
rows
json '[{"id":"c"},{"id":"d"}]'
run store import db - <in
rows

say 'the same again changes nothing'
run store import db in

say 'of two records with one id, the one with the higher updated_at stays; if it is equal, the later one'
json '{"id":"a","phone_number":"+1","updated_at":4}\n{"id":"b","phone_number":"+2","updated_at":6}\n'
run store import db in
json '{"id":"b","phone_number":"+3","updated_at":6}\n{"id":"a"}\n{"id":"c","updated_at":-9}\n{"id":"c"}\n{"id":"d","phone_number":"+4"}\n'
run store import db in
rows

say 'without an id, the number counts among those without an id; an empty text counts as none'
rm db
json '{"phone_number":"+1","updated_at":1}\n{"id":"a","phone_number":"+1"}\n{"id":"","phone_number":"+1","updated_at":2}\n'
run store import db in
rows

say 'with neither, each record is kept once'
json '{"reserved":true}\n{"reserved":true}\n{"phone_number":"","reserved":true}\n{}\n{}\n'
run store import db in
run store import db in
run store check db

say 'length-delimited records, also another encoding of one that is there: the fields are not in order, a number is long'
rm db
"$PHONENUM" generate 20 >stream
run store import db stream
"$PHONENUM" store export db | cmp - stream
bytes '\x05\x58\x81\x00\x0a\x00\x03\x0a\x00\x58'
bytes '\x06\x58\x81\x00\x0a\x01a\x05\x0a\x01a\x58\x01'
run store import db in

say 'several files, one after another, in whatever form each is'
rm db
json '{"id":"a"}'
run store import db in stream - <in

say 'unknown fields come through JSON and back'
bytes '\x07\x0a\x01a\xa2\x06\x01x'
run store import new in
"$PHONENUM" store export new --json >lines
cat lines
run store import other lines
"$PHONENUM" store export other | cmp - in

say 'an error ends it, and what came before is there; with --keep-going, also what comes behind'
rm db
json '{"id":"a"}\n{"id":"b",}\n{"id":"c"}\n'
run store import db in
run store import db in no-such-file
run store import db in --keep-going
rows
bytes '\x03\x0a\x01d\x03\x0a\x01\xff\x03\x0a\x01e'
run store import db in
run store import db in --keep-going

say 'more errors than are shown'
for _ in {1..22}; do printf '\x01\x07'; done >in
run store import db in --keep-going
run store import db in --keep-going --all-errors

say 'what is read is not there, ends early, is empty, or is something else'
run store import db no-such-file
bytes '\x03\x0a'
run store import db in
bytes ''
run store import db in
bytes '  \n'
run store import db in
bytes '\x1f\x8b\x08\x00'
run store import db in
json '{"object":"event","data":{"id":"a","object":"phone_number"}}'
run store import db in
json '\xef\xbb\xbf {"id":"mark"}'
run store import db in
json '\x1e{"id":"mark"}\n\x1e{"id":"another"}\n'
run store import db in
json '{"id":"a",}\n{"id":\n"b"}}}x\n{"id":"c"}\n'
run store import db in --keep-going
"$PHONENUM" encode --lines=hex "$SAMPLES" 2>notes | head -n 2 >in
run store import db in
"$PHONENUM" encode --framing=be32 "$SAMPLES" 2>notes >in
run store import db in
head -n 3 "$SAMPLES" | iconv -t UTF-16 >in
run store import db in

say 'a record of 123 bytes with a text first is not taken for JSON'
json "{\"extra\":\"$(printf 'x%.0s' {1..112})\"}"
"$PHONENUM" encode in >stream 2>notes
head -c 1 stream
echo
run store import db stream

say 'nor one whose first field is a text of 34 bytes; but JSON with anything behind it is JSON'
bytes '\x7b\x0a\x22'"$(printf 'i%.0s' {1..34})"'\x10\x01\x52\x53'"$(printf 'c%.0s' {1..83})"
run store import db in
bytes "{\"id\":\"spaces\"}$(printf '%200s')"
run store import db in
json '{id:1}'
run store import db in

say 'a path is a path'
run store import 'file:named.db?mode=memory' in
ls file*
rm file*

say 'standard input is closed'
run store import db <&-
