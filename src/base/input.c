/*
 * Input from a callback or memory, and the callbacks for FILE*.
 */
#include "base/input.h"

#include "base/arena.h"
#include "base/memory.h"

#include <stdio.h>
#include <string.h>

enum {
    BLOCK_SIZE = 64 * 1024
};

static const unsigned char nothing[1];

void phonenum_input_init(phonenum_input *input, phonenum_read_callback *read, void *context,
                         const phonenum_allocator *allocator)
{
    *input = (phonenum_input){.read = read,
                              .context = context,
                              .allocator = allocator ? *allocator : *phonenum_malloc_allocator(),
                              .bytes = nothing};
}

void phonenum_input_init_memory(phonenum_input *input, const void *data, size_t size)
{
    *input = (phonenum_input){.bytes = size > 0 ? data : nothing, .end = size, .ended = true};
}

/* Frees the buffer. Wipes it first, because it may have held secrets. */
static void release(phonenum_input *input)
{
    if (!input->owned)
        return;
    /* As long as the buffer begins with the first byte of the input, only the part before `end` was ever used. */
    phonenum_wipe(input->owned, input->offset == input->begin ? input->end : input->capacity);
    input->allocator.deallocate(input->allocator.context, input->owned, input->capacity);
}

static phonenum_status grow(phonenum_input *input)
{
    size_t capacity = input->capacity ? 2 * input->capacity : BLOCK_SIZE;
    /* If pointers have 32 bits, the capacity would overflow for a record of 2 GiB. */
    unsigned char *larger =
        capacity > input->capacity ? input->allocator.allocate(input->allocator.context, capacity) : NULL;
    if (!larger)
        return PHONENUM_ERR_NO_MEMORY;
    memcpy(larger, input_bytes(input), input_size(input));
    release(input);
    input->owned = larger;
    input->capacity = capacity;
    return PHONENUM_OK;
}

/* Makes room after the data. Moves the data down if at least half of the buffer is free, or else grows the buffer. */
static phonenum_status make_room(phonenum_input *input)
{
    size_t size = input_size(input);
    if (input->end < input->capacity)
        return PHONENUM_OK;
    if (input->capacity > 0 && size <= input->capacity / 2) {
        memmove(input->owned, input_bytes(input), size);
    } else {
        phonenum_status status = grow(input);
        if (status)
            return status;
    }
    input->bytes = input->owned;
    input->begin = 0;
    input->end = size;
    return PHONENUM_OK;
}

phonenum_status phonenum_input_fill(phonenum_input *input)
{
    size_t size = 0;
    phonenum_status status = make_room(input);
    if (!status)
        status = input->read(input->context, input->owned + input->end, input->capacity - input->end, &size);
    if (status)
        return status;
    input->ended = size == 0;
    input->end += size;
    return PHONENUM_OK;
}

void phonenum_input_free(phonenum_input *input)
{
    release(input);
    phonenum_input_init_memory(input, NULL, 0);
}

phonenum_status phonenum_read_file(void *file, void *buffer, size_t capacity, size_t *size)
{
    *size = fread(buffer, 1, capacity, file);
    return *size == 0 && ferror((FILE *)file) ? PHONENUM_ERR_IO : PHONENUM_OK;
}

phonenum_status phonenum_write_file(void *file, const void *data, size_t size)
{
    return fwrite(data, 1, size, file) == size ? PHONENUM_OK : PHONENUM_ERR_IO;
}
