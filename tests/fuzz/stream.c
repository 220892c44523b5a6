/*
 * A stream of length-delimited records, read in pieces and from memory at once, which must agree; what was read is
 * written and read again. The first byte of the input says how.
 */
#include "fuzz.h"

#include <phonenum/stream.h>
#include <stdlib.h>
#include <string.h>

/* What the writer is handed. */
typedef struct sink {
    uint8_t *data;
    size_t size;
} sink;

static phonenum_status append(void *context, const void *data, size_t size)
{
    sink *out = context;
    out->data = realloc(out->data, out->size + size);
    FUZZ_CHECK(out->data != NULL);
    memcpy(out->data + out->size, data, size);
    out->size += size;
    return PHONENUM_OK;
}

/* Reads the whole stream by both readers; writes what they read. */
static void read_both(phonenum_stream_reader *pieces, phonenum_stream_reader *memory, size_t size,
                      phonenum_stream_writer *writer, phonenum_arena *arena)
{
    phonenum_record record, other;
    phonenum_error error, other_error;
    phonenum_status status;
    do {
        status = phonenum_stream_read(pieces, arena, &record, &error);
        fuzz_check_error(status, &error, size);
        FUZZ_CHECK(phonenum_stream_read(memory, arena, &other, &other_error) == status);
        fuzz_check_same_error(&error, &other_error);
        FUZZ_CHECK(phonenum_equal(&record, &other));
        FUZZ_CHECK(phonenum_stream_reader_offset(pieces) == phonenum_stream_reader_offset(memory));
        if (!status)
            FUZZ_CHECK(phonenum_stream_write(writer, &record, NULL) == PHONENUM_OK);
        phonenum_arena_reset(arena);
    } while (status != PHONENUM_END);
}

/* Reads what was written, and writes it again: the same bytes. */
static void check_written(const sink *written, phonenum_arena *arena)
{
    sink again = {NULL, 0};
    phonenum_stream_reader reader;
    phonenum_stream_writer writer;
    phonenum_stream_reader_init_memory(&reader, written->data, written->size, NULL);
    phonenum_stream_writer_init(&writer, append, &again, NULL);
    phonenum_record record;
    phonenum_status status;
    while ((status = phonenum_stream_read(&reader, arena, &record, NULL)) == PHONENUM_OK)
        FUZZ_CHECK(phonenum_stream_write(&writer, &record, NULL) == PHONENUM_OK);
    FUZZ_CHECK(status == PHONENUM_END);
    FUZZ_CHECK(again.size == written->size);
    FUZZ_CHECK(again.size == 0 || memcmp(again.data, written->data, again.size) == 0);
    phonenum_stream_writer_free(&writer);
    phonenum_stream_reader_free(&reader);
    free(again.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    phonenum_decode_options options = {.flags = data[0] & 0x80 ? PHONENUM_DECODE_BORROW : 0};
    if (data[0] & 0x40)
        options.limits = fuzz_tight_limits;
    uint8_t *input = fuzz_copy(data + 1, --size);
    fuzz_source source = {input, size, (data[0] & 0x3f) + 1U};
    sink written = {NULL, 0};
    phonenum_stream_reader pieces, memory;
    phonenum_stream_writer writer;
    phonenum_arena arena;
    phonenum_stream_reader_init(&pieces, fuzz_source_read, &source, &options, NULL);
    phonenum_stream_reader_init_memory(&memory, input, size, &options);
    phonenum_stream_writer_init(&writer, append, &written, NULL);
    phonenum_arena_init(&arena, NULL, 0, NULL);
    read_both(&pieces, &memory, size, &writer, &arena);
    check_written(&written, &arena);
    phonenum_arena_free(&arena);
    phonenum_stream_writer_free(&writer);
    phonenum_stream_reader_free(&memory);
    phonenum_stream_reader_free(&pieces);
    free(written.data);
    free(input);
    return 0;
}
