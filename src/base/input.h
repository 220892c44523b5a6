/*
 * The input of a reader. It is read in blocks. If the buffer is full, the data moves down or into a larger buffer.
 *
 * bytes[begin] to bytes[end - 1] are not consumed yet. `offset` is the place of bytes[begin] in the whole input.
 */
#ifndef PHONENUM_SRC_BASE_INPUT_H
#define PHONENUM_SRC_BASE_INPUT_H

#include <phonenum/io.h>

void phonenum_input_init(phonenum_input *input, phonenum_read_callback *read, void *context,
                         const phonenum_allocator *allocator);

void phonenum_input_init_memory(phonenum_input *input, const void *data, size_t size);

/* Reads more, or sets `ended`. Invalidates pointers into the input. REQUIRES: !input->ended. */
phonenum_status phonenum_input_fill(phonenum_input *input);

/* Wipes and frees the buffer. */
void phonenum_input_free(phonenum_input *input);

static inline const unsigned char *input_bytes(const phonenum_input *input)
{
    return input->bytes + input->begin;
}

/* REQUIRES: size <= input_size(input). */
static inline void input_consume(phonenum_input *input, size_t size)
{
    input->begin += size;
    input->offset += size;
}

static inline size_t input_size(const phonenum_input *input)
{
    return input->end - input->begin;
}

#endif
