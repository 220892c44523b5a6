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
    size_t size;
    if (window->has_ended)
        return PHONENUM_OK;
    if (window->begin > 0) {
        bytes->size -= window->begin;
        memmove(bytes->data, bytes->data + window->begin, bytes->size);
        window->begin = 0;
    }
    phonenum_status status = source_read_more(window->source, bytes, &size);
    window->has_ended = !status && size == 0;
    return status;
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
