/*
 * What stands in for the library of archives where there is no libzstd. Nobody asks it for anything: the program looks
 * at archives_are_built() first. Only what prepares and frees is called all the same.
 */
#include "archives.h"

bool archives_are_built(void)
{
    return false;
}

void phonenum_archive_writer_init(phonenum_archive_writer *writer, phonenum_write_callback *write, void *context,
                                  const phonenum_archive_write_options *options, const phonenum_allocator *allocator)
{
    (void)writer;
    (void)write;
    (void)context;
    (void)options;
    (void)allocator;
}

phonenum_status phonenum_archive_write_delimited(phonenum_archive_writer *writer, const void *data, size_t size,
                                                 size_t *written, phonenum_error *error)
{
    (void)writer;
    (void)data;
    (void)size;
    (void)written;
    (void)error;
    return PHONENUM_ERR_ARCHIVE;
}

phonenum_status phonenum_archive_write_bytes(phonenum_archive_writer *writer, const void *data, size_t size,
                                             phonenum_error *error)
{
    (void)writer;
    (void)data;
    (void)size;
    (void)error;
    return PHONENUM_ERR_ARCHIVE;
}

phonenum_status phonenum_archive_finish(phonenum_archive_writer *writer, phonenum_error *error)
{
    (void)writer;
    (void)error;
    return PHONENUM_ERR_ARCHIVE;
}

void phonenum_archive_writer_free(phonenum_archive_writer *writer)
{
    (void)writer;
}

void phonenum_archive_reader_init(phonenum_archive_reader *reader, phonenum_read_callback *read, void *context,
                                  const phonenum_archive_read_options *options, const phonenum_allocator *allocator)
{
    (void)reader;
    (void)read;
    (void)context;
    (void)options;
    (void)allocator;
}

phonenum_status phonenum_archive_read_bytes(phonenum_archive_reader *reader, phonenum_bytes *encoded,
                                            phonenum_error *error)
{
    (void)reader;
    (void)encoded;
    (void)error;
    return PHONENUM_ERR_ARCHIVE;
}

phonenum_archive_gap phonenum_archive_reader_gap(const phonenum_archive_reader *reader)
{
    (void)reader;
    return (phonenum_archive_gap){0, 0};
}

uint64_t phonenum_archive_reader_offset(const phonenum_archive_reader *reader)
{
    (void)reader;
    return 0;
}

void phonenum_archive_reader_free(phonenum_archive_reader *reader)
{
    (void)reader;
}

phonenum_status phonenum_archive_open(phonenum_archive *archive, phonenum_read_at_callback *read_at, void *context,
                                      uint64_t size, const phonenum_archive_read_options *options,
                                      const phonenum_allocator *allocator, phonenum_error *error)
{
    (void)archive;
    (void)read_at;
    (void)context;
    (void)size;
    (void)options;
    (void)allocator;
    (void)error;
    return PHONENUM_ERR_ARCHIVE;
}

uint64_t phonenum_archive_count(const phonenum_archive *archive)
{
    (void)archive;
    return 0;
}

phonenum_status phonenum_archive_get_bytes(phonenum_archive *archive, uint64_t number, phonenum_bytes *encoded,
                                           phonenum_error *error)
{
    (void)archive;
    (void)number;
    (void)encoded;
    (void)error;
    return PHONENUM_ERR_ARCHIVE;
}

void phonenum_archive_close(phonenum_archive *archive)
{
    (void)archive;
}

phonenum_status phonenum_archive_check(phonenum_read_at_callback *read_at, void *context, uint64_t size,
                                       const phonenum_archive_read_options *options,
                                       const phonenum_allocator *allocator, phonenum_archive_damage_callback *report,
                                       void *report_context, phonenum_archive_summary *summary, phonenum_error *error)
{
    (void)read_at;
    (void)context;
    (void)size;
    (void)options;
    (void)allocator;
    (void)report;
    (void)report_context;
    (void)summary;
    (void)error;
    return PHONENUM_ERR_ARCHIVE;
}
