/*
 * Shows the results of `phonenum bench`.
 */
#ifndef PHONENUM_TOOLS_BENCH_RESULTS_H
#define PHONENUM_TOOLS_BENCH_RESULTS_H

#include "bench/measure.h"
#include "sink.h"

void bench_put_table(const struct bench *bench, struct sink *sink);
void bench_put_json(const struct bench *bench, struct sink *sink);

#endif
