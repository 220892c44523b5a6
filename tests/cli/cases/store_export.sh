# store export: which records are written, and how.
json '{"id":"a","phone_number":"+15555550100","backup_codes":["secret"],"updated_at":5}\n{"id":"b","verification":{"object":"verification_otp","status":"verified"},"updated_at":7}\n{"id":"c","new":{"backup_codes":["secret"]}}\n'
"$PHONENUM" store import db in 2>notes

say 'length-delimited records, or JSON'
run_hex store export db
"$PHONENUM" encode in 2>notes | cmp - <("$PHONENUM" store export db)
run store export db --json
run store export db --json --redact
run store export db --json --output=file
cat file
"$PHONENUM" store export db >stream
"$PHONENUM" store import copy stream 2>notes
"$PHONENUM" store export copy | cmp - stream

say 'what chooses records'
run store export db --json --where "status = 'verified'"
run store export db --json --where "updated_at > 5 OR id = 'c'"
run store export db --json --where 'updated_at IS NULL -- a comment'
run store export db --json --redact --where "phonenum_get(record, 'phone_number') LIKE '+1555%'"
run store export db --json --where "id IN (SELECT id FROM phone_numbers WHERE updated_at < 6)" --redact
run store export db --json --where=0
run store export db --json --redact --where "EXISTS (SELECT 1 FROM json_each(phonenum_to_json(record)) WHERE key = 'new')"
run store export db --json --redact --where "EXISTS (SELECT 1 FROM phonenum_links(record)) OR id = 'b'"

say 'what is no expression, or not one, or can not be evaluated'
for where in '' 'id =' '1; DROP TABLE phone_numbers' '1) OR (1' '1); SELECT (1' 'SELECT 1' '1 THEN 1 WHEN 2' \
    "id = 'a" '1 /*' 'id, 1' 'no_such_column = 1' 'id = ?' 'count(*) > 1' "phonenum_get(record, 'no_such_field')" \
    'EXISTS (DELETE FROM phone_numbers)' "id IN (SELECT id FROM phonenum_file('stream'))"; do
    run store export db --where "$where"
done

say 'it reads nothing else than the records, and says nothing of them'
for where in "id IN (SELECT id FROM phonenum_file('stream'))" "EXISTS (SELECT 1 FROM pragma_database_list)" \
    "json_extract('{}', CAST(record AS TEXT))" "phonenum_get(record, phonenum_secret(record, 'backup_codes[0]'))"; do
    status=0
    "$PHONENUM" store export db --where "$where" >out 2>err || status=$?
    echo "status $status"
    wc -c <out
    grep -c secret err || true
done
run store export db --json --where "id < 'b' OR phonenum_get(record, phonenum_secret(record, 'backup_codes[0]') || id)"
run store export db --json --redact --where "abs(iif(id = 'b', -9223372036854775807 - 1, 1))"

say 'nothing has changed'
"$PHONENUM" store export db | cmp - stream

say 'wrong calls'
run store export
run store export db db
run store export ''
run store export db --redact
run store export db --where
run store export db --where "$(printf '\x1b[31m')"
run store export db -o no-such-folder/file
run store export db -o db
ln -s db link
run store export db -o ./link

say 'a reader that has enough ends it'
"$PHONENUM" generate 20000 | "$PHONENUM" store import many 2>notes
cat notes
"$PHONENUM" store export many --json | head -n 1 | wc -l
