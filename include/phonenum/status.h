/**
 * @file
 * What a call reports: a status for the program, an error with place and reason for a person.
 */
#ifndef PHONENUM_STATUS_H
#define PHONENUM_STATUS_H

#include <phonenum/export.h>
#include <phonenum/text.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Makes compilers warn where a call's status is not looked at. */
#if defined(__GNUC__)
#define PHONENUM_MUST_CHECK __attribute__((warn_unused_result))
#else
#define PHONENUM_MUST_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Every status: name, number, sentence. Numbers are part of the binary interface and are never reused.
 *
 * Which bytes an error's `offset` points at is part of the contract too, and stands with each group below.
 */
#define PHONENUM_STATUS_MAP(X)                                                                                 \
    X(OK, 0, "success")                                                                                        \
    X(END, 1, "nothing left to read")                                                                          \
    /* The call: offset 0. */                                                                                  \
    X(ERR_ARGUMENT, 2, "invalid argument")                                                                     \
    X(ERR_NO_MEMORY, 3, "out of memory")                                                                       \
    X(ERR_NO_SPACE, 4, "the buffer is too small")                                                              \
    X(ERR_IO, 5, "reading or writing failed")                                                                  \
    /* Bytes: a limit's offset is the tag of the field that exceeds it, or the first byte of input too much; \
       truncation's is where the message ends. */ \
    X(ERR_LIMIT, 6, "a limit is exceeded")                                                                     \
    X(ERR_TRUNCATED, 7, "the input ends too early")                                                            \
    /* Bytes: the first byte of the length, tag or varint at fault; for text, that of the bad sequence. */     \
    X(ERR_LENGTH, 8, "a length goes past the end of the message")                                              \
    X(ERR_TAG, 9, "invalid tag: field number is 0 or too large, or tag is longer than 5 bytes")                \
    X(ERR_WIRE_TYPE, 10, "invalid wire type: must be 0 to 5")                                                  \
    X(ERR_GROUP, 11, "a group has no matching start or end")                                                   \
    X(ERR_VARINT, 12, "a varint is too long or too large")                                                     \
    X(ERR_UTF8, 13, "text is not valid UTF-8")                                                                           \
    /* A record: the field says where; offset 0, or the place inside the text or bytes of that field. */       \
    X(ERR_RECORD, 14, "malformed record")                                                                      \
    X(ERR_RULE, 15, "the record breaks a validation rule")                                                     \
    /* JSON: the first byte that can't stand there, or that of the name or value refused. */                   \
    X(ERR_JSON_SYNTAX, 16, "malformed JSON")                                                                   \
    X(ERR_JSON_TYPE, 17, "expected a JSON object")                                                             \
    X(ERR_JSON_DUPLICATE, 18, "duplicate member name")                                                         \
    X(ERR_JSON_STRICT, 19, "unknown member, or value that does not fit the schema")                            \
    X(ERR_JSON_MISSING, 20, "a required member is missing")                                                    \
    /* Writing JSON: offset 0, or a place inside the extra_json that the field names. */                       \
    X(ERR_JSON_EXTRA, 21, "extra_json cannot be written as JSON")                                              \
    X(ERR_JSON_UNKNOWN, 22, "unknown fields cannot be written as JSON")                                        \
    X(ERR_JSON_KIND, 23, "object does not match the kind of verification")

/** The outcome of a call. `PHONENUM_OK` is 0; `PHONENUM_END` is no error: a reader has nothing left. */
typedef enum phonenum_status {
/** @cond private */
#define PHONENUM_STATUS_ENUMERATOR(name, number, sentence) PHONENUM_##name = (number),
    PHONENUM_STATUS_MAP(PHONENUM_STATUS_ENUMERATOR)
#undef PHONENUM_STATUS_ENUMERATOR
    /** @endcond */
} phonenum_status;

/** Bytes in `phonenum_error.field`, its terminating NUL included. */
#define PHONENUM_ERROR_FIELD_SIZE 64

/**
 * Where and why a call failed.
 *
 * A call that is given one writes all of it, on success too (status `PHONENUM_OK`, all else zero or empty). It holds
 * no pointer into the input, so it outlives it, and never any part of a backup code.
 */
typedef struct phonenum_error {
    /** The status that the call returned. */
    phonenum_status status;
    /** Byte offset from the start of the input (of the stream, for a stream's reader). See PHONENUM_STATUS_MAP. */
    uint64_t offset;
    /** Line, from 1. 0 where the input is not JSON. */
    uint64_t line;
    /** Column, from 1, in characters (code points) of the line. 0 where the input is not JSON. */
    uint64_t column;
    /**
     * Path of the field, NUL-terminated: `verification.otp.channel`, `linked_to[3].id`, `verification.otp.19` for a
     * field known by its number only. Empty where no field is concerned. Paths met when reading JSON are those of its
     * members, so without `otp` and `admin`. Bytes outside printable ASCII stand as `\xNN`; a path too long is cut
     * with `...`.
     */
    char field[PHONENUM_ERROR_FIELD_SIZE];
    /** What is wrong and what would be right: a constant English text, never NULL, never to be freed. */
    const char *message;
} phonenum_error;

/**
 * @param status any value.
 * @return the sentence of PHONENUM_STATUS_MAP, or "unknown status"; a constant text, never NULL. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_status_text(phonenum_status status);

/**
 * Gives a value's name, such as "ERR_UTF8".
 *
 * @param value any number.
 * @return a constant NUL-terminated text; NULL for a number that is none of the enum's. Thread-safe.
 */
PHONENUM_EXPORT const char *phonenum_status_name(phonenum_status value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name, compared byte by byte.
 * @param value the value; 0 if no value has this name.
 * @return whether a value has this name. Thread-safe.
 */
PHONENUM_EXPORT bool phonenum_status_from_name(phonenum_str name, phonenum_status *value);

/** Bytes that hold every line of phonenum_error_format(), its terminating NUL included. */
#define PHONENUM_ERROR_LINE_SIZE 512

/**
 * Writes an error as one line of text without a line end: `verification.otp.channel: invalid UTF-8 (byte 2041)`, with
 * `line 3, column 12, byte 40` for JSON. It is printable ASCII only.
 *
 * @param error what to format; NULL reads as success.
 * @param buffer where to; may be NULL when capacity is 0.
 * @param capacity bytes in buffer. What does not fit is cut; the result is NUL-terminated unless capacity is 0.
 * @return the length of the whole text without its NUL, also when it was cut: less than PHONENUM_ERROR_LINE_SIZE.
 *         Thread-safe.
 */
PHONENUM_EXPORT size_t phonenum_error_format(const phonenum_error *error, char *buffer, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
