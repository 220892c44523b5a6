/*
 * The forms that encoded records may have: what stands before each, or the text that stands for it.
 */
#ifndef PHONENUM_TOOLS_FORMAT_H
#define PHONENUM_TOOLS_FORMAT_H

#include "program.h"

#include <phonenum/codec.h>

enum {
    PREFIX_SIZE_MAX = 5
};

/* The bytes before each record if the length has a fixed size, otherwise 0. */
size_t format_prefix_size(enum format format);

/* The length in such a prefix. gRPC's flag is not looked at. */
size_t format_prefix_length(enum format format, const unsigned char *prefix);

/* Writes a record as one record of a stream. The buffer contract of phonenum/codec.h holds. */
phonenum_status format_encode(enum format format, const phonenum_record *record, void *buffer, size_t capacity,
                              size_t *size, phonenum_error *error);

#endif
