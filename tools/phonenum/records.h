/*
 * The encoded records of the input, one after another: the delimited form, or with --raw a single one.
 */
#ifndef PHONENUM_TOOLS_RECORDS_H
#define PHONENUM_TOOLS_RECORDS_H

#include "program.h"
#include "source.h"

#include <phonenum/stream.h>

struct records {
    struct source source;
    bool raw;
    bool ended;
    struct bytes whole; /* the one raw record */
    phonenum_stream_reader reader;
};

/* Opens the input. Says on standard error what went wrong, and returns the exit status then. */
int records_open(struct records *records, const struct invocation *invocation, struct sink *sink);

/*
 * Steps to the next record, which source.records counts: PHONENUM_OK, PHONENUM_END, or an error. The bytes are valid
 * until the next call; those of a record that is cut short are there too, with the error.
 */
phonenum_status records_next(struct records *records, phonenum_bytes *encoded, phonenum_error *error);

/* Where in the input the last record begins. */
uint64_t records_offset(const struct records *records);

/* Decodes the last record; the error's offset counts from the start of the input. */
phonenum_status records_decode(const struct records *records, phonenum_bytes encoded, phonenum_arena *arena,
                               phonenum_record *record, phonenum_error *error);

void records_close(struct records *records);

#endif
