#!/usr/bin/env python3
"""Loads the module into Python's sqlite3, and uses it as a service would: blobs as bytes, errors as exceptions.

usage: python.py MODULE PROGRAM
"""
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

CHECKS = []


def check(function):
    CHECKS.append(function)
    return function


def refused(call, *words):
    """Whether the call raises an error of SQLite that has all these words in it."""
    try:
        call()
    except sqlite3.Error as error:
        return all(word in str(error) for word in words) or print("said:", error)
    return False


class Fixture:
    def __init__(self, module, program, folder):
        self.module = module
        made = subprocess.run([program, "generate", "500", "--json"], check=True, capture_output=True).stdout
        self.lines = made.decode().splitlines()
        self.path = folder / "numbers.bin"
        self.path.write_bytes(subprocess.run([program, "encode"], input=made, check=True, capture_output=True).stdout)
        self.database = self.open(":memory:")
        self.database.execute("CREATE TABLE numbers(record BLOB NOT NULL CHECK (phonenum_valid(record)))")
        self.database.executemany("INSERT INTO numbers VALUES (phonenum_from_json(?))", [[line] for line in self.lines])

    def open(self, name):
        database = sqlite3.connect(name)
        database.enable_load_extension(True)
        database.load_extension(self.module)
        database.execute("PRAGMA trusted_schema = OFF")
        return database

    def one(self, sql, *values):
        return self.database.execute(sql, values).fetchone()[0]


@check
def a_record_comes_back_as_it_was(fixture):
    rows = fixture.database.execute("SELECT phonenum_to_json(record, 'secrets') FROM numbers ORDER BY rowid")
    return [row[0] for row in rows] == fixture.lines


@check
def no_code_is_in_what_is_not_asked_for(fixture):
    rows = fixture.database.execute("SELECT phonenum_to_json(record) FROM numbers ORDER BY rowid").fetchall()
    codes = [json.loads(row[0]).get("backup_codes") for row in rows]
    return any(codes) and all(code == "[REDACTED]" for some in codes for code in some or [])


@check
def a_file_has_the_records_of_the_table(fixture):
    rows = fixture.database.execute("SELECT record FROM phonenum_file(?)", [str(fixture.path)]).fetchall()
    return rows == fixture.database.execute("SELECT record FROM numbers ORDER BY rowid").fetchall()


@check
def a_blob_is_bytes_and_text_is_no_blob(fixture):
    return (isinstance(fixture.one("SELECT phonenum_from_json('{}')"), bytes)
            and fixture.one("SELECT phonenum_valid(?)", b"\x1a\x02+1") == 1
            and fixture.one("SELECT phonenum_valid(?)", "text") == 0
            and fixture.one("SELECT phonenum_to_json(?)", None) is None)


@check
def damage_is_an_exception_with_its_place(fixture):
    return (refused(lambda: fixture.one("SELECT phonenum_to_json(?)", b"\x0a\x05"), "phonenum_to_json: id:", "(byte 1)")
            and refused(lambda: fixture.one("SELECT id FROM phonenum_links(?)", b"\x0a\x05"), "phonenum_links: id:")
            and refused(lambda: fixture.database.execute("INSERT INTO numbers VALUES (x'0a05')"), "CHECK constraint"))


@check
def every_cut_and_every_changed_byte_is_an_answer_or_an_error(fixture):
    record = max((row[0] for row in fixture.database.execute("SELECT record FROM numbers")), key=len)
    broken = [record[:size] for size in range(len(record))]
    for at in range(len(record)):
        broken += [record[:at] + bytes([record[at] ^ bit]) + record[at + 1:] for bit in (1, 128)]
    for blob in broken:
        is_valid = fixture.one("SELECT phonenum_valid(?)", blob)
        why = fixture.one("SELECT phonenum_error(?)", blob)
        if is_valid != (why is None):
            return print(blob, is_valid, why)
        if not is_valid and not refused(lambda: fixture.one("SELECT phonenum_to_json(?)", blob), why):
            return False
    return True


@check
def a_path_is_a_parameter_too(fixture):
    line = json.loads(fixture.lines[0])
    record = fixture.one("SELECT record FROM numbers WHERE rowid = 1")
    return all(fixture.one("SELECT phonenum_get(?, ?)", record, name) == line[name]
               for name in ("id", "phone_number", "reserved", "created_at", "updated_at"))


@check
def an_index_stays_whole_over_updates_and_deletes(fixture):
    database = fixture.database
    database.execute("CREATE INDEX by_number ON numbers(phonenum_get(record, 'phone_number'))")
    database.execute("UPDATE numbers SET record = phonenum_from_json('{\"phone_number\":\"+1\"}') WHERE rowid % 3 = 0")
    database.execute("DELETE FROM numbers WHERE rowid % 5 = 0")
    found = "SELECT count(*) FROM numbers WHERE phonenum_get(record, 'phone_number') = '+1'"
    plan = database.execute("EXPLAIN QUERY PLAN " + found).fetchone()[-1]
    return ("by_number" in plan and fixture.one(found) == 500 // 3 - 500 // 15
            and fixture.one("PRAGMA integrity_check") == "ok")


@check
def two_connections_have_the_functions_each_for_itself(fixture):
    other = fixture.open(":memory:")
    other.close()
    plain = sqlite3.connect(":memory:")
    return refused(lambda: plain.execute("SELECT phonenum_version()"), "no such function") and fixture.one(
        "SELECT phonenum_version()")


def main():
    module, program = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        fixture = Fixture(module.removesuffix(".so"), program, pathlib.Path(folder))
        failed = [function.__name__ for function in CHECKS if not function(fixture)]
    print("\n".join(f"not so: {name.replace('_', ' ')}" for name in failed) or f"{len(CHECKS)} checks")
    sys.exit(1 if failed else 0)


main()
