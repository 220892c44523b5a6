/*
 * The entry point: registers all functions and tables.
 */
#include "sqlite/context.h"

#include <phonenum/sqlite.h>

enum {
    OLDEST_VERSION = 3031000 /* the first that knows what is innocuous and what is direct-only */
};

#ifndef SQLITE_CORE
const sqlite3_api_routines *sqlite3_api;
#endif

#ifdef _WIN32
__declspec(dllexport)
#elif defined(__GNUC__)
__attribute__((visibility("default")))
#endif
    int sqlite3_phonenum_init(sqlite3 *database, char **message, const sqlite3_api_routines *routines)
{
    SQLITE_EXTENSION_INIT2(routines)
    if (sqlite3_libversion_number() < OLDEST_VERSION) {
        *message = sqlite3_mprintf("phonenum needs SQLite 3.31 or later, not %s", sqlite3_libversion());
        return SQLITE_ERROR;
    }
    int result = phonenum_sqlite_add_functions(database);
    if (result == SQLITE_OK)
        result = phonenum_sqlite_add_get(database);
    if (result == SQLITE_OK)
        result = phonenum_sqlite_add_links(database);
    if (result == SQLITE_OK)
        result = phonenum_sqlite_add_file(database);
    return result;
}
