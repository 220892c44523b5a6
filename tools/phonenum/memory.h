/*
 * Memory that backup codes pass through.
 */
#ifndef PHONENUM_TOOLS_MEMORY_H
#define PHONENUM_TOOLS_MEMORY_H

#include <stddef.h>

/* Overwrites and frees. NULL is ignored. */
void wipe_and_free(void *memory, size_t size);

/*
 * Moves `used` bytes to a larger piece of at least `least` bytes and frees the old; NULL, and the old stays, if there
 * is none.
 */
void *wipe_and_grow(void *memory, size_t *capacity, size_t used, size_t least);

#endif
