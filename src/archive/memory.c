/*
 * Memory of archives. All of it may hold records, so all of it is wiped.
 */
#include "archive/memory.h"

#include <string.h>

/* What stands before the memory that libzstd gets: libzstd does not say how large it is when it gives it back. */
struct block {
    size_t size;
    max_align_t memory[];
};

void *phonenum_archive_allocate(const phonenum_allocator *allocator, size_t size)
{
    void *memory = allocator->allocate(allocator->context, size);
    if (memory)
        memset(memory, 0, size);
    return memory;
}

void phonenum_archive_release(const phonenum_allocator *allocator, void *memory, size_t size)
{
    if (!memory)
        return;
    phonenum_wipe(memory, size);
    allocator->deallocate(allocator->context, memory, size);
}

bool phonenum_archive_reserve(const phonenum_allocator *allocator, struct buffer *buffer, size_t capacity)
{
    if (capacity <= buffer->capacity)
        return true;
    unsigned char *larger = allocator->allocate(allocator->context, capacity);
    if (!larger)
        return false;
    if (buffer->size > 0)
        memcpy(larger, buffer->data, buffer->size);
    phonenum_archive_release(allocator, buffer->data, buffer->capacity);
    buffer->data = larger;
    buffer->capacity = capacity;
    return true;
}

void phonenum_archive_empty(const phonenum_allocator *allocator, struct buffer *buffer)
{
    phonenum_archive_release(allocator, buffer->data, buffer->capacity);
    *buffer = (struct buffer){NULL, 0, 0};
}

static void *allocate_for_zstd(void *allocator, size_t size)
{
    const phonenum_allocator *from = allocator;
    struct block *block = from->allocate(from->context, sizeof *block + size);
    if (!block)
        return NULL;
    block->size = sizeof *block + size;
    return block->memory;
}

static void release_of_zstd(void *allocator, void *memory)
{
    if (memory) {
        struct block *block = (struct block *)((char *)memory - offsetof(struct block, memory));
        phonenum_archive_release(allocator, block, block->size);
    }
}

ZSTD_customMem phonenum_archive_zstd_memory(phonenum_allocator *allocator)
{
    return (ZSTD_customMem){allocate_for_zstd, release_of_zstd, allocator};
}
