/*
 * A byte buffer that grows in an arena, for data of unknown size.
 */
#ifndef PHONENUM_SRC_BASE_BUFFER_H
#define PHONENUM_SRC_BASE_BUFFER_H

#include <phonenum/arena.h>
#include <stdbool.h>
#include <stddef.h>

/* A buffer with only `arena` set, and all else zero, is empty. */
typedef struct phonenum_buffer {
    phonenum_arena *arena;
    char *data;
    size_t size;
    size_t capacity;
} phonenum_buffer;

/* Makes room for `size` more bytes, in amortised linear time. False, and no change, if there is no memory. */
bool phonenum_buffer_reserve(phonenum_buffer *buffer, size_t size);

#endif
