/*
 * Memory of archives: buffers that are wiped, and an allocator for libzstd that wipes too.
 */
#ifndef PHONENUM_SRC_ARCHIVE_MEMORY_H
#define PHONENUM_SRC_ARCHIVE_MEMORY_H

/* For contexts that take their memory from us. These calls have been as they are since zstd 1.0. */
#define ZSTD_STATIC_LINKING_ONLY

#include <phonenum/arena.h>
#include <zstd.h>

/* All zero is an empty one. */
struct buffer {
    unsigned char *data;
    size_t size; /* bytes that are in use */
    size_t capacity;
};

/* Takes memory and sets it to zero. NULL if there is none. */
void *phonenum_archive_allocate(const phonenum_allocator *allocator, size_t size);

/* Wipes memory and gives it back. NULL is ignored. */
void phonenum_archive_release(const phonenum_allocator *allocator, void *memory, size_t size);

/* Makes room for so many bytes, and keeps those in use. False if there is no memory; then nothing changes. */
bool phonenum_archive_reserve(const phonenum_allocator *allocator, struct buffer *buffer, size_t capacity);

void phonenum_archive_empty(const phonenum_allocator *allocator, struct buffer *buffer);

/* The allocator as libzstd wants it. It must stay in its place as long as the memory is used. */
ZSTD_customMem phonenum_archive_zstd_memory(phonenum_allocator *allocator);

#endif
