/*
 * The codecs that `phonenum bench` compares.
 */
#ifndef PHONENUM_TOOLS_BENCH_CODEC_H
#define PHONENUM_TOOLS_BENCH_CODEC_H

#include "bench/load.h"

#include <phonenum/phonenum.h>
#include <stdbool.h>
#include <stddef.h>

/* What one codec works in. */
struct bench_memory {
    const struct bench_records *records;
    phonenum_arena arena;
    unsigned char *buffer; /* for encoding; the largest record fits */
    size_t capacity;
    void **messages; /* the records as the codec encodes them, where it has a form of its own */
};

struct bench_codec {
    const char *name;
    /*
     * Gets ready, and makes sure that the codec does the same job; NULL where there is nothing to do. Fails with
     * PHONENUM_ERR_NO_MEMORY; or with any other error for the first record, counted from 1, that it can't do it for.
     */
    phonenum_status (*prepare)(struct bench_memory *memory, size_t *number, phonenum_error *error);
    /* One pass over all records: whether each went well, and all together gave what they must. */
    bool (*decode)(struct bench_memory *memory);
    bool (*encode)(struct bench_memory *memory);
};

extern const struct bench_codec bench_phonenum;
extern const struct bench_codec *const bench_protobuf_c; /* NULL in a build without it */

#endif
