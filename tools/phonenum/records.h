/*
 * Reads the encoded records of the input, in any format.
 */
#ifndef PHONENUM_TOOLS_RECORDS_H
#define PHONENUM_TOOLS_RECORDS_H

#include "frames.h"
#include "lines.h"
#include "program.h"
#include "source.h"

#include <phonenum/stream.h>

struct records {
    struct source source;
    enum format format;
    uint64_t empty; /* records without a byte */
    bool ended;     /* FORMAT_RAW */
    struct bytes whole;
    phonenum_stream_reader reader; /* FORMAT_VARINT */
    struct frames frames;          /* other lengths */
    struct lines lines;            /* FORMAT_HEX and FORMAT_BASE64 */
};

/*
 * Opens a file, or standard input if path is NULL. Returns an exit status. If the status is not EXIT_OK, an error was
 * reported.
 */
int records_open(struct records *records, enum format format, const char *path, struct sink *sink);

/*
 * Reads the next record and counts it in source.records. Returns PHONENUM_OK, PHONENUM_END or an error. The bytes are
 * valid until the next call. If the input ends inside a record, the call fails, but gives the bytes up to the end.
 */
phonenum_status records_next(struct records *records, phonenum_bytes *encoded, phonenum_error *error);

/* The position in the input where the last record begins; 0 if it is a line of text (source.line is its number). */
uint64_t records_offset(const struct records *records);

/* Decodes the last record. The offset in the error counts from the start of the input. */
phonenum_status records_decode(const struct records *records, phonenum_bytes encoded, phonenum_arena *arena,
                               phonenum_record *record, phonenum_error *error);

/* Notes what seems to be wrong with the form of the whole input. */
void records_note_form(const struct records *records, const struct invocation *invocation);

void records_close(struct records *records);

#endif
