/*
 * The smallest program that writes an archive and reads it again, against an installed phonenum with archives.
 */
#include <phonenum/archive.h>
#include <phonenum/phonenum.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    phonenum_record record = PHONENUM_RECORD_INIT, read;
    record.phone_number = PHONENUM_STR("+15555550100");
    FILE *file = tmpfile();
    phonenum_archive_writer writer;
    phonenum_archive_reader reader;
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_archive_writer_init(&writer, phonenum_write_file, file, NULL, NULL);
    phonenum_archive_reader_init(&reader, phonenum_read_file, file, NULL, NULL);
    int result = !file || phonenum_archive_write(&writer, &record, NULL) || phonenum_archive_finish(&writer, NULL);
    if (!result)
        rewind(file);
    result = result || phonenum_archive_read(&reader, &arena, &read, NULL) || !phonenum_equal(&record, &read) ||
             phonenum_archive_read(&reader, &arena, &read, NULL) != PHONENUM_END;
    printf("phonenum %s\n", phonenum_version());
    phonenum_archive_writer_free(&writer);
    phonenum_archive_reader_free(&reader);
    phonenum_arena_free(&arena);
    return result;
}
