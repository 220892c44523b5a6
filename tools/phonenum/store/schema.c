/*
 * What a record is known by, its id or else its phone number or else its bytes, is unique by an index. So the database
 * itself keeps others from storing a record twice.
 */
#include "store/schema.h"

#include <stddef.h>
#include <string.h>

/* An empty id or number says no more than none. */
static const struct {
    const char *name;
    const char *sql;
} parts[] = {
    {"phone_numbers", "CREATE TABLE phone_numbers (\n"
                      "    record BLOB NOT NULL CHECK (phonenum_valid(record)),\n"
                      "    id TEXT AS (nullif(phonenum_get(record, 'id'), '')),\n"
                      "    phone_number TEXT AS (nullif(phonenum_get(record, 'phone_number'), '')),\n"
                      "    updated_at INTEGER AS (phonenum_get(record, 'updated_at')),\n"
                      "    status TEXT AS (phonenum_get(record, 'verification.status'))\n"
                      ")"},
    {"phone_numbers_by_id", "CREATE UNIQUE INDEX phone_numbers_by_id ON phone_numbers (id)"},
    {"phone_numbers_by_phone_number", "CREATE INDEX phone_numbers_by_phone_number ON phone_numbers (phone_number)"},
    {"phone_numbers_by_updated_at", "CREATE INDEX phone_numbers_by_updated_at ON phone_numbers (updated_at)"},
    {"phone_numbers_by_status", "CREATE INDEX phone_numbers_by_status ON phone_numbers (status)"},
    {"phone_numbers_without_id",
     "CREATE UNIQUE INDEX phone_numbers_without_id ON phone_numbers (phone_number) WHERE id IS NULL"},
    {"phone_numbers_without_both", "CREATE UNIQUE INDEX phone_numbers_without_both ON phone_numbers (record) "
                                   "WHERE id IS NULL AND phone_number IS NULL"},
};

static int mark(sqlite3 *database)
{
    char sql[100];
    sqlite3_snprintf(sizeof sql, sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", SCHEMA_APPLICATION_ID,
                     SCHEMA_VERSION);
    return sqlite3_exec(database, sql, NULL, NULL, NULL);
}

int schema_create(sqlite3 *database)
{
    int result = SQLITE_OK;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && result == SQLITE_OK; i++)
        result = sqlite3_exec(database, parts[i].sql, NULL, NULL, NULL);
    return result == SQLITE_OK ? mark(database) : result;
}

static bool is_part(sqlite3_stmt *row, const char *sql)
{
    const char *stored = (const char *)sqlite3_column_text(row, 0);
    return stored && strcmp(stored, sql) == 0;
}

int schema_compare(sqlite3 *database, bool *is_same)
{
    sqlite3_stmt *find;
    int result = sqlite3_prepare_v2(database, "SELECT sql FROM sqlite_master WHERE name = ?", -1, &find, NULL);
    *is_same = true;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && result == SQLITE_OK; i++) {
        (void)sqlite3_bind_text(find, 1, parts[i].name, -1, SQLITE_STATIC);
        *is_same = *is_same && sqlite3_step(find) == SQLITE_ROW && is_part(find, parts[i].sql);
        result = sqlite3_reset(find);
    }
    (void)sqlite3_finalize(find);
    return result;
}
