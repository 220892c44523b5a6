/*
 * Arguments, errors, memory, and what every table does in the same way.
 */
#include "sqlite/context.h"

#include <string.h>

enum {
    ALIGNMENT = _Alignof(max_align_t),
    SHORT_TEXT = 64,
    COST = 1000 /* of a table with its argument, as SQLite counts it: between a few links and a large file */
};

/* SQLite aligns its memory by 8 bytes only. The byte before the memory says how much was left out to align it. */
static void *allocate(void *context, size_t size)
{
    (void)context;
    unsigned char *block = sqlite3_malloc64((sqlite3_uint64)size + ALIGNMENT);
    if (!block)
        return NULL;
    const unsigned char left_out = (unsigned char)(ALIGNMENT - (uintptr_t)block % ALIGNMENT);
    block += left_out;
    block[-1] = left_out;
    return block;
}

static void deallocate(void *context, void *memory, size_t size)
{
    unsigned char *block = memory;
    (void)context;
    (void)size;
    sqlite3_free(block - block[-1]);
}

const phonenum_allocator *phonenum_sqlite_allocator(void)
{
    static const phonenum_allocator allocator = {allocate, deallocate, NULL};
    return &allocator;
}

void phonenum_workspace_init(struct workspace *workspace)
{
    phonenum_arena_init(&workspace->arena, workspace->buffer, sizeof workspace->buffer, phonenum_sqlite_allocator());
}

void phonenum_workspace_free(struct workspace *workspace)
{
    phonenum_arena_free(&workspace->arena);
}

const char *phonenum_sqlite_type_name(sqlite3_value *value)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        return "an integer";
    case SQLITE_FLOAT:
        return "a real number";
    case SQLITE_TEXT:
        return "text";
    default:
        return "a blob";
    }
}

/*
 * For a blob without bytes, SQLite gives NULL, as it does without memory. But a blob of zeros for which there was no
 * memory has become an SQL NULL.
 */
bool phonenum_sqlite_bytes(sqlite3_value *value, phonenum_bytes *bytes)
{
    const bool is_text = sqlite3_value_type(value) == SQLITE_TEXT;
    const void *data = is_text ? (const void *)sqlite3_value_text(value) : sqlite3_value_blob(value);
    *bytes = (phonenum_bytes){data, (size_t)sqlite3_value_bytes(value)};
    return data || (sqlite3_value_type(value) == SQLITE_BLOB && bytes->size == 0);
}

char *phonenum_sqlite_message(const char *name, const phonenum_error *error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    (void)phonenum_error_format(error, line, sizeof line);
    return error->status == PHONENUM_ERR_NO_MEMORY ? NULL : sqlite3_mprintf("%s: %s", name, line);
}

phonenum_status phonenum_sqlite_decode(phonenum_bytes bytes, phonenum_arena *arena, phonenum_record *record,
                                       phonenum_error *error)
{
    const phonenum_decode_options options = {.flags = PHONENUM_DECODE_BORROW};
    return phonenum_decode(bytes.data, bytes.size, &options, arena, record, error);
}

const char *phonenum_sqlite_name(sqlite3_context *context)
{
    return sqlite3_user_data(context);
}

void phonenum_sqlite_fail(sqlite3_context *context, char *message)
{
    if (message)
        sqlite3_result_error(context, message, -1);
    else
        sqlite3_result_error_nomem(context);
    sqlite3_free(message);
}

void phonenum_sqlite_fail_with(sqlite3_context *context, const phonenum_error *error)
{
    phonenum_sqlite_fail(context, phonenum_sqlite_message(phonenum_sqlite_name(context), error));
}

bool phonenum_sqlite_take(sqlite3_context *context, sqlite3_value *value, int type, const char *expected,
                          phonenum_bytes *bytes)
{
    if (sqlite3_value_type(value) == SQLITE_NULL)
        return false;
    if (sqlite3_value_type(value) != type) {
        phonenum_sqlite_fail(context, sqlite3_mprintf("%s: expected %s, not %s", phonenum_sqlite_name(context),
                                                      expected, phonenum_sqlite_type_name(value)));
        return false;
    }
    if (phonenum_sqlite_bytes(value, bytes))
        return true;
    sqlite3_result_error_nomem(context);
    return false;
}

int phonenum_sqlite_add(sqlite3 *database, const struct function *functions, size_t count)
{
    int result = SQLITE_OK;
    for (size_t i = 0; i < count && result == SQLITE_OK; i++) {
        const int flags = functions[i].shows_secrets ? 0 : SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
        result = sqlite3_create_function_v2(database, functions[i].name, functions[i].arguments, SQLITE_UTF8 | flags,
                                            functions[i].name, functions[i].call, NULL, NULL, NULL);
    }
    return result;
}

/*
 * If a text comes without a NUL, SQLite takes memory to add one when the program reads it, and again for each row. So a
 * short text gets its NUL here. It may be a secret.
 */
void phonenum_sqlite_result_text(sqlite3_context *context, phonenum_str text)
{
    char terminated[SHORT_TEXT];
    if (!text.data)
        return;
    if (text.size >= sizeof terminated || memchr(text.data, '\0', text.size)) {
        sqlite3_result_text64(context, text.data, text.size, SQLITE_TRANSIENT, SQLITE_UTF8);
        return;
    }
    memcpy(terminated, text.data, text.size);
    terminated[text.size] = '\0';
    sqlite3_result_text(context, terminated, -1, SQLITE_TRANSIENT);
    phonenum_wipe(terminated, text.size);
}

int phonenum_sqlite_plan(sqlite3_index_info *info, int argument)
{
    for (int i = 0; i < info->nConstraint; i++) {
        const struct sqlite3_index_constraint *constraint = &info->aConstraint[i];
        if (constraint->iColumn != argument || constraint->op != SQLITE_INDEX_CONSTRAINT_EQ || !constraint->usable)
            continue;
        info->aConstraintUsage[i].argvIndex = 1;
        info->aConstraintUsage[i].omit = 1;
        info->idxNum = PLAN_WITH_ARGUMENT;
        info->estimatedCost = COST;
        return SQLITE_OK;
    }
    info->idxNum = PLAN_WITHOUT_ARGUMENT;
    return SQLITE_OK;
}

int phonenum_sqlite_table_error(sqlite3_vtab *table, char *message)
{
    if (!message)
        return SQLITE_NOMEM;
    sqlite3_free(table->zErrMsg);
    table->zErrMsg = message;
    return SQLITE_ERROR;
}

int phonenum_sqlite_connect(sqlite3 *database, const char *columns, int safety, sqlite3_vtab **table)
{
    int result = sqlite3_declare_vtab(database, columns);
    if (result == SQLITE_OK)
        result = sqlite3_vtab_config(database, safety);
    if (result != SQLITE_OK)
        return result;
    *table = sqlite3_malloc64(sizeof **table);
    if (!*table)
        return SQLITE_NOMEM;
    **table = (sqlite3_vtab){.zErrMsg = NULL};
    return SQLITE_OK;
}

int phonenum_sqlite_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}
