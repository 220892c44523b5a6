/*
 * A buffer whose contents move to its start when more is read.
 */
#include "window.h"

#include "memory.h"

#include <string.h>

unsigned char *window_data(const struct window *window)
{
    return window->bytes.data ? window->bytes.data + window->begin : NULL;
}

size_t window_size(const struct window *window)
{
    return window->bytes.size - window->begin;
}

phonenum_status window_fill(struct window *window)
{
    struct bytes *bytes = &window->bytes;
    size_t size = 0;
    if (window->has_ended)
        return PHONENUM_OK;
    if (window->begin > 0) {
        bytes->size -= window->begin;
        memmove(bytes->data, bytes->data + window->begin, bytes->size);
        window->begin = 0;
    }
    if (bytes->size == bytes->capacity) {
        unsigned char *data = wipe_and_grow(bytes->data, &bytes->capacity, bytes->size, 2 * bytes->size);
        if (!data)
            return PHONENUM_ERR_NO_MEMORY;
        bytes->data = data;
    }
    phonenum_status status =
        source_read(window->source, bytes->data + bytes->size, bytes->capacity - bytes->size, &size);
    if (status)
        return status;
    bytes->size += size;
    window->has_ended = size == 0;
    return PHONENUM_OK;
}

phonenum_status window_need(struct window *window, size_t size)
{
    phonenum_status status = PHONENUM_OK;
    while (!status && !window->has_ended && window_size(window) < size)
        status = window_fill(window);
    return status;
}

void window_use(struct window *window, size_t size)
{
    window->begin += size;
    window->offset += size;
}

void window_free(struct window *window)
{
    wipe_and_free(window->bytes.data, window->bytes.capacity);
}
