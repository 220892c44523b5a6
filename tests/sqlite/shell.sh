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
ask "CREATE TABLE numbers(record BLOB NOT NULL CHECK (phonenum_valid(record)));
     CREATE INDEX by_json ON numbers(phonenum_to_json(record));
     INSERT INTO numbers SELECT record FROM phonenum_file('$work/numbers.bin')"
expect "all records are there" "$(ask 'SELECT count(*) FROM numbers')" '^2000$'

diff <(ask 'SELECT phonenum_to_json(record) FROM numbers ORDER BY rowid') \
    <("$program" decode --redact "$work/numbers.bin" 2>/dev/null) || { echo "the program writes other JSON"; failed=1; }
diff <(ask "SELECT phonenum_to_json(record, 'secrets') FROM numbers ORDER BY rowid") \
    <("$program" decode "$work/numbers.bin" 2>/dev/null) || { echo "the program writes other secrets"; failed=1; }
expect "JSON becomes the same bytes again" \
    "$(ask "SELECT sum(phonenum_from_json(phonenum_to_json(record, 'secrets')) = record) FROM numbers")" '^2000$'

same="phonenum_to_json(record) = (SELECT phonenum_to_json(record) FROM numbers WHERE rowid = 7)"
expect "the index is used" "$(ask "EXPLAIN QUERY PLAN SELECT rowid FROM numbers WHERE $same")" \
    'SEARCH numbers USING (COVERING )?INDEX by_json'
expect "the index finds" "$(ask "SELECT rowid FROM numbers WHERE $same")" '^7$'
expect "the database is whole" "$(ask 'PRAGMA integrity_check')" '^ok$'
expect "links can be joined" \
    "$(ask "SELECT count(*) > 100 FROM numbers, phonenum_links(record) AS link WHERE link.type = 'saml'")" '^1$'

expect "damage is refused" "$(ask "INSERT INTO numbers VALUES (x'0a05')")" 'CHECK constraint failed: phonenum_valid'
expect "damage is explained" "$(ask "SELECT phonenum_error(x'0a05')")" '^id: a length goes past the end .*\(byte 1\)$'
printf '\x05abc' >>"$work/numbers.bin"
expect "a damaged file is told" "$(ask "SELECT count(*) FROM phonenum_file('$work/numbers.bin')")" \
    'numbers.bin: record 2001: the input ends inside the record'

expect "without the extension, the table can be read" "$(plain 'SELECT count(*), typeof(record) FROM numbers')" \
    '^2000\|blob$'
for statement in "INSERT INTO numbers VALUES (x'')" "UPDATE numbers SET record = x''" \
    "DELETE FROM numbers WHERE rowid = 1" REINDEX VACUUM 'PRAGMA integrity_check'; do
    expect "without the extension, $statement is refused" "$(plain "$statement")" \
        '(unknown|no such) function: phonenum_(valid|to_json)'
done
expect "without the extension, a dump has all" "$(plain .dump | grep -c '^INSERT INTO numbers')" '^2000$'
plain ".backup $work/copy"
diff -q <(plain .dump) <("$sqlite3" "$work/copy" .dump) || { echo "a backup lacks rows"; failed=1; }
expect "nothing has changed" "$(ask 'PRAGMA integrity_check; SELECT count(*) FROM numbers')" $'^ok\n2000$'
((failed == 0)) && echo "SQLite's shell can do what is promised"
exit "$failed"
