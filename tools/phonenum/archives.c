/*
 * Passes the calls on to the library of archives.
 */
#include "archives.h"

bool archives_are_built(void)
{
    return true;
}

void archives_reader_init(phonenum_archive_reader *reader, phonenum_read_callback *read, void *context, bool reads_on)
{
    const phonenum_archive_read_options options = {.flags = reads_on ? (unsigned)PHONENUM_ARCHIVE_READ_ON : 0};
    phonenum_archive_reader_init(reader, read, context, &options, NULL);
}

phonenum_status archives_read_bytes(phonenum_archive_reader *reader, phonenum_bytes *encoded, phonenum_error *error)
{
    return phonenum_archive_read_bytes(reader, encoded, error);
}

phonenum_archive_gap archives_reader_gap(const phonenum_archive_reader *reader)
{
    return phonenum_archive_reader_gap(reader);
}

uint64_t archives_reader_offset(const phonenum_archive_reader *reader)
{
    return phonenum_archive_reader_offset(reader);
}

void archives_reader_free(phonenum_archive_reader *reader)
{
    phonenum_archive_reader_free(reader);
}
