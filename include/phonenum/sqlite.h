/**
 * @file
 * The extension for SQLite, linked into a program. docs/storage.md says which functions and tables it has.
 *
 * SQLite's shell and other programs load the extension from a file, and need no header. A program that has SQLite
 * in it can link the extension instead: link the library `phonenum-sqlite`, and call this once before it opens a
 * database:
 *
 * @code{.c}
 * sqlite3_auto_extension((void (*)(void))sqlite3_phonenum_init);
 * @endcode
 *
 * Or call sqlite3_phonenum_init() for one database.
 */
#ifndef PHONENUM_SQLITE_H
#define PHONENUM_SQLITE_H

#ifdef __cplusplus
extern "C" {
#endif

struct sqlite3;
struct sqlite3_api_routines;

/**
 * Adds the functions and tables to a database connection. It is also the entry point of the file that SQLite loads.
 *
 * @param database the connection.
 * @param[out] message on failure, a text that the caller frees with sqlite3_free(), or unchanged. May not be NULL.
 * @param routines SQLite's functions, if SQLite loads the file. NULL if the extension is linked.
 * @return SQLITE_OK, or
 *         - SQLITE_ERROR: this SQLite is older than 3.31;
 *         - any error of sqlite3_create_function_v2() and sqlite3_create_module_v2(), such as SQLITE_NOMEM.
 */
int sqlite3_phonenum_init(struct sqlite3 *database, char **message, const struct sqlite3_api_routines *routines);

#ifdef __cplusplus
}
#endif

#endif
