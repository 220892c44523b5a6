/*
 * Puts wire bytes together, without any help of the library, so that its mistakes are not repeated here.
 */
#ifndef PHONENUM_TESTS_BUILDER_H
#define PHONENUM_TESTS_BUILDER_H

#include <stddef.h>
#include <stdint.h>

enum {
    BUILD_VARINT = 0,
    BUILD_I64 = 1,
    BUILD_LEN = 2,
    BUILD_SGROUP = 3,
    BUILD_EGROUP = 4,
    BUILD_I32 = 5
};

/* Bytes that grow. All zero is an empty one. */
typedef struct builder {
    uint8_t *data;
    size_t size;
    size_t capacity;
} builder;

void build_bytes(builder *out, const void *data, size_t size);
void build_byte(builder *out, uint8_t byte);

/* The same byte, count times. */
void build_run(builder *out, uint8_t byte, size_t count);

/* The same bytes, count times. */
void build_repeated(builder *out, const void *data, size_t size, size_t count);

void build_varint(builder *out, uint64_t value);
void build_tag(builder *out, uint32_t number, unsigned wire_type);

/* A LEN field. */
void build_field(builder *out, uint32_t number, const void *data, size_t size);
void build_text(builder *out, uint32_t number, const char *text);

/* A field of this number with some value of the wire type: for SGROUP a group with one field inside. */
void build_any(builder *out, uint32_t number, unsigned wire_type);

/* Gives the memory back and leaves an empty builder. */
void builder_free(builder *out);

#endif
