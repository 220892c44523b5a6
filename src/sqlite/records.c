#include "sqlite/records.h"

#include <string.h>

/* A phonenum_read_callback: first gives the bytes that were read to recognise an archive. */
static phonenum_status read_file(void *context, void *buffer, size_t capacity, size_t *size)
{
    struct file_records *records = context;
    if (records->start_size == 0)
        return phonenum_read_file(records->file, buffer, capacity, size);
    *size = records->start_size < capacity ? records->start_size : capacity;
    memcpy(buffer, records->start, *size);
    records->start_size -= *size;
    memmove(records->start, records->start + *size, records->start_size);
    return PHONENUM_OK;
}

/* What differs for archives. Without them, an archive is an error before its first record. */
#ifdef PHONENUM_READS_ARCHIVES
static void init_archive(struct file_records *records)
{
    phonenum_archive_reader_init(&records->archive, read_file, records, NULL, phonenum_sqlite_allocator());
}

static phonenum_status read_archive(struct file_records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    return phonenum_archive_read_bytes(&records->archive, encoded, error);
}

static uint64_t archive_offset(const struct file_records *records)
{
    return phonenum_archive_reader_offset(&records->archive);
}

static void free_archive(struct file_records *records)
{
    phonenum_archive_reader_free(&records->archive);
}
#else
static void init_archive(struct file_records *records)
{
    (void)records;
}

static phonenum_status read_archive(struct file_records *records, phonenum_bytes *encoded, phonenum_error *error)
{
    (void)records;
    *encoded = (phonenum_bytes){NULL, 0};
    *error = (phonenum_error){.status = PHONENUM_ERR_ARCHIVE,
                              .message = "this is an archive, and this build of phonenum reads none"};
    return error->status;
}

static uint64_t archive_offset(const struct file_records *records)
{
    (void)records;
    return 0;
}

static void free_archive(struct file_records *records)
{
    (void)records;
}
#endif

bool phonenum_sqlite_open_records(struct file_records *records, const char *path)
{
    *records = (struct file_records){.file = fopen(path, "rb")};
    if (!records->file)
        return false;
    records->start_size = fread(records->start, 1, sizeof records->start, records->file);
    records->is_archive = phonenum_archive_begins(records->start, records->start_size);
    if (records->is_archive)
        init_archive(records);
    else
        phonenum_stream_reader_init(&records->stream, read_file, records, NULL, phonenum_sqlite_allocator());
    return true;
}

phonenum_status phonenum_sqlite_read_record(struct file_records *records, phonenum_bytes *encoded,
                                            phonenum_error *error)
{
    return records->is_archive ? read_archive(records, encoded, error)
                               : phonenum_stream_read_bytes(&records->stream, encoded, error);
}

uint64_t phonenum_sqlite_record_offset(const struct file_records *records)
{
    return records->is_archive ? archive_offset(records) : phonenum_stream_reader_offset(&records->stream);
}

void phonenum_sqlite_close_records(struct file_records *records)
{
    if (!records->file)
        return;
    if (records->is_archive)
        free_archive(records);
    else
        phonenum_stream_reader_free(&records->stream);
    (void)fclose(records->file); /* nothing was written */
    records->file = NULL;
}
