#!/bin/bash
# Loads the module into SQLite's shell, as docs/storage.md says, and asks what its functions and tables are for. PRELOAD
# may name a library that the module needs and the shell does not have, such as AddressSanitizer's.
#
# usage: shell.sh SQLITE3 MODULE PROGRAM
set -euo pipefail
export LC_ALL=C

sqlite3=$1
module=$(realpath "$2")
program=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$(dirname "$module")"
failed=0

# plain SQL: the shell without the extension. ask SQL: with it, and the schema not trusted.
plain() {
    LD_PRELOAD=${PRELOAD-} "$sqlite3" -batch "$work/db" "$1" 2>&1
}
ask() {
    LD_PRELOAD=${PRELOAD-} "$sqlite3" -batch "$work/db" -cmd '.load ./phonenum' -cmd 'PRAGMA trusted_schema = OFF' \
        "$1" 2>&1
}

# expect WHAT GOT REGEX
expect() {
    [[ $2 =~ $3 ]] && return
    echo "$1: '$2' does not match '$3'"
    failed=1
}

"$program" generate 2000 >"$work/numbers.bin"
expect "the name of the file is enough" "$(ask 'SELECT phonenum_version()')" '^[0-9]+\.[0-9]+\.[0-9]+$'
ask "CREATE TABLE numbers(record BLOB NOT NULL CHECK (phonenum_valid(record)), id TEXT AS (phonenum_get(record, 'id')));
     CREATE UNIQUE INDEX by_id ON numbers(id);
     CREATE INDEX by_number ON numbers(phonenum_get(record, 'phone_number'));
     INSERT INTO numbers SELECT record FROM phonenum_file('$work/numbers.bin')"
expect "all records are there" "$(ask 'SELECT count(*) FROM numbers')" '^2000$'

diff <(ask 'SELECT phonenum_to_json(record) FROM numbers ORDER BY rowid') \
    <("$program" decode --redact "$work/numbers.bin" 2>/dev/null) || { echo "the program writes other JSON"; failed=1; }
diff <(ask "SELECT phonenum_to_json(record, 'secrets') FROM numbers ORDER BY rowid") \
    <("$program" decode "$work/numbers.bin" 2>/dev/null) || { echo "the program writes other secrets"; failed=1; }
expect "JSON becomes the same bytes again" \
    "$(ask "SELECT sum(phonenum_from_json(phonenum_to_json(record, 'secrets')) = record) FROM numbers")" '^2000$'

expect "a misspelt word is refused" "$(ask "SELECT phonenum_to_json(x'', 'secret')")" "must be 'secrets'"
expect "a backup code is refused" "$(ask "SELECT phonenum_get(x'', 'backup_codes[0]')")" 'only phonenum_secret'
expect "a table without its argument is refused" "$(ask 'SELECT * FROM phonenum_links')" 'argument is missing'
expect "a table of a text is refused" "$(ask "SELECT * FROM phonenum_links('text')")" 'expected a blob, not'

# uses INDEX CONDITION: the index finds the row 7.
uses() {
    expect "$1 is used" "$(ask "EXPLAIN QUERY PLAN SELECT rowid FROM numbers WHERE $2")" \
        "SEARCH numbers USING (COVERING )?INDEX $1"
    expect "$1 finds the row" "$(ask "SELECT rowid FROM numbers WHERE $2")" '^7$'
}
uses by_number "phonenum_get(record, 'phone_number') =
    '$(ask "SELECT phonenum_get(record, 'phone_number') FROM numbers WHERE rowid = 7")'"
uses by_id "id = '$(ask "SELECT id FROM numbers WHERE rowid = 7")'"

columns="phonenum_get(record, 'phone_number') IS file.phone_number AND phonenum_get(record, 'id') IS file.id
    AND phonenum_get(record, 'verification.status') IS file.status
    AND phonenum_get(record, 'created_at') IS file.created_at AND phonenum_get(record, 'updated_at') IS file.updated_at"
expect "a file has the columns that functions give" \
    "$(ask "SELECT sum($columns) FROM phonenum_file('$work/numbers.bin') AS file")" '^2000$'
expect "a virtual column can be queried" "$(ask "SELECT count(*) FROM numbers WHERE id IS NULL")" '^[1-9][0-9]$'
expect "the database is whole" "$(ask 'PRAGMA integrity_check')" '^ok$'
expect "links can be joined" \
    "$(ask "SELECT count(*) > 100 FROM numbers, phonenum_links(record) AS link WHERE link.type = 'saml'")" '^1$'

expect "damage is refused" "$(ask "INSERT INTO numbers VALUES (x'0a05')")" 'phonenum_get: id: a length goes past'
expect "damage is explained" "$(ask "SELECT phonenum_error(x'0a05')")" '^id: a length goes past the end .*\(byte 1\)$'
printf '\x05abc' >>"$work/numbers.bin"
expect "a damaged file is told" "$(ask "SELECT count(*) FROM phonenum_file('$work/numbers.bin')")" \
    'numbers.bin: record 2001: the input ends inside the record'

expect "without the extension, the table can be read" "$(plain 'SELECT count(*), typeof(record) FROM numbers')" \
    '^2000\|blob$'
for statement in "INSERT INTO numbers VALUES (x'')" "UPDATE numbers SET record = x''" \
    "DELETE FROM numbers WHERE rowid = 1" REINDEX VACUUM 'PRAGMA integrity_check'; do
    expect "without the extension, $statement is refused" "$(plain "$statement")" \
        '(unknown|no such) function: phonenum_(valid|get)'
done
expect "without the extension, a dump has all" "$(plain .dump | grep -c '^INSERT INTO numbers')" '^2000$'
plain ".backup $work/copy"
diff -q <(plain .dump) <("$sqlite3" "$work/copy" .dump) || { echo "a backup lacks rows"; failed=1; }
expect "nothing has changed" "$(ask 'PRAGMA integrity_check; SELECT count(*) FROM numbers')" $'^ok\n2000$'
((failed == 0)) && echo "SQLite's shell can do what is promised"
exit "$failed"
