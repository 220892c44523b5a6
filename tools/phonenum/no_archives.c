/*
 * What archives.c is where there is no libzstd.
 */
#include "archives.h"

bool archives_are_built(void)
{
    return false;
}

void archives_reader_init(phonenum_archive_reader *reader, phonenum_read_callback *read, void *context, bool reads_on)
{
    (void)reader;
    (void)read;
    (void)context;
    (void)reads_on;
}

phonenum_status archives_read_bytes(phonenum_archive_reader *reader, phonenum_bytes *encoded, phonenum_error *error)
{
    (void)reader;
    (void)encoded;
    (void)error;
    return PHONENUM_END;
}

phonenum_archive_gap archives_reader_gap(const phonenum_archive_reader *reader)
{
    (void)reader;
    return (phonenum_archive_gap){0, 0};
}

uint64_t archives_reader_offset(const phonenum_archive_reader *reader)
{
    (void)reader;
    return 0;
}

void archives_reader_free(phonenum_archive_reader *reader)
{
    (void)reader;
}
