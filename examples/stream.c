/*
 * Writes records to a file, each after its length, and reads them again, one at a time.
 *
 *     $ cc -o stream stream.c $(pkg-config --cflags --libs phonenum)
 *     $ ./stream
 *     byte 1: +15555550100
 *     byte 16: +15555550101
 *     byte 31: +15555550102
 */
#include <inttypes.h>
#include <phonenum/stream.h>
#include <stdio.h>

static phonenum_status write_records(FILE *file, phonenum_error *error)
{
    const phonenum_str numbers[] = {PHONENUM_STR_INIT("+15555550100"), PHONENUM_STR_INIT("+15555550101"),
                                    PHONENUM_STR_INIT("+15555550102")};
    phonenum_stream_writer writer;
    phonenum_status status = PHONENUM_OK;
    phonenum_stream_writer_init(&writer, phonenum_write_file, file, NULL);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && !status; i++) {
        phonenum_record record = PHONENUM_RECORD_INIT;
        record.phone_number = numbers[i];
        status = phonenum_stream_write(&writer, &record, error);
    }
    phonenum_stream_writer_free(&writer);
    return status;
}

static phonenum_status read_records(FILE *file, phonenum_error *error)
{
    phonenum_stream_reader reader;
    phonenum_arena arena;
    phonenum_record record;
    phonenum_status status;
    phonenum_stream_reader_init(&reader, phonenum_read_file, file, NULL, NULL);
    phonenum_arena_init(&arena, NULL, 0, NULL);
    while ((status = phonenum_stream_read(&reader, &arena, &record, error)) == PHONENUM_OK) {
        printf("byte %" PRIu64 ": " PHONENUM_STR_FORMAT "\n", phonenum_stream_reader_offset(&reader),
               PHONENUM_STR_ARGUMENTS(record.phone_number));
        phonenum_arena_reset(&arena); /* the next record takes the same memory */
    }
    phonenum_arena_free(&arena);
    phonenum_stream_reader_free(&reader);
    return status == PHONENUM_END ? PHONENUM_OK : status;
}

int main(void)
{
    phonenum_error error;
    FILE *file = tmpfile();
    if (!file)
        return perror("tmpfile"), 1;
    phonenum_status status = write_records(file, &error);
    rewind(file);
    if (status || (status = read_records(file, &error)) != PHONENUM_OK)
        fprintf(stderr, "%s: %s\n", error.field, error.message);
    return fclose(file) || status;
}
