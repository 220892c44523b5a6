/*
 * The functions on one value.
 */
#include "sqlite/context.h"

#include <phonenum/json.h>
#include <phonenum/phonenum.h>
#include <string.h>

enum {
    JSON_SIZE = 1024 /* room that is enough for the JSON of most records */
};

static phonenum_status read_json(phonenum_bytes text, phonenum_arena *arena, phonenum_bytes *encoded,
                                 phonenum_error *error)
{
    const phonenum_json_read_options options = {.flags = PHONENUM_JSON_KEEP_UNKNOWN};
    phonenum_record record;
    phonenum_status status = phonenum_json_read((const char *)text.data, text.size, &options, arena, &record, error);
    return status ? status : phonenum_encode_arena(&record, arena, encoded, error);
}

static void from_json(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct workspace workspace;
    phonenum_bytes text;
    phonenum_bytes encoded;
    phonenum_error error;
    (void)count;
    if (!phonenum_sqlite_take(context, values[0], SQLITE_TEXT, "JSON text", &text))
        return;
    phonenum_workspace_init(&workspace);
    if (read_json(text, &workspace.arena, &encoded, &error))
        phonenum_sqlite_fail_with(context, &error);
    else
        sqlite3_result_blob64(context, encoded.data, encoded.size, SQLITE_TRANSIENT);
    phonenum_workspace_free(&workspace);
}

/* Writes JSON into the arena. */
static phonenum_status write_json(const phonenum_record *record, unsigned flags, phonenum_arena *arena,
                                  phonenum_str *text, phonenum_error *error)
{
    const phonenum_json_write_options options = {.flags = flags | PHONENUM_JSON_KEEP_UNKNOWN};
    phonenum_status status = PHONENUM_ERR_NO_SPACE;
    phonenum_arena_wipe_on_reset(arena);
    for (size_t size = JSON_SIZE; status == PHONENUM_ERR_NO_SPACE;) {
        char *buffer = phonenum_arena_alloc(arena, size, 1);
        if (!buffer) {
            *error = (phonenum_error){.status = PHONENUM_ERR_NO_MEMORY};
            return PHONENUM_ERR_NO_MEMORY;
        }
        status = phonenum_json_write(record, &options, buffer, size, &size, error);
        *text = (phonenum_str){buffer, size};
    }
    return status;
}

static void put_json(sqlite3_context *context, sqlite3_value *value, unsigned flags)
{
    struct workspace workspace;
    phonenum_bytes bytes;
    phonenum_record record;
    phonenum_str text;
    phonenum_error error;
    if (!phonenum_sqlite_take(context, value, SQLITE_BLOB, "a blob", &bytes))
        return;
    phonenum_workspace_init(&workspace);
    phonenum_status status = phonenum_sqlite_decode(bytes, &workspace.arena, &record, &error);
    if (!status)
        status = write_json(&record, flags, &workspace.arena, &text, &error);
    if (status)
        phonenum_sqlite_fail_with(context, &error);
    else
        phonenum_sqlite_result_text(context, text);
    phonenum_workspace_free(&workspace);
}

static void to_redacted_json(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    put_json(context, values[0], PHONENUM_JSON_REDACT);
}

/* Any other word is an error. A typing error must not look like a choice. */
static void to_whole_json(sqlite3_context *context, int count, sqlite3_value **values)
{
    const unsigned char *word = sqlite3_value_text(values[1]);
    (void)count;
    if (sqlite3_value_type(values[1]) == SQLITE_TEXT && word && strcmp((const char *)word, "secrets") == 0)
        put_json(context, values[0], 0);
    else
        phonenum_sqlite_fail(
            context, sqlite3_mprintf("%s: the second argument must be 'secrets'", phonenum_sqlite_name(context)));
}

/* Why a value is no encoded record. */
static phonenum_status judge(sqlite3_value *value, phonenum_error *error)
{
    struct workspace workspace;
    phonenum_bytes bytes;
    phonenum_record record;
    *error = (phonenum_error){.status = PHONENUM_ERR_NO_MEMORY};
    if (!phonenum_sqlite_bytes(value, &bytes))
        return PHONENUM_ERR_NO_MEMORY;
    phonenum_workspace_init(&workspace);
    phonenum_status status = phonenum_sqlite_decode(bytes, &workspace.arena, &record, error);
    phonenum_workspace_free(&workspace);
    return status;
}

static void valid(sqlite3_context *context, int count, sqlite3_value **values)
{
    phonenum_error error = {.status = PHONENUM_OK};
    const int type = sqlite3_value_type(values[0]);
    (void)count;
    if (type == SQLITE_NULL)
        return;
    if (type == SQLITE_BLOB && judge(values[0], &error) == PHONENUM_ERR_NO_MEMORY)
        sqlite3_result_error_nomem(context);
    else
        sqlite3_result_int(context, type == SQLITE_BLOB && !error.status);
}

static void error(sqlite3_context *context, int count, sqlite3_value **values)
{
    phonenum_error why;
    char line[PHONENUM_ERROR_LINE_SIZE];
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    if (sqlite3_value_type(values[0]) != SQLITE_BLOB) {
        (void)sqlite3_snprintf(sizeof line, line, "expected a blob, not %s", phonenum_sqlite_type_name(values[0]));
        sqlite3_result_text(context, line, -1, SQLITE_TRANSIENT);
        return;
    }
    const phonenum_status status = judge(values[0], &why);
    (void)phonenum_error_format(&why, line, sizeof line);
    if (status == PHONENUM_ERR_NO_MEMORY)
        sqlite3_result_error_nomem(context);
    else if (status)
        sqlite3_result_text(context, line, -1, SQLITE_TRANSIENT);
}

static void version(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    (void)values;
    sqlite3_result_text(context, phonenum_version(), -1, SQLITE_STATIC);
}

int phonenum_sqlite_add_functions(sqlite3 *database)
{
    static const struct function functions[] = {
        {"phonenum_from_json", 1, false, from_json},  {"phonenum_to_json", 1, false, to_redacted_json},
        {"phonenum_to_json", 2, true, to_whole_json}, {"phonenum_valid", 1, false, valid},
        {"phonenum_error", 1, false, error},          {"phonenum_version", 0, false, version}};
    return phonenum_sqlite_add(database, functions, sizeof functions / sizeof *functions);
}
