/*
 * Writing length-delimited records to a callback.
 */
#include "base/arena.h"
#include "base/error.h"
#include "wire/wire.h"

#include <phonenum/stream.h>

void phonenum_stream_writer_init(phonenum_stream_writer *writer, phonenum_write_callback *write, void *context,
                                 const phonenum_allocator *allocator)
{
    writer->write = write;
    writer->context = context;
    phonenum_arena_init(&writer->arena, NULL, 0, allocator);
}

phonenum_status phonenum_stream_write(phonenum_stream_writer *writer, const phonenum_record *record,
                                      phonenum_error *error)
{
    size_t size;
    phonenum_status status = phonenum_encoded_size(record, &size, error);
    if (status)
        return status;
    size += wire_varint_size(size);
    /* Without this, each of many slowly growing records could need a new chunk. */
    phonenum_arena_expect(&writer->arena, size);
    void *buffer = phonenum_arena_alloc(&writer->arena, size, 1);
    if (!buffer)
        return phonenum_error_set(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
    phonenum_arena_wipe_on_reset(&writer->arena);
    status = phonenum_encode_delimited(record, buffer, size, &size, error);
    if (!status)
        status = phonenum_error_set(error, writer->write(writer->context, buffer, size), 0, NULL);
    phonenum_arena_reset(&writer->arena);
    return status;
}

void phonenum_stream_writer_free(phonenum_stream_writer *writer)
{
    if (writer)
        phonenum_arena_free(&writer->arena);
}
