/*
 * The extension for SQLite, linked statically: functions, tables, errors, and memory that fails at each allocation. The
 * module is tested in sqlite/, where SQLite's shell and Python load it.
 */
#include "support/check.h"

#include <phonenum/archive.h>
#include <phonenum/phonenum.h>
#include <phonenum/sqlite.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CODE "k2v8-x1qd"
#define NUMBER                                                                          \
    "{\"phone_number\":\"+15555550100\",\"backup_codes\":[\"" CODE "\"],\"linked_to\":" \
    "[{\"type\":\"saml\",\"id\":\"a\"},{\"type\":\"oauth_apple\",\"id\":\"b\"}]}"
#define BLOB "phonenum_from_json('" NUMBER "')"
#define ERROR "error: "

static char path[] = "/tmp/phonenum-test-XXXXXX";
static char damaged_path[] = "/tmp/phonenum-test-XXXXXX";
static char archive_path[] = "/tmp/phonenum-test-XXXXXX";
static char archive_of_damaged_path[] = "/tmp/phonenum-test-XXXXXX";

/* Memory of SQLite, and malloc() of the library. While armed, allocation `fail_at` fails, or all from there on. */
static struct {
    bool is_armed;
    bool fails_for_good;
    size_t fail_at;
    size_t calls;
} memory;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
int __real_sqlite3_libversion_number(void);
int __wrap_sqlite3_libversion_number(void);

static int pretended_version;

int __wrap_sqlite3_libversion_number(void)
{
    return pretended_version ? pretended_version : __real_sqlite3_libversion_number();
}

static bool must_fail(void)
{
    if (!memory.is_armed)
        return false;
    memory.calls++;
    return memory.calls == memory.fail_at || (memory.fails_for_good && memory.calls > memory.fail_at);
}

void *__wrap_malloc(size_t size)
{
    return must_fail() ? NULL : __real_malloc(size);
}

/* No more than SQLite promises: behind it, memory is aligned by 8 bytes, and not by 16. */
enum {
    HEADER = 8
};

static void *allocate(int size)
{
    char *block = must_fail() ? NULL : __real_malloc((size_t)size + HEADER);
    if (!block)
        return NULL;
    memcpy(block, &size, sizeof size);
    return block + HEADER;
}

static int size_of(void *block)
{
    int size = 0;
    if (block)
        memcpy(&size, (char *)block - HEADER, sizeof size);
    return size;
}

static void deallocate(void *block)
{
    if (block)
        free((char *)block - HEADER);
}

static void *reallocate(void *block, int size)
{
    void *moved = allocate(size);
    if (!moved)
        return NULL;
    const int old = size_of(block);
    memcpy(moved, block, (size_t)(old < size ? old : size));
    deallocate(block);
    return moved;
}

static int round_up(int size)
{
    return (size + 7) & ~7;
}

static int initialize(void *data)
{
    (void)data;
    return SQLITE_OK;
}

static void shut_down(void *data)
{
    (void)data;
}

static sqlite3 *open_database(void)
{
    sqlite3 *database;
    char *message = NULL;
    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    assert_int_equal(sqlite3_phonenum_init(database, &message, NULL), SQLITE_OK);
    return database;
}

static void close_database(sqlite3 *database)
{
    assert_int_equal(sqlite3_close(database), SQLITE_OK);
    assert_int_equal(sqlite3_memory_used(), 0);
}

static void append(char *answer, size_t capacity, const char *text)
{
    const size_t size = strlen(answer);
    (void)snprintf(answer + size, capacity - size, "%s%s", size > 0 && *text != '\0' ? " " : "", text);
}

static void append_row(sqlite3_stmt *statement, char *answer, size_t capacity)
{
    for (int i = 0; i < sqlite3_column_count(statement); i++) {
        const bool is_blob = sqlite3_column_type(statement, i) == SQLITE_BLOB;
        const char *text = is_blob ? "BLOB" : (const char *)sqlite3_column_text(statement, i);
        append(answer, capacity, text ? *text == '\0' ? "''" : text : "NULL");
    }
}

/* Runs one statement. The answer is all values with spaces between them, or the error. */
static int run(sqlite3 *database, const char *sql, char *answer, size_t capacity)
{
    sqlite3_stmt *statement = NULL;
    answer[0] = '\0';
    int result = sqlite3_prepare_v2(database, sql, -1, &statement, NULL);
    if (result == SQLITE_OK) {
        while ((result = sqlite3_step(statement)) == SQLITE_ROW)
            append_row(statement, answer, capacity);
        (void)sqlite3_finalize(statement);
    }
    if (result != SQLITE_DONE)
        (void)snprintf(answer, capacity, ERROR "%s", sqlite3_errmsg(database));
    return result == SQLITE_DONE ? SQLITE_OK : sqlite3_errcode(database);
}

struct expectation {
    const char *sql;
    const char *answer;
};

static void check_on(sqlite3 *database, const struct expectation *expected)
{
    char answer[2000];
    (void)run(database, expected->sql, answer, sizeof answer);
    if (strcmp(answer, expected->answer) != 0)
        fail_msg("%s\ngives: %s\nnot:   %s", expected->sql, answer, expected->answer);
}

static void check_all(const struct expectation *expected, size_t count)
{
    sqlite3 *database = open_database();
    for (size_t i = 0; i < count; i++)
        check_on(database, &expected[i]);
    close_database(database);
}

#define CHECK(expected) check_all(expected, sizeof(expected) / sizeof *(expected))

static void json_becomes_a_blob_and_the_blob_becomes_json(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"SELECT hex(phonenum_from_json('{\"phone_number\":\"+1\"}'))", "1A022B31"},
        {"SELECT typeof(phonenum_from_json('{}')), length(phonenum_from_json('{}'))", "blob 0"},
        {"SELECT phonenum_to_json(x'1a022b31')", "{\"phone_number\":\"+1\",\"verification\":null,\"linked_to\":[]}"},
        {"SELECT phonenum_to_json(x'')", "{\"verification\":null,\"linked_to\":[]}"},
        {"SELECT phonenum_to_json(zeroblob(0), 'secrets')", "{\"verification\":null,\"linked_to\":[]}"},
        {"SELECT phonenum_from_json(phonenum_to_json(r, 'secrets')) = r FROM (SELECT x'1a022b31a20601ff' AS r)", "1"},
        {"SELECT phonenum_valid(x''), phonenum_error(x''), phonenum_valid(x'0801'), phonenum_error(x'1a022b31')",
         "1 NULL 1 NULL"},
        {"SELECT phonenum_version() = '" PHONENUM_VERSION "'", "1"},
    };
    CHECK(expected);
}

static void text_of_a_database_in_utf_16_is_read_too(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"PRAGMA encoding = 'UTF-16'", ""},
        {"CREATE TABLE t(j TEXT)", ""},
        {"INSERT INTO t VALUES ('{\"id\":\"\xc3\xa9\"}')", ""},
        {"SELECT hex(phonenum_from_json(j)) FROM t", "0A02C3A9"},
        {"SELECT phonenum_to_json(phonenum_from_json(j), 'secrets') FROM t",
         "{\"id\":\"\xc3\xa9\",\"verification\":null,\"linked_to\":[]}"},
    };
    CHECK(expected);
}

static void codes_are_shown_only_if_secrets_are_asked_for(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"SELECT instr(phonenum_to_json(" BLOB "), '" CODE "'), instr(phonenum_to_json(" BLOB "), '[REDACTED]') > 0",
         "0 1"},
        {"SELECT instr(phonenum_to_json(" BLOB ", 'secrets'), '[\"" CODE "\"]') > 0", "1"},
        {"SELECT instr(phonenum_to_json(x'a2060568656c6c6f'), '\"@unknown\":\"[REDACTED]\"') > 0", "1"},
        {"SELECT instr(phonenum_to_json(x'a2060568656c6c6f', 'secrets'), '\"@unknown\":\"ogYFaGVsbG8=\"') > 0", "1"},
        {"SELECT phonenum_to_json(x'', 'secret')", ERROR "phonenum_to_json: the second argument must be 'secrets'"},
        {"SELECT phonenum_to_json(x'', 1)", ERROR "phonenum_to_json: the second argument must be 'secrets'"},
        {"SELECT phonenum_to_json(x'', NULL)", ERROR "phonenum_to_json: the second argument must be 'secrets'"},
        {"CREATE TABLE t(r BLOB)", ""},
        {"CREATE INDEX i ON t(phonenum_to_json(r, 'secrets'))",
         ERROR "non-deterministic functions prohibited in index expressions"},
        {"CREATE VIEW v AS SELECT phonenum_to_json(r, 'secrets') FROM t", ""},
        {"PRAGMA trusted_schema = OFF", ""},
        {"SELECT * FROM v", ERROR "unsafe use of phonenum_to_json()"},
    };
    CHECK(expected);
}

static void null_gives_null_and_no_rows(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"SELECT phonenum_from_json(NULL), phonenum_to_json(NULL), phonenum_to_json(NULL, 'secrets')",
         "NULL NULL NULL"},
        {"SELECT phonenum_valid(NULL), phonenum_error(NULL)", "NULL NULL"},
        {"SELECT count(*) FROM phonenum_links(NULL)", "0"},
        {"SELECT count(*) FROM phonenum_file(NULL)", "0"},
    };
    CHECK(expected);
}

static void damage_is_an_error_with_its_place(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"SELECT phonenum_to_json(x'0a05')",
         ERROR "phonenum_to_json: id: a length goes past the end of the message (byte 1)"},
        {"SELECT phonenum_to_json(x'3a034202ff', 'secrets')",
         ERROR "phonenum_to_json: verification.otp.channel: a length goes past the end of the message (byte 3)"},
        {"SELECT phonenum_to_json(x'0a01ff')", ERROR "phonenum_to_json: id: text is not valid UTF-8 (byte 2)"},
        {"SELECT phonenum_to_json(x'7a0131')", ERROR "phonenum_to_json: extra_json: expected a JSON object (byte 0)"},
        {"SELECT * FROM phonenum_links(x'0a01ff')", ERROR "phonenum_links: id: text is not valid UTF-8 (byte 2)"},
        {"SELECT phonenum_valid(x'0a01ff'), phonenum_error(x'0a01ff')", "0 id: text is not valid UTF-8 (byte 2)"},
        {"SELECT phonenum_error(x'0f')", "invalid wire type: must be 0 to 5 (byte 0)"},
        {"SELECT phonenum_from_json('{')",
         ERROR "phonenum_from_json: the input ends too early (line 1, column 2, byte 1)"},
        {"SELECT phonenum_from_json('')",
         ERROR "phonenum_from_json: the input ends too early (line 1, column 1, byte 0)"},
        {"SELECT phonenum_from_json('[]')",
         ERROR "phonenum_from_json: expected a JSON object (line 1, column 1, byte 0)"},
        {"SELECT phonenum_from_json('{\"id\":\"' || CAST(x'ff' AS TEXT) || '\"}')",
         ERROR "phonenum_from_json: id: text is not valid UTF-8 (line 1, column 8, byte 7)"},
        {"SELECT phonenum_from_json('{}' || char(0))",
         ERROR "phonenum_from_json: unexpected text after the JSON value (line 1, column 3, byte 2)"},
    };
    CHECK(expected);
}

static void another_type_than_the_expected_one_is_told(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"SELECT phonenum_from_json(x'7b7d')", ERROR "phonenum_from_json: expected JSON text, not a blob"},
        {"SELECT phonenum_from_json(1.5)", ERROR "phonenum_from_json: expected JSON text, not a real number"},
        {"SELECT phonenum_to_json('x')", ERROR "phonenum_to_json: expected a blob, not text"},
        {"SELECT phonenum_to_json(7, 'secrets')", ERROR "phonenum_to_json: expected a blob, not an integer"},
        {"SELECT phonenum_valid(''), phonenum_valid(1), phonenum_valid(1.5), phonenum_error(1.5)",
         "0 0 0 expected a blob, not a real number"},
        {"SELECT * FROM phonenum_links('x')", ERROR "phonenum_links: expected a blob, not text"},
        {"SELECT * FROM phonenum_links", ERROR "phonenum_links: its argument is missing"},
        {"SELECT * FROM phonenum_file", ERROR "phonenum_file: its argument is missing"},
        {"SELECT * FROM phonenum_file(x'41')", ERROR "phonenum_file: expected the path of a file, not a blob"},
    };
    CHECK(expected);
}

static void each_path_has_its_value_as_sql_has_it(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"CREATE TABLE t AS SELECT phonenum_from_json('{\"id\":\"a\",\"object\":\"phone_number\",\"reserved\":true,"
         "\"verification\":{\"status\":\"verified\",\"strategy\":\"saml\",\"attempts\":null,\"expire_at\":"
         "9000000000000,"
         "\"channel\":\"\"},\"linked_to\":[{\"type\":\"saml\",\"id\":\"x\"}],\"backup_codes\":[\"" CODE "\"]}') AS r",
         ""},
        {"SELECT phonenum_get(r, 'id'), phonenum_get(r, 'phone_number'), phonenum_get(r, 'object') FROM t",
         "a NULL phone_number"},
        {"SELECT phonenum_get(r, 'reserved'), phonenum_get(r, 'default_second_factor') FROM t", "1 NULL"},
        {"SELECT phonenum_get(r, 'verification'), phonenum_get(x'', 'verification') FROM t", "otp NULL"},
        {"SELECT phonenum_get(r, 'verification.status'), phonenum_get(r, 'verification.admin.status') FROM t",
         "verified NULL"},
        {"SELECT phonenum_get(r, 'verification.strategy'), phonenum_get(r, 'verification.custom_strategy') FROM t",
         "NULL saml"},
        {"SELECT phonenum_get(r, 'verification.attempts'), phonenum_get(r, 'verification.expire_at') FROM t",
         "NULL 9000000000000"},
        {"SELECT phonenum_get(r, 'verification.channel'), typeof(phonenum_get(r, 'verification.expire_at')) FROM t",
         "'' integer"},
        {"SELECT phonenum_get(r, 'linked_to'), phonenum_get(r, 'linked_to[0].id'), phonenum_get(r, 'linked_to[1].id')"
         " FROM t",
         "1 x NULL"},
        {"SELECT phonenum_get(x'1000', 'object'), phonenum_get(x'', 'linked_to')", "NULL 0"},
        {"SELECT phonenum_get(NULL, 'id'), phonenum_get(x'', NULL), phonenum_secret(NULL, 'id')", "NULL NULL NULL"},
        {"SELECT p, phonenum_get(x'0a01611a022b31', p) FROM (SELECT 'id' AS p UNION SELECT 'phone_number')",
         "id a phone_number +1"},
        {"SELECT hex(phonenum_get(x'0a03610062', 'id'))", "610062"},
        {"SELECT length(phonenum_get(CAST(char(10, 63) || printf('%.63c', 'a') AS BLOB), 'id')),"
         " length(phonenum_get(CAST(char(10, 64) || printf('%.64c', 'a') AS BLOB), 'id'))",
         "63 64"},
        {"SELECT phonenum_get(CAST(char(10, 63) || printf('%.63c', 'a') AS BLOB), 'id') ="
         " printf('%.63c', 'a'), phonenum_get(x'0a00', 'id')",
         "1 ''"},
    };
    CHECK(expected);
}

static void path_or_blob_that_is_wrong_is_told(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"SELECT phonenum_get(x'', 'verification.statsu')",
         ERROR "phonenum_get: 'verification.statsu': the schema has no field of this name here (byte 13)"},
        {"SELECT phonenum_get(NULL, 'ID')",
         ERROR "phonenum_get: 'ID': the schema has no field of this name here (byte 0)"},
        {"SELECT phonenum_secret(x'', '')",
         ERROR "phonenum_secret: '': the path ends early: the name of a field must follow (byte 0)"},
        {"SELECT phonenum_get(x'', 'id' || char(0))", ERROR "phonenum_get: 'id': a path has no NUL in it"},
        {"SELECT phonenum_get(x'', 1)", ERROR "phonenum_get: expected a path, not an integer"},
        {"SELECT phonenum_get('x', 'id')", ERROR "phonenum_get: expected a blob, not text"},
        {"SELECT phonenum_get(x'0a01ff', 'id')", ERROR "phonenum_get: id: text is not valid UTF-8 (byte 2)"},
        {"SELECT phonenum_get(x'0a05', 'phone_number')",
         ERROR "phonenum_get: id: a length goes past the end of the message (byte 1)"},
        {"SELECT phonenum_get(x'7a017b', 'extra_json')",
         ERROR "phonenum_get: extra_json: the input ends too early (line 1, column 2, byte 1)"},
    };
    CHECK(expected);
}

static void secrets_of_a_path_are_shown_only_by_the_function_that_says_so(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"CREATE TABLE t AS SELECT phonenum_from_json('{\"backup_codes\":[\"" CODE "\"],\"x\":{\"backup_codes\":[7]},"
         "\"verification\":{\"backup_codes\":8}}') AS r",
         ""},
        {"SELECT phonenum_get(r, 'backup_codes'), phonenum_secret(r, 'backup_codes') FROM t", "1 1"},
        {"SELECT phonenum_get(r, 'backup_codes[0]') FROM t",
         ERROR "phonenum_get: backup codes are secrets, which only phonenum_secret() shows"},
        {"SELECT phonenum_get(x'', 'backup_codes[7]')",
         ERROR "phonenum_get: backup codes are secrets, which only phonenum_secret() shows"},
        {"SELECT phonenum_secret(r, 'backup_codes[0]'), phonenum_secret(r, 'backup_codes[1]') FROM t", CODE " NULL"},
        {"SELECT phonenum_get(r, 'extra_json'), phonenum_get(x'', 'extra_json') FROM t",
         "{\"x\":{\"backup_codes\":[\"[REDACTED]\"]}} NULL"},
        {"SELECT phonenum_get(r, 'verification.otp.extra_json') FROM (SELECT r FROM t UNION ALL SELECT r FROM t)",
         "{\"backup_codes\":\"[REDACTED]\"} {\"backup_codes\":\"[REDACTED]\"}"},
        {"SELECT phonenum_secret(r, 'extra_json'), phonenum_secret(r, 'verification.extra_json') FROM t",
         "{\"x\":{\"backup_codes\":[7]}} {\"backup_codes\":8}"},
        {"CREATE INDEX i ON t(phonenum_secret(r, 'backup_codes[0]'))",
         ERROR "non-deterministic functions prohibited in index expressions"},
        {"CREATE VIEW v AS SELECT phonenum_secret(r, 'id') FROM t", ""},
        {"PRAGMA trusted_schema = OFF", ""},
        {"SELECT * FROM v", ERROR "unsafe use of phonenum_secret()"},
    };
    CHECK(expected);
}

static void each_link_is_a_row(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"SELECT * FROM phonenum_links(" BLOB ")", "0 saml a 1 oauth_apple b"},
        {"SELECT rowid, id FROM phonenum_links(" BLOB ") WHERE type = 'oauth_apple'", "1 b"},
        {"SELECT id FROM phonenum_links(" BLOB ") WHERE type = 'saml' OR id = 'b'", "a b"},
        {"SELECT * FROM phonenum_links(x'')", ""},
        {"SELECT * FROM phonenum_links(x'4a00')", "0 NULL NULL"},
        {"SELECT id FROM phonenum_links(" BLOB ") WHERE source = " BLOB, "a b"},
        {"SELECT id FROM phonenum_links(" BLOB ") WHERE source = x''", ""},
        {"SELECT n, id FROM (SELECT 1 AS n, " BLOB " AS r UNION SELECT 2, x'4a031201633a00'), phonenum_links(r)",
         "1 a 1 b 2 c"},
        {"SELECT id FROM phonenum_links JOIN (SELECT " BLOB " AS r) ON source = r", "a b"},
        {"SELECT typeof(source), count(*) FROM phonenum_links(" BLOB ")", "blob 2"},
        {"CREATE VIEW v AS SELECT * FROM phonenum_links(" BLOB ")", ""},
        {"PRAGMA trusted_schema = OFF", ""},
        {"SELECT id FROM v", "a b"},
    };
    CHECK(expected);
}

/* The path stands in the statement and in the answer where they have %s. */
static void check_with_path(sqlite3 *database, const char *of, const char *sql, const char *answer)
{
    char statement[400];
    char wanted[400];
    (void)snprintf(statement, sizeof statement, sql, of, of);
    (void)snprintf(wanted, sizeof wanted, answer, of);
    const struct expectation expected = {statement, wanted};
    check_on(database, &expected);
}

static void each_record_of_a_file_is_a_row(void **state)
{
    (void)state;
    sqlite3 *database = open_database();
    check_with_path(
        database, path, "SELECT * FROM phonenum_file('%s')",
        "1 1 15 a +1 verified 5 7 BLOB 2 17 0 NULL NULL NULL NULL NULL BLOB 3 18 4 '' NULL NULL NULL NULL BLOB");
    check_with_path(database, path, "SELECT rowid, hex(record), path = '%s' FROM phonenum_file('%s') WHERE number <> 1",
                    "2 '' 1 3 0A003A00 1");
    check_with_path(database, path,
                    "SELECT count(*), sum(b.number) FROM phonenum_file('%s') AS a, phonenum_file(a.path) AS b", "9 18");
    check_with_path(database, path, "SELECT number FROM phonenum_file('%s') LIMIT 1", "1");
    check_with_path(database, path, "CREATE VIEW v AS SELECT * FROM phonenum_file('%s')", "");
    check_with_path(database, path, "SELECT * FROM v", ERROR "unsafe use of virtual table \"phonenum_file\"");
    close_database(database);
}

static void archive_is_read_like_the_stream_in_it(void **state)
{
    (void)state;
    sqlite3 *database = open_database();
#ifdef PHONENUM_READS_ARCHIVES
    check_with_path(
        database, archive_path, "SELECT * FROM phonenum_file('%s')",
        "1 0 15 a +1 verified 5 7 BLOB 2 0 0 NULL NULL NULL NULL NULL BLOB 3 0 4 '' NULL NULL NULL NULL BLOB");
    check_with_path(database, archive_path, "SELECT hex(record) FROM phonenum_file('%s') WHERE number = 3", "0A003A00");
    check_with_path(database, archive_of_damaged_path, "SELECT id FROM phonenum_file('%s')",
                    ERROR "phonenum_file: %s: record 2: id: a length goes past the end of the message (byte 1)");
    assert_int_equal(truncate(archive_of_damaged_path, 20), 0);
    check_with_path(database, archive_of_damaged_path, "SELECT id FROM phonenum_file('%s')",
                    ERROR "phonenum_file: %s: record 1: the input ends inside a frame (byte 0)");
#else
    check_with_path(database, archive_path, "SELECT id FROM phonenum_file('%s')",
                    ERROR "phonenum_file: %s: record 1: this is an archive, and this build of phonenum reads none");
#endif
    close_database(database);
}

static void file_that_is_damaged_or_missing_is_an_error_with_its_path(void **state)
{
    (void)state;
    sqlite3 *database = open_database();
    check_with_path(database, damaged_path, "SELECT id FROM phonenum_file('%s')",
                    ERROR "phonenum_file: %s: record 2: id: a length goes past the end of the message (byte 18)");
    check_with_path(database, damaged_path, "SELECT id FROM phonenum_file('%s') WHERE number = 1 LIMIT 1", "a");
    check_with_path(database, path, "SELECT * FROM phonenum_file('%s/x')",
                    ERROR "phonenum_file: %s/x: cannot open the file");
    check_with_path(database, path, "SELECT * FROM phonenum_file('%s' || char(0))",
                    ERROR "phonenum_file: %s: cannot open the file");
    check_with_path(database, path, "SELECT * FROM phonenum_file('/')",
                    ERROR "phonenum_file: /: record 1: reading or writing failed");
    close_database(database);
}

static void memory_stays_constant_over_many_rows(void **state)
{
    (void)state;
    sqlite3 *database = open_database();
    const struct expectation expected = {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
        " SELECT count(*) FROM n, phonenum_links(" BLOB ") WHERE phonenum_get(" BLOB ", 'linked_to') = 2"
        " AND source = phonenum_from_json(phonenum_to_json(source, 'secrets')) AND length(type) + i > 0",
        "10000"};
    (void)sqlite3_memory_highwater(1);
    check_on(database, &expected);
    assert_true(sqlite3_memory_highwater(0) < 512 * 1024);
    close_database(database);
}

static void functions_can_be_indexed_and_checked_in_a_schema_that_is_not_trusted(void **state)
{
    (void)state;
    static const struct expectation expected[] = {
        {"PRAGMA trusted_schema = OFF", ""},
        {"CREATE TABLE t(record BLOB NOT NULL CHECK (phonenum_valid(record)))", ""},
        {"CREATE INDEX i ON t(phonenum_get(record, 'phone_number'))", ""},
        {"INSERT INTO t(record) VALUES (" BLOB "), (x'1a022b31')", ""},
        {"INSERT INTO t(record) VALUES (x'0a05')", ERROR "CHECK constraint failed: phonenum_valid(record)"},
        {"INSERT INTO t(record) VALUES ('text')", ERROR "CHECK constraint failed: phonenum_valid(record)"},
        {"SELECT hex(record) FROM t WHERE phonenum_get(record, 'phone_number') = '+1'", "1A022B31"},
        {"CREATE TABLE g(record BLOB NOT NULL, json TEXT AS (phonenum_to_json(record)), error AS "
         "(phonenum_error(record)))",
         ""},
        {"CREATE INDEX j ON g(json)", ""},
        {"INSERT INTO g(record) VALUES (x'1a022b31')", ""},
        {"INSERT INTO g(record) VALUES (x'0a05')",
         ERROR "phonenum_to_json: id: a length goes past the end of the message (byte 1)"},
        {"SELECT * FROM g", "BLOB {\"phone_number\":\"+1\",\"verification\":null,\"linked_to\":[]} NULL"},
        {"PRAGMA integrity_check", "ok"},
    };
    CHECK(expected);
}

static void result_over_the_limit_of_sqlite_is_an_error(void **state)
{
    (void)state;
    sqlite3 *database = open_database();
    static const struct expectation expected[] = {
        {"SELECT phonenum_valid(zeroblob(70000000)), phonenum_error(zeroblob(70000000))",
         "0 the record is larger than the limit (byte 67108864)"},
        {"SELECT phonenum_to_json(zeroblob(70000000))",
         ERROR "phonenum_to_json: the record is larger than the limit (byte 67108864)"},
        {"CREATE TABLE t AS SELECT phonenum_from_json('{\"id\":\"' || hex(zeroblob(475)) || '\"}') AS r", ""},
    };
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        check_on(database, &expected[i]);
    (void)sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 970);
    static const struct expectation too_big = {"SELECT phonenum_to_json(r) FROM t", ERROR "string or blob too big"};
    static const struct expectation not_too_big = {"SELECT phonenum_valid(r) FROM t", "1"};
    check_on(database, &too_big);
    check_on(database, &not_too_big);
    close_database(database);
}

static void older_sqlite_is_refused(void **state)
{
    (void)state;
    sqlite3 *database;
    char *message = NULL;
    assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
    pretended_version = 3030001;
    assert_int_equal(sqlite3_phonenum_init(database, &message, NULL), SQLITE_ERROR);
    pretended_version = 0;
    assert_non_null(strstr(message, "phonenum needs SQLite 3.31 or later"));
    sqlite3_free(message);
    close_database(database);
}

static void arm(size_t fail_at, bool fails_for_good)
{
    memory.is_armed = true;
    memory.fails_for_good = fails_for_good;
    memory.fail_at = fail_at;
    memory.calls = 0;
}

/* Disarms. Returns whether an allocation has failed. */
static bool has_failed(void)
{
    memory.is_armed = false;
    return memory.calls >= memory.fail_at;
}

/* How often memory is taken for a statement. */
static size_t allocations_of(sqlite3 *database, const char *sql)
{
    char answer[8];
    arm(SIZE_MAX, false);
    assert_int_equal(run(database, sql, answer, sizeof answer), SQLITE_OK);
    assert_false(has_failed());
    return memory.calls;
}

static void short_text_takes_no_memory_for_each_row(void **state)
{
    (void)state;
    static const struct expectation fill = {
        "INSERT INTO t WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 1000)"
        " SELECT x'0a0a' || printf('%010d', i) FROM c",
        ""};
    sqlite3 *database = open_database();
    check_on(database, &(struct expectation){"CREATE TABLE t (r BLOB)", ""});
    check_on(database, &fill);
    check_on(database, &(struct expectation){"UPDATE t SET r = CAST(r AS BLOB)", ""});
    assert_true(allocations_of(database, "SELECT phonenum_get(r, 'id') FROM t") < 500);
    close_database(database);
}

/* Where text is in UTF-16, reading it takes memory too. */
static sqlite3 *open_utf_16_database(void)
{
    sqlite3 *database = open_database();
    const struct expectation expected = {"PRAGMA encoding = 'UTF-16'", ""};
    check_on(database, &expected);
    return database;
}

static void check_statement_without_memory(const char *sql, bool fails_for_good)
{
    char right[2000];
    char answer[2000];
    sqlite3 *database = open_utf_16_database();
    const int right_result = run(database, sql, right, sizeof right);
    close_database(database);
    assert_int_not_equal(right_result, SQLITE_NOMEM);
    bool failed = true;
    for (size_t fail_at = 1; failed; fail_at++) {
        database = open_utf_16_database();
        arm(fail_at, fails_for_good);
        const int result = run(database, sql, answer, sizeof answer);
        failed = has_failed();
        close_database(database);
        /* SQLite does without the text of an error if there is no memory for it. */
        const bool is_right = result == right_result && (strcmp(answer, right) == 0 || result == SQLITE_ERROR);
        if (result != SQLITE_NOMEM && !is_right)
            fail_msg("%s: allocation %zu fails: %d, %s", sql, fail_at, result, answer);
    }
}

/* Either there is no memory, or the result is the same as ever. */
static void any_allocation_that_fails_is_told(void **state)
{
    (void)state;
    char of_file[200];
    char of_damaged_file[200];
    (void)snprintf(of_file, sizeof of_file, "SELECT *, path FROM phonenum_file('%s')", path);
    (void)snprintf(of_damaged_file, sizeof of_damaged_file, "SELECT * FROM phonenum_file('%s')", damaged_path);
    char of_archive[200];
    (void)snprintf(of_archive, sizeof of_archive, "SELECT *, path FROM phonenum_file('%s')", archive_path);
    const char *const statements[] = {
        "SELECT phonenum_from_json('" NUMBER "')",
        "SELECT phonenum_to_json(" BLOB ")",
        "SELECT phonenum_to_json(" BLOB ", 'secrets')",
        "SELECT phonenum_to_json(phonenum_from_json('{\"id\":\"' || hex(zeroblob(5000)) || '\",\"x\":{\"y\":[1]}}'))",
        "SELECT phonenum_to_json(x'', 'x')",
        "SELECT phonenum_to_json(x'0a05')",
        "SELECT phonenum_to_json(1)",
        "SELECT phonenum_to_json(zeroblob(9000))",
        "SELECT phonenum_valid(" BLOB "), phonenum_error(x'0a01ff'), phonenum_error(1), phonenum_version()",
        "SELECT phonenum_valid(zeroblob(9000))",
        "SELECT phonenum_error(zeroblob(9000))",
        "SELECT phonenum_valid(CAST(replace(hex(zeroblob(200)), '00', 'J' || char(0)) AS BLOB)),"
        " phonenum_error(CAST(replace(hex(zeroblob(200)), '00', 'J' || char(0)) AS BLOB))",
        "SELECT phonenum_get(" BLOB ", 'phone_number'), phonenum_get(x'', 'id')",
        "SELECT phonenum_get(phonenum_from_json('{\"x\":\"' || hex(zeroblob(3000)) || '\"}'), 'extra_json')",
        "SELECT phonenum_secret(" BLOB ", 'backup_codes[0]')",
        "SELECT phonenum_get(x'', 'backup_codes[0]')",
        "SELECT phonenum_get(zeroblob(9000), 'id')",
        "SELECT phonenum_get(x'', 'x')",
        "SELECT *, source FROM phonenum_links(" BLOB ")",
        "SELECT * FROM phonenum_links(x'0a05')",
        "SELECT * FROM phonenum_links('text')",
        "SELECT * FROM phonenum_links",
        of_file,
        of_damaged_file,
        of_archive,
        "SELECT * FROM phonenum_file('/nothing')",
        "SELECT * FROM phonenum_file(1)",
    };
    for (size_t i = 0; i < COUNT_OF(statements); i++) {
        check_statement_without_memory(statements[i], false);
        check_statement_without_memory(statements[i], true);
    }
}

static void registration_without_memory_is_an_error(void **state)
{
    (void)state;
    bool failed = true;
    for (size_t fail_at = 1; failed; fail_at++) {
        sqlite3 *database;
        char *message = NULL;
        assert_int_equal(sqlite3_open(":memory:", &database), SQLITE_OK);
        arm(fail_at, false);
        const int result = sqlite3_phonenum_init(database, &message, NULL);
        failed = has_failed();
        assert_true(result == SQLITE_NOMEM || (result == SQLITE_OK && !failed));
        close_database(database);
    }
}

static void make_file(char *template, const void *bytes, size_t size)
{
    const int descriptor = mkstemp(template);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, bytes, size), size);
    assert_int_equal(close(descriptor), 0);
}

/* Writes an archive of records. In a build without archives, it only begins as one. */
static void make_archive(char *template, const char *records, size_t size)
{
    make_file(template, "\x28\xb5\x2f\xfd", 4);
#ifdef PHONENUM_READS_ARCHIVES
    FILE *file = fopen(template, "wb");
    phonenum_archive_writer writer;
    size_t written;
    assert_non_null(file);
    phonenum_archive_writer_init(&writer, phonenum_write_file, file, NULL, NULL);
    assert_int_equal(phonenum_archive_write_delimited(&writer, records, size, &written, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_archive_finish(&writer, NULL), PHONENUM_OK);
    phonenum_archive_writer_free(&writer);
    assert_int_equal(fclose(file), 0);
#else
    (void)records;
    (void)size;
#endif
}

static int make_files(void **state)
{
    (void)state;
    static const char right[] = "\x0f\x0a\x01"
                                "a\x1a\x02+1\x3a\x02\x10\x02\x58\x05\x60\x07\x00\x04\x0a\x00\x3a";
    static const char damaged[] = "\x0f\x0a\x01"
                                  "a\x1a\x02+1\x3a\x02\x10\x02\x58\x05\x60\x07\x03\x0a\x05"
                                  "a";
    make_file(path, right, sizeof right); /* with the NUL */
    make_file(damaged_path, damaged, sizeof damaged - 1);
    make_archive(archive_path, right, sizeof right);
    make_archive(archive_of_damaged_path, damaged, sizeof damaged - 1);
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    return unlink(path) | unlink(damaged_path) | unlink(archive_path) | unlink(archive_of_damaged_path);
}

int main(void)
{
    /* No allocation may be hidden by memory that SQLite keeps ready. */
    static const sqlite3_mem_methods methods = {allocate, deallocate, reallocate, size_of,
                                                round_up, initialize, shut_down,  NULL};
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_becomes_a_blob_and_the_blob_becomes_json),
        cmocka_unit_test(text_of_a_database_in_utf_16_is_read_too),
        cmocka_unit_test(codes_are_shown_only_if_secrets_are_asked_for),
        cmocka_unit_test(null_gives_null_and_no_rows),
        cmocka_unit_test(damage_is_an_error_with_its_place),
        cmocka_unit_test(another_type_than_the_expected_one_is_told),
        cmocka_unit_test(each_path_has_its_value_as_sql_has_it),
        cmocka_unit_test(path_or_blob_that_is_wrong_is_told),
        cmocka_unit_test(secrets_of_a_path_are_shown_only_by_the_function_that_says_so),
        cmocka_unit_test(each_link_is_a_row),
        cmocka_unit_test(each_record_of_a_file_is_a_row),
        cmocka_unit_test(file_that_is_damaged_or_missing_is_an_error_with_its_path),
        cmocka_unit_test(archive_is_read_like_the_stream_in_it),
        cmocka_unit_test(memory_stays_constant_over_many_rows),
        cmocka_unit_test(functions_can_be_indexed_and_checked_in_a_schema_that_is_not_trusted),
        cmocka_unit_test(result_over_the_limit_of_sqlite_is_an_error),
        cmocka_unit_test(older_sqlite_is_refused),
        cmocka_unit_test(short_text_takes_no_memory_for_each_row),
        cmocka_unit_test(any_allocation_that_fails_is_told),
        cmocka_unit_test(registration_without_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
