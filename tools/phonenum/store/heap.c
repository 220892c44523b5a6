/*
 * SQLite asks for the size of its memory, so the size stands before each piece.
 */
#include "store/heap.h"

#include "memory.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

union head {
    size_t size; /* of what follows */
    max_align_t aligned;
};

static union head *head_of(void *memory)
{
    return (union head *)memory - 1;
}

static int size_of(void *memory)
{
    return (int)head_of(memory)->size;
}

static void *take(int size)
{
    union head *head = malloc(sizeof *head + (size_t)size);
    if (!head)
        return NULL;
    head->size = (size_t)size;
    return head + 1;
}

static void give_back(void *memory)
{
    union head *head = head_of(memory);
    wipe_and_free(head, sizeof *head + head->size);
}

static void *resize(void *memory, int size)
{
    const int old = size_of(memory);
    void *moved = take(size);
    if (!moved)
        return NULL;
    memcpy(moved, memory, (size_t)(old < size ? old : size));
    give_back(memory);
    return moved;
}

static int round_up(int size)
{
    return (size + 7) & ~7;
}

static int begin(void *unused)
{
    (void)unused;
    return SQLITE_OK;
}

static void end(void *unused)
{
    (void)unused;
}

int heap_use(void)
{
    static const sqlite3_mem_methods methods = {.xMalloc = take,
                                                .xFree = give_back,
                                                .xRealloc = resize,
                                                .xSize = size_of,
                                                .xRoundup = round_up,
                                                .xInit = begin,
                                                .xShutdown = end};
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
}
