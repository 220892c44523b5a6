/*
 * Growing, overwriting and freeing of memory.
 */
#include "memory.h"

#include <phonenum/arena.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    CAPACITY_MIN = 128 * 1024
};

void wipe_and_free(void *memory, size_t size)
{
    if (memory)
        phonenum_wipe(memory, size);
    free(memory);
}

void *wipe_and_grow(void *memory, size_t *capacity, size_t used, size_t least)
{
    size_t larger = *capacity ? *capacity : CAPACITY_MIN;
    while (larger < least && larger <= SIZE_MAX / 2)
        larger *= 2;
    void *moved = larger < least ? NULL : malloc(larger);
    if (!moved)
        return NULL;
    if (used > 0)
        memcpy(moved, memory, used);
    wipe_and_free(memory, *capacity);
    *capacity = larger;
    return moved;
}
