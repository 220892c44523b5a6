/*
 * phonenum_get() and phonenum_secret(): one value of a record, without decoding it.
 */
#include "sqlite/context.h"

#include <phonenum/find.h>
#include <phonenum/json.h>
#include <string.h>

static const char extra_json[] = "extra_json";

/* A path, as it is kept from row to row. */
struct asked {
    phonenum_path path;
    bool is_extra_json; /* which may hold backup codes */
};

static bool ends_in_extra_json(phonenum_bytes text)
{
    const size_t size = strlen(extra_json);
    return text.size >= size && memcmp(text.data + text.size - size, extra_json, size) == 0;
}

/* Compiles a path. Returns false if it is NULL or wrong. */
static bool compile(sqlite3_context *context, sqlite3_value *value, struct asked *asked)
{
    phonenum_bytes text;
    phonenum_error error;
    char line[PHONENUM_ERROR_LINE_SIZE];
    if (!phonenum_sqlite_take(context, value, SQLITE_TEXT, "a path", &text))
        return false;
    const char *path = (const char *)text.data;
    asked->is_extra_json = ends_in_extra_json(text);
    if (strlen(path) == text.size && phonenum_path_parse(path, &asked->path, &error) == PHONENUM_OK)
        return true;
    if (strlen(path) != text.size)
        error = (phonenum_error){.status = PHONENUM_ERR_ARGUMENT, .message = "a path has no NUL in it"};
    (void)phonenum_error_format(&error, line, sizeof line);
    phonenum_sqlite_fail(context, sqlite3_mprintf("%s: '%s': %s", phonenum_sqlite_name(context), path, line));
    return false;
}

/* A constant path is compiled once for a statement. Without memory for that, it is compiled for each row. */
static bool take_path(sqlite3_context *context, sqlite3_value *value, struct asked *asked)
{
    enum {
        PATH_ARGUMENT = 1
    };
    const struct asked *kept = sqlite3_get_auxdata(context, PATH_ARGUMENT);
    if (kept) {
        *asked = *kept;
        return true;
    }
    if (!compile(context, value, asked))
        return false;
    struct asked *copy = sqlite3_malloc64(sizeof *copy);
    if (copy) {
        *copy = *asked;
        sqlite3_set_auxdata(context, PATH_ARGUMENT, copy, sqlite3_free);
    }
    return true;
}

static void put_value(sqlite3_context *context, const phonenum_value *value)
{
    switch (value->type) {
    case PHONENUM_VALUE_ABSENT:
        break;
    case PHONENUM_VALUE_TEXT:
        phonenum_sqlite_result_text(context, value->text);
        break;
    case PHONENUM_VALUE_INTEGER:
    case PHONENUM_VALUE_BOOLEAN:
    case PHONENUM_VALUE_COUNT:
        sqlite3_result_int64(context, value->number);
        break;
    case PHONENUM_VALUE_ENUM:
        phonenum_sqlite_result_text(context, phonenum_cstr(value->name));
        break;
    case PHONENUM_VALUE_KIND:
        if (value->number != PHONENUM_VERIFICATION_NONE)
            phonenum_sqlite_result_text(context, phonenum_cstr(value->name));
        break;
    }
}

static phonenum_status redact(phonenum_str text, phonenum_arena *arena, phonenum_str *redacted, phonenum_error *error)
{
    phonenum_status status = phonenum_json_redact(text, NULL, 0, &redacted->size, error);
    if (status != PHONENUM_ERR_NO_SPACE)
        return status;
    char *buffer = phonenum_arena_alloc(arena, redacted->size, 1);
    redacted->data = buffer;
    *error = (phonenum_error){.status = PHONENUM_ERR_NO_MEMORY};
    return buffer ? phonenum_json_redact(text, buffer, redacted->size, &redacted->size, error) : error->status;
}

static void put_redacted(sqlite3_context *context, phonenum_str text)
{
    struct workspace workspace;
    phonenum_str redacted;
    phonenum_error error;
    phonenum_workspace_init(&workspace);
    if (redact(text, &workspace.arena, &redacted, &error)) {
        (void)memcpy(error.field, extra_json, sizeof extra_json);
        phonenum_sqlite_fail_with(context, &error);
    } else {
        phonenum_sqlite_result_text(context, redacted);
    }
    phonenum_workspace_free(&workspace);
}

/* Finds what the arguments ask for. Returns false if the result is NULL or an error. */
static bool find(sqlite3_context *context, sqlite3_value **values, struct asked *asked, phonenum_value *value)
{
    phonenum_bytes bytes;
    phonenum_error error;
    if (!take_path(context, values[1], asked) ||
        !phonenum_sqlite_take(context, values[0], SQLITE_BLOB, "a blob", &bytes))
        return false;
    if (phonenum_find(bytes.data, bytes.size, &asked->path, value, &error) == PHONENUM_OK)
        return true;
    phonenum_sqlite_fail_with(context, &error);
    return false;
}

static void get(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct asked asked;
    phonenum_value value;
    (void)count;
    if (!find(context, values, &asked, &value))
        return;
    if (value.secret)
        phonenum_sqlite_fail(context,
                             sqlite3_mprintf("%s: backup codes are secrets, which only phonenum_secret() shows",
                                             phonenum_sqlite_name(context)));
    else if (asked.is_extra_json && value.text.data)
        put_redacted(context, value.text);
    else
        put_value(context, &value);
}

static void secret(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct asked asked;
    phonenum_value value;
    (void)count;
    if (find(context, values, &asked, &value))
        put_value(context, &value);
}

int phonenum_sqlite_add_get(sqlite3 *database)
{
    static const struct function functions[] = {{"phonenum_get", 2, false, get}, {"phonenum_secret", 2, true, secret}};
    return phonenum_sqlite_add(database, functions, sizeof functions / sizeof *functions);
}
