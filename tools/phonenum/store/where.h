/*
 * The expression of `--where`, which a user has written.
 */
#ifndef PHONENUM_TOOLS_STORE_WHERE_H
#define PHONENUM_TOOLS_STORE_WHERE_H

#include <sqlite3.h>

/* Checks that it is one expression that can be evaluated. Returns an exit status, and reports what is wrong. */
int where_check(const char *command, const char *expression);

/* From now on, statements of the database can only read it, and no files. */
void where_restrict(sqlite3 *database);

#endif
