/*
 * What `phonenum bench` measures, and the measuring.
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
    BENCH_ROUNDS = 21 /* odd, so that one of them is the median */
};

/* What was measured, in nanoseconds for each record. */
struct bench_row {
    double median;
    double spread; /* half the interquartile range */
};

struct bench {
    struct bench_records records;
    const struct bench_codec *codecs[BENCH_CODECS]; /* protobuf-c's is NULL where there is no comparison */
    struct bench_memory memory[BENCH_CODECS];
    struct bench_row rows[BENCH_OPERATIONS][BENCH_CODECS];
};

/* Fills the rows of the codecs that there are. Says on standard error what went wrong; the exit status. */
int bench_measure(struct bench *bench);

#endif
