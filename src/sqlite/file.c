/*
 * The table phonenum_file(path): a row for each record of a file, a delimited stream or an archive.
 */
#include "sqlite/records.h"

#include <string.h>

static const char name[] = "phonenum_file";

/* The argument of the table is its hidden column. */
enum column {
    NUMBER,
    OFFSET,
    SIZE,
    ID,
    PHONE_NUMBER,
    STATUS,
    CREATED_AT,
    UPDATED_AT,
    RECORD,
    PATH
};
static const char columns[] = "CREATE TABLE x(number INTEGER, offset INTEGER, size INTEGER, id TEXT, phone_number TEXT,"
                              " status TEXT, created_at INTEGER, updated_at INTEGER, record BLOB, path TEXT HIDDEN)";

struct cursor {
    sqlite3_vtab_cursor base; /* first */
    sqlite3_value *argument;
    struct file_records records;
    phonenum_arena arena;
    phonenum_bytes encoded;
    phonenum_record record; /* borrows from the bytes */
    sqlite3_int64 number;   /* of the record, from 1; 0 if there is none */
};

static int connect_file(sqlite3 *database, void *data, int count, const char *const *words, sqlite3_vtab **table,
                        char **message)
{
    (void)data;
    (void)count;
    (void)words;
    (void)message;
    return phonenum_sqlite_connect(database, columns, SQLITE_VTAB_DIRECTONLY, table);
}

static int plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    return phonenum_sqlite_plan(info, PATH);
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **opened)
{
    (void)table;
    struct cursor *cursor = sqlite3_malloc64(sizeof *cursor);
    if (!cursor)
        return SQLITE_NOMEM;
    *cursor = (struct cursor){.argument = NULL};
    phonenum_arena_init(&cursor->arena, NULL, 0, phonenum_sqlite_allocator());
    *opened = &cursor->base;
    return SQLITE_OK;
}

static void close_file(struct cursor *cursor)
{
    phonenum_arena_reset(&cursor->arena);
    phonenum_sqlite_close_records(&cursor->records);
    sqlite3_value_free(cursor->argument);
    cursor->argument = NULL;
    cursor->number = 0;
}

static int close_cursor(sqlite3_vtab_cursor *opened)
{
    struct cursor *cursor = (struct cursor *)opened;
    close_file(cursor);
    phonenum_arena_free(&cursor->arena);
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static const char *path_of(const struct cursor *cursor)
{
    return (const char *)sqlite3_value_text(cursor->argument);
}

static int fail(struct cursor *cursor, const phonenum_error *error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    (void)phonenum_error_format(error, line, sizeof line);
    return phonenum_sqlite_table_error(
        cursor->base.pVtab,
        error->status == PHONENUM_ERR_NO_MEMORY
            ? NULL
            : sqlite3_mprintf("%s: %s: record %lld: %s", name, path_of(cursor), cursor->number, line));
}

static int next(sqlite3_vtab_cursor *opened)
{
    struct cursor *cursor = (struct cursor *)opened;
    phonenum_error error;
    cursor->number++;
    phonenum_arena_reset(&cursor->arena);
    phonenum_status status = phonenum_sqlite_read_record(&cursor->records, &cursor->encoded, &error);
    if (status == PHONENUM_END) {
        cursor->number = 0;
        return SQLITE_OK;
    }
    if (!status) {
        status = phonenum_sqlite_decode(cursor->encoded, &cursor->arena, &cursor->record, &error);
        /* A record of an archive has no place of its own in the file. */
        if (!cursor->records.is_archive)
            error.offset += phonenum_sqlite_record_offset(&cursor->records);
    }
    return status ? fail(cursor, &error) : SQLITE_OK;
}

/* Opens the file that the argument names. */
static int open_file(struct cursor *cursor, sqlite3_value *argument)
{
    sqlite3_vtab *table = cursor->base.pVtab;
    if (sqlite3_value_type(argument) != SQLITE_TEXT)
        return phonenum_sqlite_table_error(table, sqlite3_mprintf("%s: expected the path of a file, not %s", name,
                                                                  phonenum_sqlite_type_name(argument)));
    cursor->argument = sqlite3_value_dup(argument);
    const char *path = cursor->argument ? path_of(cursor) : NULL;
    if (!path)
        return SQLITE_NOMEM;
    if (strlen(path) != (size_t)sqlite3_value_bytes(cursor->argument) ||
        !phonenum_sqlite_open_records(&cursor->records, path))
        return phonenum_sqlite_table_error(table, sqlite3_mprintf("%s: %s: cannot open the file", name, path));
    return SQLITE_OK;
}

/* Goes to the first record. If the argument is NULL, there are no rows. */
static int start(sqlite3_vtab_cursor *opened, int plan_number, const char *plan_text, int count, sqlite3_value **values)
{
    struct cursor *cursor = (struct cursor *)opened;
    (void)plan_text;
    (void)count;
    close_file(cursor);
    if (plan_number == PLAN_WITHOUT_ARGUMENT)
        return phonenum_sqlite_table_error(opened->pVtab, sqlite3_mprintf("%s: its argument is missing", name));
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return SQLITE_OK;
    const int result = open_file(cursor, values[0]);
    return result == SQLITE_OK ? next(opened) : result;
}

static int is_at_end(sqlite3_vtab_cursor *opened)
{
    return ((const struct cursor *)opened)->number == 0;
}

static void put_time(sqlite3_context *context, bool is_present, int64_t time)
{
    if (is_present)
        sqlite3_result_int64(context, time);
}

static int put_column(sqlite3_vtab_cursor *opened, sqlite3_context *context, int column)
{
    const struct cursor *cursor = (const struct cursor *)opened;
    const phonenum_record *record = &cursor->record;
    const bool has_status = record->verification.kind != PHONENUM_VERIFICATION_NONE && record->verification.has_status;
    switch ((enum column)column) {
    case NUMBER:
        sqlite3_result_int64(context, cursor->number);
        break;
    case OFFSET:
        sqlite3_result_int64(context, (sqlite3_int64)phonenum_sqlite_record_offset(&cursor->records));
        break;
    case SIZE:
        sqlite3_result_int64(context, (sqlite3_int64)cursor->encoded.size);
        break;
    case ID:
        phonenum_sqlite_result_text(context, record->id);
        break;
    case PHONE_NUMBER:
        phonenum_sqlite_result_text(context, record->phone_number);
        break;
    case STATUS:
        if (has_status)
            phonenum_sqlite_result_text(context,
                                        phonenum_cstr(phonenum_verification_status_name(record->verification.status)));
        break;
    case CREATED_AT:
        put_time(context, record->has_created_at, record->created_at);
        break;
    case UPDATED_AT:
        put_time(context, record->has_updated_at, record->updated_at);
        break;
    case RECORD:
        sqlite3_result_blob64(context, cursor->encoded.data, cursor->encoded.size, SQLITE_TRANSIENT);
        break;
    case PATH:
        sqlite3_result_value(context, cursor->argument);
        break;
    }
    return SQLITE_OK;
}

static int put_row_id(sqlite3_vtab_cursor *opened, sqlite3_int64 *id)
{
    *id = ((const struct cursor *)opened)->number;
    return SQLITE_OK;
}

int phonenum_sqlite_add_file(sqlite3 *database)
{
    static const sqlite3_module module = {.xConnect = connect_file,
                                          .xBestIndex = plan,
                                          .xDisconnect = phonenum_sqlite_disconnect,
                                          .xOpen = open_cursor,
                                          .xClose = close_cursor,
                                          .xFilter = start,
                                          .xNext = next,
                                          .xEof = is_at_end,
                                          .xColumn = put_column,
                                          .xRowid = put_row_id};
    return sqlite3_create_module_v2(database, name, &module, NULL, NULL);
}
