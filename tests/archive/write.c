/*
 * Writes the same records as an archive and as a delimited stream, for tests/archive/zstd.sh.
 *
 * Usage: archive_write ARCHIVE STREAM COUNT [APPENDED]
 */
#include <phonenum/archive.h>
#include <phonenum/phonenum.h>
#include <phonenum/stream.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) ((condition) ? (void)0 : failed(#condition))

static void failed(const char *condition)
{
    fprintf(stderr, "archive_write: does not hold: %s\n", condition);
    exit(EXIT_FAILURE);
}

static phonenum_status read_at(void *context, uint64_t offset, void *buffer, size_t size)
{
    return fseek(context, (long)offset, SEEK_SET) == 0 && fread(buffer, 1, size, context) == size ? PHONENUM_OK
                                                                                                  : PHONENUM_ERR_IO;
}

/* Writes so many records to both. */
static void write_both(phonenum_archive_writer *archive, FILE *stream, unsigned long first, unsigned long count)
{
    phonenum_stream_writer writer;
    phonenum_stream_writer_init(&writer, phonenum_write_file, stream, NULL);
    for (unsigned long i = first; i < first + count; i++) {
        char id[32];
        phonenum_record record = {.phone_number = PHONENUM_STR_INIT("+15555550100"), .has_created_at = true};
        record.id = (phonenum_str){id, (size_t)snprintf(id, sizeof id, "idn_%08lx", i * 2654435761u % 0xffffffffu)};
        record.created_at = (int64_t)i;
        CHECK(phonenum_archive_write(archive, &record, NULL) == PHONENUM_OK);
        CHECK(phonenum_stream_write(&writer, &record, NULL) == PHONENUM_OK);
    }
    CHECK(phonenum_archive_finish(archive, NULL) == PHONENUM_OK);
    phonenum_stream_writer_free(&writer);
}

/* Goes on where the archive ends. What is written is longer than the table that it replaces. */
static void append(const char *name, FILE *stream, unsigned long first, unsigned long count)
{
    FILE *file = fopen(name, "rb+");
    CHECK(file && fseek(file, 0, SEEK_END) == 0);
    phonenum_archive archive;
    phonenum_archive_writer writer;
    uint64_t end;
    phonenum_archive_writer_init(&writer, phonenum_write_file, file, NULL, NULL);
    CHECK(phonenum_archive_open(&archive, read_at, file, (uint64_t)ftell(file), NULL, NULL, NULL) == PHONENUM_OK);
    CHECK(phonenum_archive_append(&writer, &archive, &end, NULL) == PHONENUM_OK);
    phonenum_archive_close(&archive);
    CHECK(fseek(file, (long)end, SEEK_SET) == 0);
    write_both(&writer, stream, first, count);
    phonenum_archive_writer_free(&writer);
    CHECK(fclose(file) == 0);
}

int main(int argc, char **argv)
{
    CHECK(argc == 4 || argc == 5);
    const unsigned long count = strtoul(argv[3], NULL, 10);
    FILE *file = fopen(argv[1], "wb"), *stream = fopen(argv[2], "wb");
    CHECK(file && stream);
    phonenum_archive_writer writer;
    phonenum_archive_writer_init(&writer, phonenum_write_file, file, NULL, NULL);
    write_both(&writer, stream, 0, count);
    phonenum_archive_writer_free(&writer);
    CHECK(fclose(file) == 0);
    if (argc == 5)
        append(argv[1], stream, count, strtoul(argv[4], NULL, 10));
    CHECK(fclose(stream) == 0);
    return EXIT_SUCCESS;
}
