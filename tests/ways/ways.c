/*
 * Goes one way in or out, again and again with one record, so that ways.sh can count the instructions of each.
 *
 * usage: ways WAY RECORD
 */
#include "support/samples.h"

#include <phonenum/codec.h>
#include <phonenum/stream.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROUNDS = 100
};

/* What all ways work on. */
typedef struct journey {
    sample sample;
    phonenum_record *record;
    uint8_t encoded[1024];
    size_t encoded_size;
    uint8_t delimited[1024];
    size_t delimited_size;
    uint8_t out[8192];
    phonenum_arena arena;
    phonenum_stream_reader reader;
    phonenum_stream_writer writer;
    phonenum_error error;
    uint8_t stream[ROUNDS * 1024];
    size_t stream_size;
} journey;

static phonenum_status encode(journey *on)
{
    size_t size;
    return phonenum_encode(on->record, on->out, sizeof on->out, &size, &on->error);
}

static phonenum_status encode_exactly(journey *on)
{
    size_t size;
    return phonenum_encode(on->record, on->out, on->encoded_size, &size, &on->error);
}

static phonenum_status encode_delimited(journey *on)
{
    size_t size;
    return phonenum_encode_delimited(on->record, on->out, sizeof on->out, &size, &on->error);
}

static phonenum_status encode_delimited_exactly(journey *on)
{
    size_t size;
    return phonenum_encode_delimited(on->record, on->out, on->delimited_size, &size, &on->error);
}

static phonenum_status encode_arena(journey *on)
{
    phonenum_bytes encoded;
    phonenum_arena_reset(&on->arena);
    return phonenum_encode_arena(on->record, &on->arena, &encoded, &on->error);
}

static phonenum_status encoded_size(journey *on)
{
    size_t size;
    return phonenum_encoded_size(on->record, &size, &on->error);
}

static phonenum_status stream_write(journey *on)
{
    return phonenum_stream_write(&on->writer, on->record, &on->error);
}

static phonenum_status decode(journey *on)
{
    phonenum_record record;
    phonenum_arena_reset(&on->arena);
    return phonenum_decode(on->encoded, on->encoded_size, NULL, &on->arena, &record, &on->error);
}

static phonenum_status decode_borrowed(journey *on)
{
    static const phonenum_decode_options borrow = {.flags = PHONENUM_DECODE_BORROW};
    phonenum_record record;
    phonenum_arena_reset(&on->arena);
    return phonenum_decode(on->encoded, on->encoded_size, &borrow, &on->arena, &record, &on->error);
}

static phonenum_status decode_into_buffer(journey *on)
{
    phonenum_record record;
    phonenum_arena arena;
    phonenum_arena_init(&arena, on->out, sizeof on->out, NULL);
    return phonenum_decode(on->encoded, on->encoded_size, NULL, &arena, &record, &on->error);
}

static phonenum_status decode_delimited(journey *on)
{
    phonenum_record record;
    size_t consumed;
    phonenum_arena_reset(&on->arena);
    return phonenum_decode_delimited(on->delimited, on->delimited_size, NULL, &on->arena, &record, &consumed,
                                     &on->error);
}

static phonenum_status stream_read(journey *on)
{
    phonenum_record record;
    phonenum_arena_reset(&on->arena);
    return phonenum_stream_read(&on->reader, &on->arena, &record, &on->error);
}

static phonenum_status copy(journey *on)
{
    phonenum_record record;
    phonenum_arena_reset(&on->arena);
    return phonenum_copy(on->record, &on->arena, &record, &on->error);
}

static const struct {
    const char *name;
    phonenum_status (*go)(journey *on);
} ways[] = {
    {"encode", encode},
    {"encode-exact", encode_exactly},
    {"encode-delimited", encode_delimited},
    {"encode-delimited-exact", encode_delimited_exactly},
    {"encode-arena", encode_arena},
    {"encode-size", encoded_size},
    {"encode-stream", stream_write},
    {"decode", decode},
    {"decode-borrow", decode_borrowed},
    {"decode-buffer", decode_into_buffer},
    {"decode-delimited", decode_delimited},
    {"decode-stream", stream_read},
    {"copy", copy},
};

static phonenum_status swallow(void *context, const void *data, size_t size)
{
    (void)context;
    (void)data;
    (void)size;
    return PHONENUM_OK;
}

static void choose_record(journey *on, const char *name)
{
    static phonenum_record minimal = {.phone_number = PHONENUM_STR_INIT("+15555550100"),
                                      .has_created_at = true,
                                      .created_at = 1700000000000,
                                      .has_updated_at = true,
                                      .updated_at = 1700000000001};
    on->record = &on->sample.record;
    if (strcmp(name, "full") == 0)
        sample_full(&on->sample);
    else
        sample_otp(&on->sample);
    if (strcmp(name, "minimal") == 0)
        on->record = &minimal;
}

static void prepare(journey *on)
{
    if (phonenum_encode(on->record, on->encoded, sizeof on->encoded, &on->encoded_size, NULL) ||
        phonenum_encode_delimited(on->record, on->delimited, sizeof on->delimited, &on->delimited_size, NULL))
        exit(2);
    for (int i = 0; i <= ROUNDS; i++) {
        if (i < ROUNDS)
            memcpy(on->stream + on->stream_size, on->delimited, on->delimited_size);
        on->stream_size += i < ROUNDS ? on->delimited_size : 0;
    }
    phonenum_arena_init(&on->arena, NULL, 0, NULL);
    phonenum_stream_reader_init_memory(&on->reader, on->stream, on->stream_size, NULL);
    phonenum_stream_writer_init(&on->writer, swallow, NULL, NULL);
}

/* Counted by its name. */
__attribute__((noinline)) static void measured(phonenum_status (*go)(journey *on), journey *on)
{
    for (int i = 0; i < ROUNDS - 1; i++) {
        if (go(on))
            exit(2);
    }
}

int main(int argc, char **argv)
{
    static journey on;
    if (argc != 3)
        return 2;
    choose_record(&on, argv[2]);
    prepare(&on);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        if (strcmp(argv[1], ways[i].name) != 0)
            continue;
        /* The first time brings memory and readers to where they stay. */
        if (ways[i].go(&on))
            return 2;
        measured(ways[i].go, &on);
        phonenum_arena_free(&on.arena);
        phonenum_stream_writer_free(&on.writer);
        return 0;
    }
    return 2;
}
