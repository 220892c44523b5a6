/*
 * The codecs that `phonenum bench` compares.
 */
#ifndef PHONENUM_TOOLS_BENCH_CODEC_H
#define PHONENUM_TOOLS_BENCH_CODEC_H

#include "bench/load.h"

#include <phonenum/phonenum.h>
#include <stdbool.h>
#include <stddef.h>

/* The memory of one codec. */
struct bench_memory {
    const struct bench_records *records;
    phonenum_arena arena;
    unsigned char *buffer; /* for encoding; it has room for the largest record */
    size_t capacity;
    void **messages; /* the records in the form that the codec encodes, if it has its own form */
};

struct bench_codec {
    const char *name;
    /*
     * Prepares the codec and checks that its results are the same as those of phonenum. NULL if there is nothing to do.
     * Fails with PHONENUM_ERR_NO_MEMORY if there is not enough memory. Fails with another error if the codec cannot
     * process a record; *number is then the number of that record, counted from 1.
     */
    phonenum_status (*prepare)(struct bench_memory *memory, size_t *number, phonenum_error *error);
    /* One pass over all records. Returns false if a record failed or the total result is wrong. */
    bool (*decode)(struct bench_memory *memory);
    bool (*encode)(struct bench_memory *memory);
};

extern const struct bench_codec bench_phonenum;
extern const struct bench_codec *const bench_protobuf_c; /* NULL in a build without it */

#endif
