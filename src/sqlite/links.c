/*
 * The table phonenum_links(record): a row for each link of one record.
 */
#include "sqlite/context.h"

static const char name[] = "phonenum_links";

/*
 * The argument of the table is its hidden column. In a join with a table that has a column of the same name, the call
 * phonenum_links(record) would be ambiguous. So it is not named record.
 */
enum column {
    POSITION,
    TYPE,
    ID,
    SOURCE
};
static const char columns[] = "CREATE TABLE x(position INTEGER, type TEXT, id TEXT, source BLOB HIDDEN)";

struct cursor {
    sqlite3_vtab_cursor base; /* first */
    sqlite3_value *argument;  /* the record borrows from it */
    phonenum_arena arena;
    phonenum_record record;
    size_t position;
};

static int connect_links(sqlite3 *database, void *data, int count, const char *const *words, sqlite3_vtab **table,
                         char **message)
{
    (void)data;
    (void)count;
    (void)words;
    (void)message;
    return phonenum_sqlite_connect(database, columns, SQLITE_VTAB_INNOCUOUS, table);
}

static int plan(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    return phonenum_sqlite_plan(info, SOURCE);
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

static int close_cursor(sqlite3_vtab_cursor *opened)
{
    struct cursor *cursor = (struct cursor *)opened;
    phonenum_arena_free(&cursor->arena);
    sqlite3_value_free(cursor->argument);
    sqlite3_free(cursor);
    return SQLITE_OK;
}

/* Takes the argument. If it is NULL, there are no rows. */
static int start(sqlite3_vtab_cursor *opened, int plan_number, const char *plan_text, int count, sqlite3_value **values)
{
    struct cursor *cursor = (struct cursor *)opened;
    phonenum_bytes bytes;
    phonenum_error error;
    (void)plan_text;
    (void)count;
    cursor->record = (phonenum_record)PHONENUM_RECORD_INIT;
    cursor->position = 0;
    phonenum_arena_reset(&cursor->arena);
    sqlite3_value_free(cursor->argument);
    cursor->argument = NULL;
    if (plan_number == PLAN_WITHOUT_ARGUMENT)
        return phonenum_sqlite_table_error(opened->pVtab, sqlite3_mprintf("%s: its argument is missing", name));
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return SQLITE_OK;
    if (sqlite3_value_type(values[0]) != SQLITE_BLOB)
        return phonenum_sqlite_table_error(
            opened->pVtab, sqlite3_mprintf("%s: expected a blob, not %s", name, phonenum_sqlite_type_name(values[0])));
    cursor->argument = sqlite3_value_dup(values[0]);
    if (!cursor->argument || !phonenum_sqlite_bytes(cursor->argument, &bytes))
        return SQLITE_NOMEM;
    if (phonenum_sqlite_decode(bytes, &cursor->arena, &cursor->record, &error))
        return phonenum_sqlite_table_error(opened->pVtab, phonenum_sqlite_message(name, &error));
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *opened)
{
    ((struct cursor *)opened)->position++;
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *opened)
{
    const struct cursor *cursor = (const struct cursor *)opened;
    return cursor->position >= cursor->record.linked_to_count;
}

static int put_column(sqlite3_vtab_cursor *opened, sqlite3_context *context, int column)
{
    const struct cursor *cursor = (const struct cursor *)opened;
    const phonenum_link *link = &cursor->record.linked_to[cursor->position];
    switch ((enum column)column) {
    case POSITION:
        sqlite3_result_int64(context, (sqlite3_int64)cursor->position);
        break;
    case TYPE:
        phonenum_sqlite_result_text(context, link->type);
        break;
    case ID:
        phonenum_sqlite_result_text(context, link->id);
        break;
    case SOURCE:
        sqlite3_result_value(context, cursor->argument);
        break;
    }
    return SQLITE_OK;
}

static int put_row_id(sqlite3_vtab_cursor *opened, sqlite3_int64 *id)
{
    *id = (sqlite3_int64)((const struct cursor *)opened)->position;
    return SQLITE_OK;
}

int phonenum_sqlite_add_links(sqlite3 *database)
{
    static const sqlite3_module module = {.xConnect = connect_links,
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
