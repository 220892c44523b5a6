/*
 * The table of records and its indexes. Only here are they defined.
 */
#ifndef PHONENUM_TOOLS_STORE_SCHEMA_H
#define PHONENUM_TOOLS_STORE_SCHEMA_H

#include <sqlite3.h>
#include <stdbool.h>

enum {
    SCHEMA_APPLICATION_ID = 0x70686e75, /* "phnu" */
    SCHEMA_VERSION = 1                  /* the user_version */
};

/* Makes the table and the indexes, and marks the database as phonenum's. Returns a result code of SQLite. */
int schema_create(sqlite3 *database);

/* Looks whether the table and the indexes are exactly those. Returns a result code of SQLite. */
int schema_compare(sqlite3 *database, bool *is_same);

#endif
