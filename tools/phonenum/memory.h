/*
 * Memory that may hold backup codes. It is overwritten before it is freed.
 */
#ifndef PHONENUM_TOOLS_MEMORY_H
#define PHONENUM_TOOLS_MEMORY_H

#include <stddef.h>

/* Overwrites memory with zeros and frees it. Does nothing if memory is NULL. */
void wipe_and_free(void *memory, size_t size);

/*
 * Allocates at least `least` bytes, moves the first `used` bytes there, and wipes and frees the old memory. Updates
 * *capacity. If there is not enough memory, returns NULL and does not change the old memory.
 */
void *wipe_and_grow(void *memory, size_t *capacity, size_t used, size_t least);

#endif
