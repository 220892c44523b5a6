/*
 * A growing byte buffer in an arena.
 */
#include "base/buffer.h"

#include "base/arena.h"

#include <stdint.h>
#include <string.h>

bool phonenum_buffer_reserve(phonenum_buffer *buffer, size_t size)
{
    if (size <= buffer->capacity - buffer->size)
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

bool phonenum_buffer_append(phonenum_buffer *buffer, const void *data, size_t size)
{
    if (!phonenum_buffer_reserve(buffer, size))
        return false;
    if (size > 0)
        memcpy(buffer->data + buffer->size, data, size);
    buffer->size += size;
    return true;
}
