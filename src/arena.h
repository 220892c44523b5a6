/*
 * What the library itself needs of an arena, beyond its public calls.
 */
#ifndef PHONENUM_SRC_ARENA_H
#define PHONENUM_SRC_ARENA_H

#include <phonenum/arena.h>
#include <stddef.h>

/* Overwrites memory in a way that the compiler can't leave out. */
void phonenum_wipe(void *memory, size_t size);

/* Says that about this many bytes will be asked for, so that one new chunk can hold them all. */
void phonenum_arena_expect(phonenum_arena *arena, size_t size);

/* Room for count elements; NULL also where their size is more than there can be. */
void *phonenum_arena_alloc_array(phonenum_arena *arena, size_t count, size_t element_size, size_t alignment);

/* A copy of the bytes, followed by a NUL that is not counted; NULL when there is no memory. */
char *phonenum_arena_copy(phonenum_arena *arena, const void *data, size_t size);

/* Bytes that grow in an arena. All zero but the arena is an empty one. */
typedef struct phonenum_buffer {
    phonenum_arena *arena;
    char *data;
    size_t size;
    size_t capacity;
} phonenum_buffer;

/* Makes room for `size` more bytes, in amortised linear time. False when there is no memory; the buffer stays. */
bool phonenum_buffer_reserve(phonenum_buffer *buffer, size_t size);

/* Appends bytes. False when there is no memory; the buffer stays. */
bool phonenum_buffer_append(phonenum_buffer *buffer, const void *data, size_t size);

#endif
