/*
 * Looks for backup codes in memory.
 */
#ifndef PHONENUM_TESTS_CLI_FIND_SECRET_H
#define PHONENUM_TESTS_CLI_FIND_SECRET_H

#include <stddef.h>

/* Every backup code of these tests is made of it, again and again: so any 4 bytes of a code are easily found. */
#define SECRET "Zq7%"

/* Where 4 bytes of a backup code stand next to each other; NULL where none do. */
const char *find_secret(const void *data, size_t size);

#endif
