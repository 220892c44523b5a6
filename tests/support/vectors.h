/*
 * Reads the files of test vectors; the README.md beside each describes them.
 */
#ifndef PHONENUM_TESTS_VECTORS_H
#define PHONENUM_TESTS_VECTORS_H

#include "builder.h"

#include <phonenum/status.h>

enum {
    VECTOR_FIELDS_MAX = 7,
    VECTOR_LINE_MAX = 4096
};

/* Fewer vectors than these are not all that there are. */
enum {
    WIRE_ACCEPTED_LEAST = 584,
    WIRE_REJECTED_LEAST = 716,
    JSON_ACCEPTED_LEAST = 301,
    JSON_REJECTED_LEAST = 324
};

/* A line's fields, without the space around them. Missing ones are empty. */
typedef struct test_vector {
    char line[VECTOR_LINE_MAX];
    size_t number; /* of the line in its file */
    const char *fields[VECTOR_FIELDS_MAX];
} test_vector;

/* Calls `run` with every vector of a file below vectors/; fails where the file holds less than `least` of them. */
void for_each_vector(const char *file, size_t least, void (*run)(const test_vector *vector));

/* Bytes from hexadecimal; fails where the text is malformed. To be freed. */
builder vector_bytes(const test_vector *vector, const char *text);

/* A status from its name without PHONENUM_; fails where there is none. */
phonenum_status vector_status(const test_vector *vector, const char *name);

/* A decimal number. */
uint64_t vector_number(const test_vector *vector, const char *text);

#endif
