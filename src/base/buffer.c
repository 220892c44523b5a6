/*
 * A growing byte buffer in an arena.
 */
#include "base/buffer.h"

#include "base/arena.h"

#include <stdint.h>
#include <string.h>

/* Grows the buffer where it is, if it was allocated last and the arena has room. */
static bool grow_in_place(phonenum_buffer *buffer, size_t size)
{
    phonenum_arena *arena = buffer->arena;
    if (!buffer->data || buffer->data + buffer->capacity != (char *)arena->next ||
        size > (size_t)(arena->end - arena->next))
        return false;
    (void)phonenum_arena_take(arena, size, 1);
    buffer->capacity += size;
    return true;
}

bool phonenum_buffer_reserve(phonenum_buffer *buffer, size_t size)
{
    if (size <= buffer->capacity - buffer->size)
        return true;
    if (grow_in_place(buffer, size - (buffer->capacity - buffer->size)))
        return true;
    if (size > SIZE_MAX / 2 - buffer->size)
        return false;
    size_t capacity = buffer->size + size;
    if (capacity < 2 * buffer->capacity)
        capacity = 2 * buffer->capacity;
    char *data = phonenum_arena_alloc(buffer->arena, capacity, 1);
    if (!data)
        return false;
    if (buffer->size > 0)
        memcpy(data, buffer->data, buffer->size);
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}
