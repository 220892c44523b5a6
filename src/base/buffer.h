/*
 * Bytes that grow in an arena, when their number is not known beforehand.
 */
#ifndef PHONENUM_SRC_BASE_BUFFER_H
#define PHONENUM_SRC_BASE_BUFFER_H

#include <phonenum/arena.h>
#include <stdbool.h>
#include <stddef.h>

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
