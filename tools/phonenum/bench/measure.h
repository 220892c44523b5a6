/*
 * Measures the codecs of `phonenum bench`.
 */
#ifndef PHONENUM_TOOLS_BENCH_MEASURE_H
#define PHONENUM_TOOLS_BENCH_MEASURE_H

#include "bench/codec.h"
#include "bench/load.h"

enum {
    BENCH_DECODE,
    BENCH_ENCODE,
    BENCH_OPERATIONS
};

enum {
    BENCH_PHONENUM,
    BENCH_PROTOBUF_C,
    BENCH_CODECS
};

enum {
    BENCH_ROUNDS = 21 /* odd, so that one round is the median */
};

/* The result for one operation of one codec, in nanoseconds for each record. */
struct bench_row {
    double median;
    double spread; /* half the interquartile range */
};

/* A comparison: its records, codecs and results. */
struct bench {
    struct bench_records records;
    const struct bench_codec *codecs[BENCH_CODECS]; /* NULL for a codec that is left out */
    struct bench_memory memory[BENCH_CODECS];
    struct bench_row rows[BENCH_OPERATIONS][BENCH_CODECS];
};

/* Fills the rows of all codecs that are not left out. Returns an exit status. Reports an error if it fails. */
int bench_measure(struct bench *bench);

#endif
