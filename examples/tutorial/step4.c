/* Step 4 of docs/tutorial.md: writes the records of stdin, as JSON, to a file, as bytes. */
#include <inttypes.h>
#include <phonenum/json.h>
#include <phonenum/stream.h>
#include <stdio.h>

static void report(uint64_t offset, const phonenum_error *error)
{
    char line[PHONENUM_ERROR_LINE_SIZE];
    phonenum_error_format(error, line, sizeof line);
    fprintf(stderr, "record at byte %" PRIu64 ": %s\n", offset, line);
}

/* Returns false if memory or a file failed. */
static bool convert(phonenum_json_reader *reader, phonenum_stream_writer *writer, phonenum_arena *arena)
{
    unsigned written = 0, left_out = 0;
    phonenum_record record;
    phonenum_error error;
    phonenum_status status;
    while ((status = phonenum_json_reader_next(reader, arena, &record, &error)) != PHONENUM_END) {
        if (!status)
            status = phonenum_validate(&record, 0, &error);
        if (!status)
            status = phonenum_stream_write(writer, &record, &error);
        phonenum_arena_reset(arena);
        if (status) {
            report(phonenum_json_reader_offset(reader), &error);
            left_out++;
        } else {
            written++;
        }
        if (status == PHONENUM_ERR_IO || status == PHONENUM_ERR_NO_MEMORY)
            return false;
    }
    fprintf(stderr, "written: %u, left out: %u\n", written, left_out);
    return true;
}

int main(int argc, char **argv)
{
    FILE *file = argc == 2 ? fopen(argv[1], "wb") : NULL;
    if (!file)
        return fprintf(stderr, "usage: step4 FILE, which must be writable\n"), 1;
    phonenum_json_reader reader;
    phonenum_stream_writer writer;
    phonenum_arena arena;
    phonenum_json_reader_init(&reader, phonenum_read_file, stdin, NULL, NULL);
    phonenum_stream_writer_init(&writer, phonenum_write_file, file, NULL);
    phonenum_arena_init(&arena, NULL, 0, NULL);
    bool ok = convert(&reader, &writer, &arena);
    phonenum_arena_free(&arena);
    phonenum_stream_writer_free(&writer);
    phonenum_json_reader_free(&reader);
    if (fclose(file)) {
        fprintf(stderr, "%s can't be written\n", argv[1]);
        ok = false;
    }
    return ok ? 0 : 1;
}
