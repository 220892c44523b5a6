/*
 * Setting memory to zero: fast, or guaranteed.
 */
#ifndef PHONENUM_SRC_BASE_MEMORY_H
#define PHONENUM_SRC_BASE_MEMORY_H

#include <stddef.h>
#include <string.h>

/* Zeroes a struct with a few wide stores. For one large memset(), gcc would use `rep stos`, which is slow to start. */
static inline void phonenum_clear(void *memory, size_t size)
{
    enum {
        STEP = 64
    };
    unsigned char *next = memory;
    for (; size >= STEP; size -= STEP, next += STEP)
        memset(next, 0, STEP);
    memset(next, 0, size);
}

#endif
