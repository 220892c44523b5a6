/*
 * The built-in sample records, as JSON.
 */
#ifndef PHONENUM_TOOLS_BENCH_SAMPLE_H
#define PHONENUM_TOOLS_BENCH_SAMPLE_H

#include <stddef.h>

extern const unsigned char bench_sample[];
extern const size_t bench_sample_size;

#endif
