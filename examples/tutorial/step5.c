/* Step 5 of docs/tutorial.md: reads encoded records from stdin, which may come from strangers. */
#include <inttypes.h>
#include <phonenum/stream.h>
#include <stdio.h>

static void report(uint64_t offset, const phonenum_error *error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    phonenum_error_format(error, line, sizeof line);
    printf("record at byte %" PRIu64 ": %s\n", offset, line);
}

static const phonenum_decode_options options = {
    .limits = {.input = 16384, .links = 2, .codes = 20, .unknown = 1024, .depth = 10},
};

/* Returns whether every record was good. */
static bool show_all(phonenum_stream_reader *reader, phonenum_arena *arena)
{
    bool ok = true;
    phonenum_record record;
    phonenum_error error;
    phonenum_status status;
    while ((status = phonenum_stream_read(reader, arena, &record, &error)) != PHONENUM_END) {
        if (!status)
            status = phonenum_validate(&record, 0, &error);
        if (status)
            report(phonenum_stream_reader_offset(reader), &error);
        else
            printf("%s, links: %zu\n", record.phone_number.data, record.linked_to_count);
        ok = ok && !status;
        phonenum_arena_reset(arena);
    }
    return ok;
}

int main(void)
{
    phonenum_stream_reader reader;
    phonenum_arena arena;
    phonenum_stream_reader_init(&reader, phonenum_read_file, stdin, &options, NULL);
    phonenum_arena_init(&arena, NULL, 0, NULL);
    bool ok = show_all(&reader, &arena);
    phonenum_arena_free(&arena);
    phonenum_stream_reader_free(&reader);
    return ok ? 0 : 1;
}
