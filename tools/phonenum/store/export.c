/*
 * `phonenum store export`: writes the records of a database.
 */
#include "commands.h"
#include "format.h"
#include "jsonline.h"
#include "output.h"
#include "report.h"
#include "store/database.h"
#include "store/where.h"

#include <inttypes.h>

struct exporting {
    const struct invocation *invocation;
    struct database database;
    struct sink sink;
    phonenum_arena arena;
    uint64_t records;
    uint64_t failed;
};

static int prepare(struct exporting *exporting, sqlite3_stmt **rows)
{
    const char *where = exporting->invocation->where;
    char *sql =
        sqlite3_mprintf("SELECT rowid, record FROM phone_numbers WHERE (%s\n) ORDER BY rowid", where ? where : "1");
    if (!sql) {
        report_error(exporting->database.path, "%s", phonenum_status_text(PHONENUM_ERR_NO_MEMORY));
        return EXIT_SYSTEM;
    }
    const int result = database_prepare(&exporting->database, sql, rows);
    sqlite3_free(sql);
    return result;
}

static phonenum_status put_bytes(struct sink *sink, const phonenum_record *record, phonenum_error *error)
{
    phonenum_status status = PHONENUM_ERR_NO_SPACE;
    for (size_t size = 0; status == PHONENUM_ERR_NO_SPACE;) {
        size_t room;
        void *buffer = sink_reserve(sink, size, &room);
        if (!buffer)
            return PHONENUM_ERR_NO_MEMORY;
        status = format_encode(FORMAT_VARINT, record, buffer, room, &size, error);
        if (!status)
            sink_take(sink, size);
    }
    return status;
}

static phonenum_status put_record(struct exporting *exporting, const phonenum_record *record, phonenum_error *error)
{
    const unsigned flags = exporting->invocation->flags;
    const phonenum_json_write_options options = {.flags = (unsigned)PHONENUM_JSON_KEEP_UNKNOWN |
                                                          (flags & FLAG_REDACT ? (unsigned)PHONENUM_JSON_REDACT : 0)};
    if (flags & FLAG_JSON)
        return json_line_put(&exporting->sink, record, &options, error);
    return put_bytes(&exporting->sink, record, error);
}

static int export_row(struct exporting *exporting, sqlite3_stmt *row)
{
    const void *bytes = sqlite3_column_blob(row, 1);
    const size_t size = (size_t)sqlite3_column_bytes(row, 1);
    phonenum_record record;
    phonenum_error error;
    phonenum_arena_reset(&exporting->arena);
    phonenum_status status = phonenum_decode(bytes, size, NULL, &exporting->arena, &record, &error);
    if (!status)
        status = put_record(exporting, &record, &error);
    exporting->records++;
    if (!status || !sink_is_open(&exporting->sink))
        return EXIT_OK;
    exporting->failed++;
    report_record(exporting->database.path, (uint64_t)sqlite3_column_int64(row, 0), 0, true, &error);
    return status == PHONENUM_ERR_NO_MEMORY ? EXIT_SYSTEM : EXIT_BAD_DATA;
}

/* SQLite's message may have parts of records in it, if the expression has taken them apart. */
static int report_end(struct exporting *exporting)
{
    if ((sqlite3_errcode(exporting->database.handle) & 0xff) != SQLITE_ERROR)
        return database_report(&exporting->database);
    report_error(exporting->database.path, "the expression of --where fails on a record; is a function given what it "
                                           "cannot take? phonenum store check looks for damage");
    return EXIT_BAD_DATA;
}

static int export_rows(struct exporting *exporting, sqlite3_stmt *rows)
{
    const bool keeps_going = (exporting->invocation->flags & FLAG_KEEP_GOING) != 0;
    int worst = EXIT_OK;
    while (sink_is_open(&exporting->sink) && (worst == EXIT_OK || (worst == EXIT_BAD_DATA && keeps_going))) {
        const int step = sqlite3_step(rows);
        if (step == SQLITE_DONE)
            break;
        const int result = step == SQLITE_ROW ? export_row(exporting, rows) : report_end(exporting);
        worst = result > worst ? result : worst;
        if (step != SQLITE_ROW)
            break;
    }
    return worst;
}

static int export_all(struct exporting *exporting)
{
    sqlite3_stmt *rows = NULL;
    int result = database_open(&exporting->database, exporting->invocation->database, DATABASE_READ);
    if (result != EXIT_OK)
        return result;
    where_restrict(exporting->database.handle);
    result = prepare(exporting, &rows);
    if (result == EXIT_OK)
        result = export_rows(exporting, rows);
    (void)sqlite3_finalize(rows);
    if (exporting->failed > 0 && exporting->invocation->flags & FLAG_KEEP_GOING)
        report_note(exporting->database.path, "skipped %" PRIu64 " of %" PRIu64 " records because of errors",
                    exporting->failed, exporting->records);
    return result;
}

/* Whether the output would take the place of the database. */
static bool replaces_database(const struct invocation *invocation)
{
    struct stat database = {.st_mode = 0}; /* MemorySanitizer does not know who fills it */
    return invocation->output && stat(invocation->database, &database) == 0 &&
           output_would_replace(invocation->output, &database);
}

/* Checks how the command was called, as far as that needs no database. */
static int check_call(const struct invocation *invocation)
{
    if (invocation->flags & FLAG_REDACT && !(invocation->flags & FLAG_JSON)) {
        report_error(invocation->command, "--redact works only with --json; bytes have all that is stored");
        return EXIT_USAGE;
    }
    if (replaces_database(invocation)) {
        report_error(invocation->command, "the output would take the place of the database: use another file");
        return EXIT_USAGE;
    }
    return invocation->where ? where_check(invocation->command, invocation->where) : EXIT_OK;
}

int run_store_export(const struct invocation *invocation)
{
    const bool keeps_going = (invocation->flags & FLAG_KEEP_GOING) != 0;
    struct exporting exporting = {.invocation = invocation};
    int result = check_call(invocation);
    if (result == EXIT_OK)
        result = sink_open(&exporting.sink, invocation, keeps_going);
    if (result != EXIT_OK)
        return result;
    if (!(invocation->flags & FLAG_JSON) && sink_refuses_bytes(&exporting.sink, invocation, "--json"))
        return sink_finish(&exporting.sink, EXIT_USAGE);
    phonenum_arena_init(&exporting.arena, NULL, 0, NULL);
    result = export_all(&exporting);
    phonenum_arena_free(&exporting.arena);
    database_close(&exporting.database);
    return sink_finish(&exporting.sink, result);
}
