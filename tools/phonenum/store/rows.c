/*
 * Of two records with the same key, the one with the higher `updated_at` stays; if it is equal, the one that comes later.
 */
#include "store/rows.h"

#include "program.h"

#include <stdint.h>
#include <string.h>

static const char *const find_sql[ROW_KEYS] = {
    [KEY_ID] = "SELECT rowid, updated_at, record FROM phone_numbers WHERE id = ?1",
    [KEY_PHONE_NUMBER] = "SELECT rowid, updated_at, record FROM phone_numbers WHERE id IS NULL AND phone_number = ?1",
    [KEY_BYTES] = ("SELECT rowid, updated_at, record FROM phone_numbers "
                   "WHERE id IS NULL AND phone_number IS NULL AND record = ?1")};

/* A row of the table that was found. */
struct row {
    sqlite3_int64 rowid;
    bool is_same; /* the same bytes */
    bool is_newer;
};

enum row_key row_key_of(const phonenum_record *record)
{
    if (record->id.size > 0)
        return KEY_ID;
    return record->phone_number.size > 0 ? KEY_PHONE_NUMBER : KEY_BYTES;
}

int rows_open(struct rows *rows, struct database *database)
{
    int result = EXIT_OK;
    *rows = (struct rows){.database = database};
    for (size_t i = 0; i < ROW_KEYS && result == EXIT_OK; i++)
        result = database_prepare(database, find_sql[i], &rows->find[i]);
    if (result == EXIT_OK)
        result = database_prepare(database, "INSERT INTO phone_numbers (record) VALUES (?1)", &rows->insert);
    if (result == EXIT_OK)
        result = database_prepare(database, "UPDATE phone_numbers SET record = ?1 WHERE rowid = ?2", &rows->replace);
    return result;
}

void rows_close(struct rows *rows)
{
    for (size_t i = 0; i < ROW_KEYS; i++)
        (void)sqlite3_finalize(rows->find[i]);
    (void)sqlite3_finalize(rows->insert);
    (void)sqlite3_finalize(rows->replace);
}

/* NULL would be SQL's NULL. A record may have no bytes, which is something else. */
static int bind_bytes(sqlite3_stmt *statement, phonenum_bytes bytes)
{
    return sqlite3_bind_blob64(statement, 1, bytes.size > 0 ? (const void *)bytes.data : "", bytes.size, SQLITE_STATIC);
}

static int bind_key(sqlite3_stmt *find, enum row_key key, const phonenum_record *record, phonenum_bytes encoded)
{
    const phonenum_str text = key == KEY_ID ? record->id : record->phone_number;
    if (key == KEY_BYTES)
        return bind_bytes(find, encoded);
    return sqlite3_bind_text64(find, 1, text.data, text.size, SQLITE_STATIC, SQLITE_UTF8);
}

/* What is not there counts as lower than anything. */
static bool is_newer(sqlite3_stmt *stored, const phonenum_record *record)
{
    if (sqlite3_column_type(stored, 1) == SQLITE_NULL)
        return false;
    return !record->has_updated_at || sqlite3_column_int64(stored, 1) > record->updated_at;
}

static struct row read_row(sqlite3_stmt *stored, const phonenum_record *record, phonenum_bytes encoded)
{
    const void *bytes = sqlite3_column_blob(stored, 2);
    const size_t size = (size_t)sqlite3_column_bytes(stored, 2);
    return (struct row){.rowid = sqlite3_column_int64(stored, 0),
                        .is_same = size == encoded.size && (size == 0 || memcmp(bytes, encoded.data, size) == 0),
                        .is_newer = is_newer(stored, record)};
}

/* Finds the row with the key of the record. Returns SQLITE_ROW, SQLITE_DONE or an error. */
static int find(struct rows *rows, const phonenum_record *record, phonenum_bytes encoded, struct row *row)
{
    const enum row_key key = row_key_of(record);
    sqlite3_stmt *statement = rows->find[key];
    int result = bind_key(statement, key, record, encoded);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *row = read_row(statement, record, encoded);
    (void)sqlite3_reset(statement);
    return result;
}

static int store(sqlite3_stmt *statement, phonenum_bytes encoded)
{
    int result = bind_bytes(statement, encoded);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    (void)sqlite3_reset(statement);
    return result;
}

int rows_put(struct rows *rows, const phonenum_record *record, phonenum_bytes encoded, enum row_outcome *outcome)
{
    struct row row = {.rowid = 0};
    int result = find(rows, record, encoded, &row);
    if (result == SQLITE_DONE) {
        *outcome = ROW_INSERTED;
        result = store(rows->insert, encoded);
    } else if (result == SQLITE_ROW && (row.is_same || row.is_newer)) {
        *outcome = row.is_same ? ROW_UNCHANGED : ROW_OLDER;
        result = SQLITE_DONE;
    } else if (result == SQLITE_ROW) {
        *outcome = ROW_REPLACED;
        result = sqlite3_bind_int64(rows->replace, 2, row.rowid);
        if (result == SQLITE_OK)
            result = store(rows->replace, encoded);
    }
    return result == SQLITE_DONE ? EXIT_OK : database_report(rows->database);
}
