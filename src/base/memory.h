/*
 * Setting structs to zero and copying them with a few wide stores. For one large memset() or memcpy(), gcc would use
 * `rep stos` or `rep movs`, which are slow to start.
 */
#ifndef PHONENUM_SRC_BASE_MEMORY_H
#define PHONENUM_SRC_BASE_MEMORY_H

#include <stddef.h>
#include <string.h>

enum {
    PHONENUM_MEMORY_STEP = 64
};

static inline void phonenum_clear(void *memory, size_t size)
{
    unsigned char *next = memory;
    for (; size >= PHONENUM_MEMORY_STEP; size -= PHONENUM_MEMORY_STEP, next += PHONENUM_MEMORY_STEP)
        memset(next, 0, PHONENUM_MEMORY_STEP);
    memset(next, 0, size);
}

/* REQUIRES: the structs do not overlap. */
static inline void phonenum_duplicate(void *to, const void *from, size_t size)
{
    unsigned char *next = to;
    const unsigned char *source = from;
    for (; size >= PHONENUM_MEMORY_STEP; size -= PHONENUM_MEMORY_STEP) {
        memcpy(next, source, PHONENUM_MEMORY_STEP);
        next += PHONENUM_MEMORY_STEP;
        source += PHONENUM_MEMORY_STEP;
    }
    memcpy(next, source, size);
}

#endif
