# Files that are not a database of phonenum, or not one that it knows. They stay as they are.
json '{"id":"a"}'
"$PHONENUM" store import db in 2>notes

# edit SQL: changes the database as others may, without the functions of phonenum.
edit() {
    "$PYTHON" -c 'import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in sys.argv[2].split(";"):
    connection.execute(statement)
connection.close()' "$1" "$2"
}

# refuse FILE: all commands; the file must not change, and nothing must appear beside it.
refuse() {
    cksum "$1" >before
    ls other* >files
    run store import "$1" in
    run store export "$1"
    run store check "$1"
    cksum "$1" | cmp - before
    ls other* | cmp - files
}

say 'another file'
echo text >other
refuse other
head -c 200 /dev/zero >other
refuse other

say 'a database of another program'
rm other
edit other 'CREATE TABLE t (a); INSERT INTO t VALUES (1)'
refuse other
rm other
edit other 'CREATE TABLE t (a); PRAGMA application_id = 7'
refuse other
rm other
edit other 'PRAGMA journal_mode = WAL; CREATE TABLE phone_numbers (a)'
refuse other

say 'a newer version, or the table of another'
cp db other
edit other 'PRAGMA journal_mode = DELETE; PRAGMA user_version = 2'
refuse other
rm other
edit other 'PRAGMA application_id = 1885892213; PRAGMA user_version = 1; CREATE TABLE phone_numbers (record, id)'
refuse other
cp db other
edit other 'PRAGMA journal_mode = DELETE; DROP INDEX phone_numbers_by_status'
refuse other

say 'no file at all, or an empty one, is made a database only by import'
run store export no-such-file
run store check no-such-file
: >empty
run store export empty
run store check empty
run store import empty in
run store check empty
mkdir folder
run store import folder in
run store export folder
run store import no-such-folder/db in
run store import '' in
run store import :memory: in
run store import ./:memory: in
run store check ./:memory:

say 'a program was killed while it wrote without a write-ahead log: what it has left half done is undone'
cp db other
edit other 'PRAGMA journal_mode = DELETE'
"$PYTHON" -c 'import shutil, sqlite3
connection = sqlite3.connect("other", isolation_level=None)
for statement in "PRAGMA cache_size = 1", "BEGIN", "CREATE TABLE t (a)", "INSERT INTO t VALUES (zeroblob(100000))":
    connection.execute(statement)
for ending in "", "-journal":
    shutil.copyfile("other" + ending, "killed" + ending)'
run store check killed
ls killed*

say 'wrong calls'
run store
run store no-such-word
run store import
run store check db db
run store check db --where 1
"$PHONENUM" --help >help
"$PHONENUM" store --help | cmp - help
"$PHONENUM" store -h | cmp - help
