/*
 * Reads the encoded records of the input: length-delimited records, or with --raw a single record.
 */
#ifndef PHONENUM_TOOLS_RECORDS_H
#define PHONENUM_TOOLS_RECORDS_H

#include "program.h"
#include "source.h"

#include <phonenum/stream.h>

struct records {
    struct source source;
    enum format format;
    bool ended;
    struct bytes whole; /* the record of --raw */
    phonenum_stream_reader reader;
};

/* Opens a file, or standard input if path is NULL. Returns an exit status. If the status is not EXIT_OK, an error was reported. */
int records_open(struct records *records, enum format format, const char *path, struct sink *sink);

/*
 * Reads the next record and counts it in source.records. Returns PHONENUM_OK, PHONENUM_END or an error. The bytes are
 * valid until the next call. If the input ends inside a record, the call fails, but gives the bytes up to the end.
 */
phonenum_status records_next(struct records *records, phonenum_bytes *encoded, phonenum_error *error);

/* The position in the input where the last record begins. */
uint64_t records_offset(const struct records *records);

/* Decodes the last record. The offset in the error counts from the start of the input. */
phonenum_status records_decode(const struct records *records, phonenum_bytes encoded, phonenum_arena *arena,
                               phonenum_record *record, phonenum_error *error);

void records_close(struct records *records);

#endif
