/*
 * Reads the encoded records of a file: a delimited stream or an archive.
 */
#ifndef PHONENUM_SRC_SQLITE_RECORDS_H
#define PHONENUM_SRC_SQLITE_RECORDS_H

#include "sqlite/context.h"

#include <phonenum/archive.h>
#include <phonenum/stream.h>
#include <stdio.h>

struct file_records {
    FILE *file; /* NULL if none is open */
    unsigned char start[4];
    size_t start_size; /* bytes at start that were read to recognise an archive, and not given to the reader yet */
    bool is_archive;
    phonenum_stream_reader stream;
    phonenum_archive_reader archive;
};

/* Opens a file. Returns false if there is none that can be read. */
bool phonenum_sqlite_open_records(struct file_records *records, const char *path);

/*
 * Reads the next record: PHONENUM_OK, PHONENUM_END or an error. Its offset counts from the start of the file. The bytes
 * are valid until the next call.
 */
phonenum_status phonenum_sqlite_read_record(struct file_records *records, phonenum_bytes *encoded,
                                            phonenum_error *error);

/* The place of the last record in the file. In an archive, that is the place of its frame. */
uint64_t phonenum_sqlite_record_offset(const struct file_records *records);

/* Closes the file, if one is open. */
void phonenum_sqlite_close_records(struct file_records *records);

#endif
