# store check: what is counted, and what damage it finds.
json '{"id":"a","updated_at":5}\n{"id":"b","updated_at":7}\n{"phone_number":"+1"}\n{}\n'
"$PHONENUM" store import db in 2>notes

# damage HEX HEX: a copy, in which the first bytes stand where the others are in the database.
damage() {
    "$PYTHON" -c 'import sys
wrong, right = map(bytes.fromhex, sys.argv[1:])
with open("db", "rb") as file:
    content = file.read()
assert content.count(right) == 1
with open("broken", "wb") as file:
    file.write(content.replace(right, wrong))' "$1" "$2"
    run store check broken
}

run store check db
say 'a record that does not decode'
damage 0a01ff6007 0a01626007
run store export broken --json
run store export broken --json --keep-going
run store export broken --where "id = 'a'"
run store export broken --where "status = 'x'"
json '{"id":"b"}'
run store import broken in

say 'an index that does not agree with the records'
damage 0a01636007 0a01626007

say 'bytes that are not those of a database any more'
cp db broken
"$PYTHON" -c '
with open("broken", "r+b") as file:
    file.seek(4096)
    file.write(b"\xff" * 4096)'
run store check broken
run store export broken
run store import broken in
head -c 4096 db >broken
run store check broken
