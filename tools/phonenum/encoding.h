/*
 * How `encode` goes through the records of one input.
 */
#ifndef PHONENUM_TOOLS_ENCODING_H
#define PHONENUM_TOOLS_ENCODING_H

#include "foreign.h"
#include "program.h"
#include "sink.h"
#include "source.h"
#include "tally.h"

#include <phonenum/json.h>

struct encoding {
    const struct invocation *invocation;
    struct sink sink;
    struct source source;
    phonenum_json_read_options options;
    phonenum_json_reader reader;
    phonenum_arena arena;
    struct tally kept; /* members in extra_json */
    struct foreign foreign;
    uint64_t offset;  /* of the first byte that the reader was given, in the input */
    uint64_t lines;   /* before this byte */
    uint64_t skipped; /* bytes behind damage, in which no record could be recognised */
};

/* Encodes the next record. This is a record_callback. The context is the encoding. */
int encode_one(void *context, bool *ended);

/* Encodes all records of the source. With --threads, threads encode as much as they can. Returns an exit status. */
int encode_each(struct encoding *encoding);

#endif
