/*
 * What the tests of JSON share: texts from vectors, reading and writing that must succeed, and errors with a place.
 */
#ifndef PHONENUM_TESTS_JSON_H
#define PHONENUM_TESTS_JSON_H

#include "builder.h"
#include "check.h"
#include "vectors.h"

#include <phonenum/json.h>

/* The members that the schema knows, in the API's order; an Admin has all of a verification's but the last. */
extern const char *const json_record_names[11];
extern const char *const json_verification_names[7];
extern const char *const json_link_names[2];

/* Bytes from a vector's JSON text, where \xNN is a byte and \xNN*100 a hundred. To be freed. */
builder vector_json(const test_vector *vector, const char *text);

/* As check_failure(), with the line and column too. */
void check_json_failure(const char *label, phonenum_status returned, const phonenum_error *error,
                        const phonenum_error *expected);

/* An error to expect: status, offset and path, with the line and column that the offset has in the text. */
phonenum_error json_error_at(phonenum_status status, const void *text, size_t size, size_t offset, const char *field);

/* The error to expect of the first bytes of a text: TRUNCATED at their end, or UTF8 where that cuts a character. */
phonenum_error json_error_of_cut(const void *text, size_t whole, size_t size);

/* Drops the whitespace behind a text, without which it would still be whole. */
void json_trim_end(builder *text);

/* A text, then so many opening brackets. To be freed. */
builder json_brackets(const char *before, size_t count);

/* Reads what must be accepted. */
phonenum_record json_read_ok(const char *label, const void *text, size_t size,
                             const phonenum_json_read_options *options, phonenum_arena *arena);

/* Writes what must be accepted. To be freed. */
builder json_write_with(const char *label, const phonenum_record *record, const phonenum_json_write_options *options);

/* As above, in the API's dialect with these flags. */
builder json_write_ok(const char *label, const phonenum_record *record, unsigned flags);

/* Fails unless the record is written as this text, with these flags. */
void check_json(const char *label, const phonenum_record *record, unsigned flags, const char *expected);

#endif
