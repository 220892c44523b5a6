/*
 * Inputs and outputs of readers and writers, as awkward as callbacks may be.
 */
#ifndef PHONENUM_TESTS_SOURCE_H
#define PHONENUM_TESTS_SOURCE_H

#include "builder.h"

#include <phonenum/io.h>

/* Bytes that a callback hands out in chunks. All zero is an empty one. */
typedef struct test_source {
    const uint8_t *data;
    size_t size;
    size_t given;
    size_t chunk;   /* at most so many at a time; 0 for as many as asked for */
    size_t fail_at; /* fails when so many were given, if failure is set */
    phonenum_status failure;
    bool ended;
} test_source;

/* A phonenum_read_callback; the context is a test_source. Fails the test where it is called after its end. */
phonenum_status test_source_read(void *source, void *buffer, size_t capacity, size_t *size);

/* What a callback is handed. */
typedef struct test_sink {
    builder bytes;
    size_t calls;
    size_t fail_at; /* which call fails, from 1; 0 for none */
} test_sink;

/* A phonenum_write_callback; the context is a test_sink. */
phonenum_status test_sink_write(void *sink, const void *data, size_t size);

#endif
