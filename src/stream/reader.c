/*
 * Reading length-delimited records from a callback or from memory.
 */
#include "base/error.h"
#include "base/input.h"
#include "base/limits.h"
#include "base/memory.h"
#include "wire/wire.h"

#include <phonenum/stream.h>

static phonenum_decode_options options_or_defaults(const phonenum_decode_options *options)
{
    static const phonenum_decode_options defaults = {.flags = 0};
    return options ? *options : defaults;
}

void phonenum_stream_reader_init(phonenum_stream_reader *reader, phonenum_read_callback *read, void *context,
                                 const phonenum_decode_options *options, const phonenum_allocator *allocator)
{
    *reader = (phonenum_stream_reader){.options = options_or_defaults(options)};
    phonenum_input_init(&reader->input, read, context, allocator);
}

void phonenum_stream_reader_init_memory(phonenum_stream_reader *reader, const void *data, size_t size,
                                        const phonenum_decode_options *options)
{
    *reader = (phonenum_stream_reader){.options = options_or_defaults(options)};
    phonenum_input_init_memory(&reader->input, data, size);
}

/* Ends reading: from here on, nobody knows where the next record begins. */
static phonenum_status lose_track(phonenum_stream_reader *reader, phonenum_status status, uint64_t offset,
                                  const char *message, phonenum_error *error)
{
    reader->failed = true;
    return phonenum_error_set(error, status, offset, message);
}

/* Reads the length and steps over it. PHONENUM_END if the stream ends before it. */
static phonenum_status read_length(phonenum_stream_reader *reader, size_t *length, phonenum_error *error)
{
    phonenum_input *input = &reader->input;
    for (;;) {
        const uint8_t *start = input_bytes(input);
        wire_reader in = {start, start + input_size(input)};
        uint64_t value;
        phonenum_status status = wire_read_sized_varint(&in, &value, WIRE_VARINT32_SIZE_MAX);
        if (status == PHONENUM_ERR_VARINT)
            return lose_track(reader, status, input->offset, "the length of the record takes more than 5 bytes", error);
        if (!status && value > limits_or_defaults(&reader->options.limits).input)
            return lose_track(reader, PHONENUM_ERR_LIMIT, input->offset, "the record is larger than the limit", error);
        if (!status) {
            phonenum_input_consume(input, (size_t)(in.next - start));
            *length = (size_t)value;
            return PHONENUM_OK;
        }
        if (input->ended && input_size(input) == 0)
            return lose_track(reader, PHONENUM_END, 0, NULL, error);
        if (input->ended)
            return lose_track(reader, status, input->offset + input_size(input),
                              "the stream ends inside the length of a record", error);
        status = phonenum_input_fill(input);
        if (status)
            return lose_track(reader, status, 0, NULL, error);
    }
}

phonenum_status phonenum_stream_read_bytes(phonenum_stream_reader *reader, phonenum_bytes *encoded,
                                           phonenum_error *error)
{
    phonenum_input *input = &reader->input;
    size_t length;
    *encoded = (phonenum_bytes){NULL, 0};
    if (reader->failed)
        return phonenum_error_set(error, PHONENUM_END, 0, NULL);
    phonenum_input_consume(input, reader->consumed);
    reader->consumed = 0;
    phonenum_status status = read_length(reader, &length, error);
    if (status)
        return status;
    reader->record_offset = input->offset;
    while (input_size(input) < length && !input->ended) {
        status = phonenum_input_fill(input);
        if (status)
            return lose_track(reader, status, 0, NULL, error);
    }
    bool whole = input_size(input) >= length;
    *encoded = (phonenum_bytes){input_bytes(input), whole ? length : input_size(input)};
    reader->consumed = encoded->size;
    if (!whole)
        return lose_track(reader, PHONENUM_ERR_TRUNCATED, input->offset + encoded->size,
                          "the stream ends inside a record", error);
    return phonenum_success(error);
}

phonenum_status phonenum_stream_read(phonenum_stream_reader *reader, phonenum_arena *arena, phonenum_record *record,
                                     phonenum_error *error)
{
    phonenum_bytes encoded;
    phonenum_clear(record, sizeof *record);
    phonenum_status status = phonenum_stream_read_bytes(reader, &encoded, error);
    if (status)
        return status;
    status = phonenum_decode(encoded.data, encoded.size, &reader->options, arena, record, error);
    if (phonenum_status_has_offset(status) && error)
        error->offset += reader->record_offset;
    return status;
}

uint64_t phonenum_stream_reader_offset(const phonenum_stream_reader *reader)
{
    return reader->record_offset;
}

void phonenum_stream_reader_free(phonenum_stream_reader *reader)
{
    if (reader)
        phonenum_input_free(&reader->input);
}
