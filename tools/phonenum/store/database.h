/*
 * Opens a database of records, and says what is wrong with it.
 */
#ifndef PHONENUM_TOOLS_STORE_DATABASE_H
#define PHONENUM_TOOLS_STORE_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>

enum database_access {
    DATABASE_READ,
    DATABASE_WRITE /* and make it if it is not there */
};

struct database {
    const char *path;
    sqlite3 *handle;
    bool is_damaged; /* by what SQLite has said */
};

/*
 * Opens the database at a path. A file that is not a database of phonenum is not changed. Returns an exit status. If it
 * is not EXIT_OK, an error was reported. database_close() must follow in any case.
 */
int database_open(struct database *database, const char *path, enum database_access access);

/* Ends what is not committed, closes the database, and gives back all memory of SQLite. */
void database_close(struct database *database);

/* Opens a database in memory that has the table and no record, and phonenum's functions. Returns a result code. */
int database_open_empty(sqlite3 **handle);

/* Prepares a statement. Returns an exit status. If it is not EXIT_OK, an error was reported. */
int database_prepare(struct database *database, const char *sql, sqlite3_stmt **statement);

/* Does what one or more statements say. Returns an exit status. If it is not EXIT_OK, an error was reported. */
int database_do(struct database *database, const char *sql);

/* Reports what went wrong with the last call of SQLite, and what to do. Returns EXIT_SYSTEM. */
int database_report(struct database *database);

#endif
