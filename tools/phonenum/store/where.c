/*
 * An expression is tried on a database that has one record, without a field. So whatever SQLite says of it can be shown:
 * there is no backup code that could be in it.
 */
#include "store/where.h"

#include "program.h"
#include "report.h"
#include "store/database.h"

#include <phonenum/status.h>
#include <stdbool.h>
#include <string.h>

/* Only one expression fits into both. What closes a parenthesis that it has not opened does not fit into the second. */
static const char *const forms[] = {"SELECT 1 FROM phone_numbers WHERE (%s\n)",
                                    "SELECT CASE WHEN %s\nTHEN 1 END FROM phone_numbers"};

static int allow_reading(void *context, int action, const char *table, const char *b, const char *c, const char *d)
{
    (void)context;
    (void)b;
    (void)c;
    (void)d;
    switch (action) {
    case SQLITE_READ:
        return strcmp(table, "phonenum_file") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_SELECT:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_UPDATE: /* of the schema, when a function such as json_each() tells what its table is; none is written */
        return strcmp(table, "sqlite_master") == 0 ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

void where_restrict(sqlite3 *database)
{
    (void)sqlite3_set_authorizer(database, allow_reading, NULL);
}

static int report_memory(const char *command)
{
    report_error(command, "%s", phonenum_status_text(PHONENUM_ERR_NO_MEMORY));
    return EXIT_SYSTEM;
}

static int report_wrong(const char *command, sqlite3 *database)
{
    if (sqlite3_errcode(database) == SQLITE_NOMEM)
        return report_memory(command);
    report_error(command, "wrong expression for --where: %s", sqlite3_errmsg(database));
    return EXIT_USAGE;
}

static int run(const char *command, sqlite3 *database, sqlite3_stmt *statement)
{
    if (sqlite3_bind_parameter_count(statement) > 0) {
        report_error(command, "wrong expression for --where: write the value instead of a parameter");
        return EXIT_USAGE;
    }
    (void)sqlite3_step(statement);
    return sqlite3_reset(statement) == SQLITE_OK ? EXIT_OK : report_wrong(command, database);
}

static int try_form(const char *command, sqlite3 *database, const char *form, const char *expression)
{
    sqlite3_stmt *statement = NULL;
    int result;
    char *sql = sqlite3_mprintf(form, expression);
    if (!sql)
        return report_memory(command);
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        result = report_wrong(command, database);
    else
        result = run(command, database, statement);
    (void)sqlite3_finalize(statement);
    sqlite3_free(sql);
    return result;
}

int where_check(const char *command, const char *expression)
{
    sqlite3 *database;
    int result = EXIT_OK;
    if (database_open_empty(&database) != SQLITE_OK ||
        sqlite3_exec(database, "INSERT INTO phone_numbers (record) VALUES (x'')", NULL, NULL, NULL) != SQLITE_OK)
        result = report_memory(command); /* nothing else can fail there */
    else
        where_restrict(database);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0] && result == EXIT_OK; i++)
        result = try_form(command, database, forms[i], expression);
    (void)sqlite3_close(database);
    (void)sqlite3_shutdown();
    return result;
}
