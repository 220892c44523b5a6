/*
 * Reading length-delimited records from a callback or from memory.
 */
#include "base/attributes.h"
#include "base/error.h"
#include "base/input.h"
#include "base/memory.h"
#include "codec/decode.h"
#include "codec/delimited.h"
#include "codec/options.h"

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

/* Reads on until the record that is next is whole, or the stream ends. */
static NEVER_INLINE phonenum_status find_record(phonenum_stream_reader *reader, struct delimited *found,
                                                phonenum_error *error)
{
    phonenum_input *input = &reader->input;
    for (;;) {
        phonenum_status status =
            phonenum_find_delimited(input_bytes(input), input_size(input), reader->options.limits.input, found, error);
        if (status != PHONENUM_ERR_TRUNCATED || input->ended)
            return status;
        status = phonenum_input_fill(input);
        if (status)
            return lose_track(reader, status, 0, NULL, error);
    }
}

/* Before the first record, so that no form of input hides what is wrong. */
static COLD phonenum_status begin(phonenum_stream_reader *reader, phonenum_error *error)
{
    reader->begun = true;
    phonenum_status status = phonenum_check_decode_options(&reader->options, &reader->options, error);
    reader->failed = status != PHONENUM_OK;
    return status;
}

/* The next record, if it is not whole in the buffer, or not usual. */
static COLD phonenum_status next_unusual_record(phonenum_stream_reader *reader, phonenum_bytes *encoded,
                                                phonenum_error *error)
{
    phonenum_input *input = &reader->input;
    struct delimited found;
    phonenum_status status = find_record(reader, &found, error);
    if (reader->failed)
        return status;
    if (status == PHONENUM_ERR_TRUNCATED && input_size(input) == 0)
        return lose_track(reader, PHONENUM_END, 0, NULL, error);
    if (status && error)
        error->offset += input->offset;
    /* After an error, nobody knows where the next record begins. */
    reader->failed = status != PHONENUM_OK;
    if (found.header_size == 0)
        return status;
    reader->record_offset = input->offset + found.header_size;
    *encoded = (phonenum_bytes){input_bytes(input) + found.header_size, found.record_size};
    if (!status)
        reader->consumed = found.header_size + found.record_size;
    return status;
}

/* Finds the next record. Sets the error only after a failure. */
static ALWAYS_INLINE phonenum_status next_record(phonenum_stream_reader *reader, phonenum_bytes *encoded,
                                                 phonenum_error *error)
{
    phonenum_input *input = &reader->input;
    struct delimited found;
    *encoded = (phonenum_bytes){NULL, 0};
    if (reader->failed)
        return phonenum_error_set(error, PHONENUM_END, 0, NULL);
    if (!LIKELY(reader->begun) && begin(reader, error))
        return PHONENUM_ERR_ARGUMENT;
    input_consume(input, reader->consumed);
    reader->consumed = 0;
    if (!LIKELY(find_usual_delimited(input_bytes(input), input_size(input), reader->options.limits.input, &found)))
        return next_unusual_record(reader, encoded, error);
    reader->record_offset = input->offset + found.header_size;
    reader->consumed = found.header_size + found.record_size;
    *encoded = (phonenum_bytes){input_bytes(input) + found.header_size, found.record_size};
    return PHONENUM_OK;
}

phonenum_status phonenum_stream_read_bytes(phonenum_stream_reader *reader, phonenum_bytes *encoded,
                                           phonenum_error *error)
{
    phonenum_status status = next_record(reader, encoded, error);
    return status ? status : phonenum_success(error);
}

phonenum_status phonenum_stream_read(phonenum_stream_reader *reader, phonenum_arena *arena, phonenum_record *record,
                                     phonenum_error *error)
{
    phonenum_bytes encoded;
    phonenum_status status = next_record(reader, &encoded, error);
    if (!LIKELY(status == PHONENUM_OK)) {
        phonenum_clear(record, sizeof *record);
        return status;
    }
    status = phonenum_decode_checked(encoded.data, encoded.size, &reader->options, arena, record, error);
    if (phonenum_status_has_offset(status) && error)
        error->offset += reader->record_offset;
    return status;
}

uint64_t phonenum_stream_reader_rest(const phonenum_stream_reader *reader)
{
    return reader->input.offset + reader->consumed;
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
