/*
 * `phonenum store check`: looks for damage in a database.
 */
#include "commands.h"
#include "report.h"
#include "sink.h"
#include "store/database.h"
#include "store/rows.h"

#include <inttypes.h>

struct checking {
    struct database database;
    phonenum_arena arena;
    uint64_t records[ROW_KEYS];
    uint64_t damaged;
    uint64_t errors; /* that SQLite has found */
};

static int check_record(struct checking *checking, sqlite3_stmt *row)
{
    const void *bytes = sqlite3_column_blob(row, 1);
    const size_t size = (size_t)sqlite3_column_bytes(row, 1);
    phonenum_record record;
    phonenum_error error;
    phonenum_arena_reset(&checking->arena);
    phonenum_status status = phonenum_decode(bytes, size, NULL, &checking->arena, &record, &error);
    if (!status) {
        checking->records[row_key_of(&record)]++;
        return EXIT_OK;
    }
    report_record(checking->database.path, (uint64_t)sqlite3_column_int64(row, 0), 0, true, &error);
    checking->damaged++;
    return status == PHONENUM_ERR_NO_MEMORY ? EXIT_SYSTEM : EXIT_BAD_DATA;
}

/* What SQLite finds. The first row says `ok`, or each row says what is wrong. No row has a part of a record. */
static int check_line(struct checking *checking, sqlite3_stmt *row)
{
    const char *text = (const char *)sqlite3_column_text(row, 0);
    if (!text || sqlite3_stricmp(text, "ok") == 0)
        return EXIT_OK;
    report_error(checking->database.path, "%s", text);
    checking->errors++;
    return EXIT_BAD_DATA;
}

/* Does something with each row of a query. Returns the worst exit status. */
static int each_row(struct checking *checking, const char *sql, int (*check)(struct checking *, sqlite3_stmt *))
{
    sqlite3_stmt *rows;
    int step = SQLITE_ROW;
    int worst = database_prepare(&checking->database, sql, &rows);
    while (worst != EXIT_SYSTEM && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        const int result = check(checking, rows);
        worst = result > worst ? result : worst;
    }
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        worst = database_report(&checking->database);
    (void)sqlite3_finalize(rows);
    return worst;
}

/* SQLite can't compare indexes with records that do not decode. */
static int check_all(struct checking *checking)
{
    const int records =
        each_row(checking, "SELECT rowid, record FROM phone_numbers NOT INDEXED ORDER BY rowid", check_record);
    if (records != EXIT_OK)
        return records;
    return each_row(checking, "PRAGMA integrity_check", check_line);
}

static void put_counts(const struct checking *checking, struct sink *sink)
{
    const uint64_t *records = checking->records;
    sink_print(sink,
               "%" PRIu64 " records: %" PRIu64 " with an id, %" PRIu64 " with a phone number only, %" PRIu64
               " with neither\n%" PRIu64 " damaged records, %" PRIu64 " other errors\n",
               records[KEY_ID] + records[KEY_PHONE_NUMBER] + records[KEY_BYTES], records[KEY_ID],
               records[KEY_PHONE_NUMBER], records[KEY_BYTES], checking->damaged, checking->errors);
}

int run_store_check(const struct invocation *invocation)
{
    struct sink sink = sink_to_standard_output();
    struct checking checking = {.damaged = 0};
    int result = database_open(&checking.database, invocation->database, DATABASE_READ);
    phonenum_arena_init(&checking.arena, NULL, 0, NULL);
    if (result == EXIT_OK) {
        result = check_all(&checking);
        put_counts(&checking, &sink);
    }
    if (checking.database.is_damaged)
        result = EXIT_BAD_DATA;
    phonenum_arena_free(&checking.arena);
    database_close(&checking.database);
    return sink_finish(&sink, result);
}
