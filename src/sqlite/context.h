/*
 * What the functions and tables share: SQLite's interface, arguments, errors, and memory.
 */
#ifndef PHONENUM_SQLITE_CONTEXT_H
#define PHONENUM_SQLITE_CONTEXT_H

#include <phonenum/codec.h>
#include <sqlite3ext.h>

#ifndef SQLITE_CORE
extern const sqlite3_api_routines *sqlite3_api;
#endif

enum {
    WORKSPACE_SIZE = 4096 /* enough for an ordinary record and its JSON */
};

/* The memory of one call. It comes from SQLite when the buffer is full. */
struct workspace {
    phonenum_arena arena;
    unsigned char buffer[WORKSPACE_SIZE];
};

void phonenum_workspace_init(struct workspace *workspace);

/* Wipes what held secrets. */
void phonenum_workspace_free(struct workspace *workspace);

/* SQLite's malloc: it counts towards SQLite's limits and statistics. */
const phonenum_allocator *phonenum_sqlite_allocator(void);

/* The name of a value's type, such as "text". REQUIRES: it is not NULL. */
const char *phonenum_sqlite_type_name(sqlite3_value *value);

/* The bytes of a blob or text, as long as the value is unchanged. Returns false if there is no memory for them. */
bool phonenum_sqlite_bytes(sqlite3_value *value, phonenum_bytes *bytes);

/* Makes the message of an error: `NAME: ` and its line. NULL if there is no memory. */
char *phonenum_sqlite_message(const char *name, const phonenum_error *error);

/* Decodes a record that borrows from the bytes. */
phonenum_status phonenum_sqlite_decode(phonenum_bytes bytes, phonenum_arena *arena, phonenum_record *record,
                                       phonenum_error *error);

struct function {
    char *name; /* also its user data */
    int arguments;
    bool shows_secrets; /* then it is neither deterministic nor innocuous: no index, no schema of a stranger calls it */
    void (*call)(sqlite3_context *context, int count, sqlite3_value **values);
};

/* Registers functions. Returns SQLite's result. */
int phonenum_sqlite_add(sqlite3 *database, const struct function *functions, size_t count);

/* The name of the function that is called. */
const char *phonenum_sqlite_name(sqlite3_context *context);

/* Makes the function fail. Frees the message; NULL means no memory. */
void phonenum_sqlite_fail(sqlite3_context *context, char *message);
void phonenum_sqlite_fail_with(sqlite3_context *context, const phonenum_error *error);

/* Takes an argument of a type. Returns false if it is NULL, so that the result is NULL, or if there is an error. */
bool phonenum_sqlite_take(sqlite3_context *context, sqlite3_value *value, int type, const char *expected,
                          phonenum_bytes *bytes);

/* Gives a copy of a text to SQLite. If it is absent, the result stays NULL. */
void phonenum_sqlite_result_text(sqlite3_context *context, phonenum_str text);

/*
 * For a table with one argument, which is its column `argument`: plans to pass it to xFilter. If it is not there, or
 * not yet, the plan has the number PLAN_WITHOUT_ARGUMENT. Its cost stays as high as SQLite sets it, so that SQLite takes
 * it only if it must.
 */
enum {
    PLAN_WITH_ARGUMENT = 1,
    PLAN_WITHOUT_ARGUMENT = 0
};
int phonenum_sqlite_plan(sqlite3_index_info *info, int argument);

/* Sets the error of a table, and returns SQLITE_ERROR, or SQLITE_NOMEM. Frees the message; NULL means no memory. */
int phonenum_sqlite_table_error(sqlite3_vtab *table, char *message);

/* Register functions or tables. They return SQLite's result. */
int phonenum_sqlite_add_functions(sqlite3 *database);
int phonenum_sqlite_add_get(sqlite3 *database);
int phonenum_sqlite_add_links(sqlite3 *database);
int phonenum_sqlite_add_file(sqlite3 *database);

/* Creates a table with these columns. `safety` is SQLITE_VTAB_INNOCUOUS or SQLITE_VTAB_DIRECTONLY. */
int phonenum_sqlite_connect(sqlite3 *database, const char *columns, int safety, sqlite3_vtab **table);

int phonenum_sqlite_disconnect(sqlite3_vtab *table);

#endif
