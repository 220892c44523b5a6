/*
 * Writing length-delimited records to a callback.
 */
#include "base/arena.h"
#include "base/error.h"
#include "record/secrets.h"

#include <phonenum/stream.h>

enum {
    /* Room for most records, and to spare. */
    BUFFER_SIZE = 2048
};

void phonenum_stream_writer_init(phonenum_stream_writer *writer, phonenum_write_callback *write, void *context,
                                 const phonenum_allocator *allocator)
{
    writer->write = write;
    writer->context = context;
    writer->buffer = NULL;
    writer->capacity = 0;
    phonenum_arena_init(&writer->arena, NULL, 0, allocator);
}

/* Takes a buffer of at least `least` bytes. The one before is wiped. */
static bool take_buffer(phonenum_stream_writer *writer, size_t least)
{
    /* So that many slowly growing records do not each need a new buffer. */
    const size_t twice = writer->capacity < SIZE_MAX / 2 ? 2 * writer->capacity : least;
    const size_t usual = twice > BUFFER_SIZE ? twice : BUFFER_SIZE;
    phonenum_arena_free(&writer->arena);
    writer->capacity = least > usual ? least : usual;
    writer->buffer = phonenum_arena_alloc(&writer->arena, writer->capacity, 1);
    if (!writer->buffer)
        writer->capacity = 0;
    phonenum_arena_wipe_on_reset(&writer->arena);
    return writer->buffer != NULL;
}

phonenum_status phonenum_stream_write(phonenum_stream_writer *writer, const phonenum_record *record,
                                      phonenum_error *error)
{
    size_t size = 0;
    phonenum_status status = phonenum_encode_delimited(record, writer->buffer, writer->capacity, &size, error);
    if (status == PHONENUM_ERR_NO_SPACE) {
        if (!take_buffer(writer, size))
            return phonenum_error_set(error, PHONENUM_ERR_NO_MEMORY, 0, NULL);
        status = phonenum_encode_delimited(record, writer->buffer, writer->capacity, &size, error);
    }
    if (status) {
        phonenum_wipe(writer->buffer, writer->capacity);
        return status;
    }
    status = writer->write(writer->context, writer->buffer, size);
    if (holds_secrets(record))
        phonenum_wipe(writer->buffer, size);
    return status ? phonenum_error_set(error, status, 0, NULL) : PHONENUM_OK;
}

void phonenum_stream_writer_free(phonenum_stream_writer *writer)
{
    if (writer)
        phonenum_arena_free(&writer->arena);
}
