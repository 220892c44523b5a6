/*
 * Setting memory to zero: fast, or for certain.
 */
#ifndef PHONENUM_SRC_BASE_MEMORY_H
#define PHONENUM_SRC_BASE_MEMORY_H

#include <stddef.h>
#include <string.h>

/* Zeroes a struct by a few wide stores. Left to itself, gcc takes an instruction that is slow to begin (rep stos). */
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

/* Overwrites memory in a way that the compiler can't leave out. */
void phonenum_wipe(void *memory, size_t size);

#endif
