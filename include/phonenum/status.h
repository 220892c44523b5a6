/**
 * @file
 * What a call reports: a status for the program, and an error for a person. The error says what is wrong and
 * where.
 */
#ifndef PHONENUM_STATUS_H
#define PHONENUM_STATUS_H

#include <phonenum/export.h>
#include <phonenum/text.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Makes gcc and clang warn if a program ignores the status of a call. */
#if defined(__GNUC__)
#define PHONENUM_MUST_CHECK __attribute__((warn_unused_result))
#else
#define PHONENUM_MUST_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Every status: its name, its number and a sentence. The numbers are part of the binary interface. A number
 * never gets another meaning.
 *
 * The byte that phonenum_error.offset points at is part of the contract too:
 *
 * | status | offset |
 * |---|---|
 * | OK, END, ERR_ARGUMENT to ERR_IO | 0 |
 * | ERR_LIMIT | the tag, length, bracket or element that exceeds the limit, or the first byte that is too much |
 * | ERR_TRUNCATED | the end of the message, of the text or of the stream |
 * | ERR_LENGTH, ERR_TAG, ERR_WIRE_TYPE, ERR_GROUP, ERR_VARINT | the first byte of the length, tag or varint |
 * | ERR_UTF8 | the first byte of the bad sequence |
 * | ERR_RECORD | 0, or a place inside the text or bytes that `field` names |
 * | ERR_RULE | 0 |
 * | ERR_JSON_SYNTAX to ERR_JSON_STRICT | the first byte that is not allowed, or of the name or value that is refused |
 * | ERR_JSON_MISSING | the end of the object, or the null that counts as missing |
 * | ERR_JSON_EXTRA | a place inside the extra_json that `field` names |
 * | ERR_JSON_UNKNOWN, ERR_JSON_KIND | 0 |
 * | ERR_PATH | the first byte of the part of the path that is wrong, or the end of the path if a part is missing |
 * | ERR_ARCHIVE | the first byte of the frame that is damaged, or of what is wrong in the seek table |
 *
 * If the input of the call is a record, these two differ: the offset of ERR_LIMIT is 0, and the offset of
 * ERR_UTF8 counts from the start of the text that `field` names.
 */
#define PHONENUM_STATUS_MAP(X)                                                                                 \
    X(OK, 0, "success")                                                                                        \
    X(END, 1, "nothing left to read")                                                                          \
    /* The call. */                                                                                            \
    X(ERR_ARGUMENT, 2, "invalid argument")                                                                     \
    X(ERR_NO_MEMORY, 3, "out of memory")                                                                       \
    X(ERR_NO_SPACE, 4, "the buffer is too small")                                                              \
    X(ERR_IO, 5, "reading or writing failed")                                                                  \
    /* The input, which can be bytes or JSON. ERR_LIMIT is also used for records whose encoded size would be \
       greater than PHONENUM_ENCODED_SIZE_MAX. */ \
    X(ERR_LIMIT, 6, "a limit is exceeded")                                                                     \
    X(ERR_TRUNCATED, 7, "the input ends too early")                                                            \
    /* The input: bytes. ERR_UTF8 is for JSON and for records too. */                                          \
    X(ERR_LENGTH, 8, "a length goes past the end of the message")                                              \
    X(ERR_TAG, 9, "invalid tag: field number is 0 or too large, or tag is longer than 5 bytes")                \
    X(ERR_WIRE_TYPE, 10, "invalid wire type: must be 0 to 5")                                                  \
    X(ERR_GROUP, 11, "a group has no matching start or end")                                                   \
    X(ERR_VARINT, 12, "a varint is too long or too large")                                                     \
    X(ERR_UTF8, 13, "text is not valid UTF-8")                                                                 \
    /* A record. */                                                                                            \
    X(ERR_RECORD, 14, "malformed record")                                                                      \
    X(ERR_RULE, 15, "the record breaks a validation rule")                                                     \
    /* The input: JSON. */                                                                                     \
    X(ERR_JSON_SYNTAX, 16, "malformed JSON")                                                                   \
    X(ERR_JSON_TYPE, 17, "expected a JSON object")                                                             \
    X(ERR_JSON_DUPLICATE, 18, "duplicate member name")                                                         \
    X(ERR_JSON_STRICT, 19, "unknown member, or value that does not fit the schema")                            \
    X(ERR_JSON_MISSING, 20, "a required member is missing")                                                    \
    /* A record that is written as JSON. */                                                                    \
    X(ERR_JSON_EXTRA, 21, "extra_json cannot be written as JSON")                                              \
    X(ERR_JSON_UNKNOWN, 22, "unknown fields cannot be written as JSON")                                        \
    X(ERR_JSON_KIND, 23, "object does not match the kind of verification")                                     \
    /* A path to find. */                                                                                      \
    X(ERR_PATH, 24, "the schema has no such path")                                                             \
    /* The input: an archive. */                                                                               \
    X(ERR_ARCHIVE, 25, "the archive is damaged")

/** The result of a call. `PHONENUM_OK` is 0. `PHONENUM_END` is not an error: there is nothing left to read. */
typedef enum phonenum_status {
/** @cond private */
#define PHONENUM_STATUS_ENUMERATOR(name, number, sentence) PHONENUM_##name = (number),
    PHONENUM_STATUS_MAP(PHONENUM_STATUS_ENUMERATOR)
#undef PHONENUM_STATUS_ENUMERATOR
    /** @endcond */
} phonenum_status;

/** Bytes in `phonenum_error.field`, with the NUL that ends it. */
#define PHONENUM_ERROR_FIELD_SIZE 64

/**
 * Says where and why a call failed.
 *
 * A call that reports into a phonenum_error accepts NULL for it. If it is not NULL, the call always writes all
 * members. After success, `status` is `PHONENUM_OK`, `message` is "success", and everything else is zero or
 * empty.
 *
 * An error has no pointer into the input. So it stays valid when the input is gone. It never contains any part
 * of a backup code.
 */
typedef struct phonenum_error {
    /** The status that the call returned. */
    phonenum_status status;
    /**
     * The place, in bytes from the start of the input. For a reader, the input is all of its stream or text.
     * PHONENUM_STATUS_MAP says which byte it is.
     */
    uint64_t offset;
    /** The line, from 1. It is 0 if the input is not JSON, or if the error has no place in the JSON. */
    uint64_t line;
    /** The column, from 1, counted in characters (code points). It is 0 if `line` is 0. */
    uint64_t column;
    /**
     * The path of the field, with a NUL at its end. It is empty if the error is about no field.
     *
     * Examples are `verification.otp.channel` and `linked_to[3].id`. In `verification.otp.19`, the schema has
     * no name for the field, so its number is there. When JSON is read, the path is that of the JSON members,
     * such as `verification.channel` in the API's form, and `otp.channel` in protobuf's.
     *
     * A byte that is not printable ASCII appears as `\xNN`. A path that is too long is cut, and ends in `...`.
     */
    char field[PHONENUM_ERROR_FIELD_SIZE];
    /** What is wrong, and what would be right: a constant English text. It is never NULL. Do not free it. */
    const char *message;
} phonenum_error;

/**
 * Gives the sentence of a status, such as "out of memory".
 *
 * @param status any number.
 * @return the sentence of PHONENUM_STATUS_MAP, or "unknown status": a constant text with a NUL at its end,
 *         never NULL.
 */
PHONENUM_EXPORT const char *phonenum_status_text(phonenum_status status);

/**
 * Gives the name of a value, such as "ERR_UTF8".
 *
 * @param value any number.
 * @return a constant text with a NUL at its end; NULL if the enum does not have the number.
 */
PHONENUM_EXPORT const char *phonenum_status_name(phonenum_status value);

/**
 * Finds the value that has a name.
 *
 * @param name the whole name. It is compared byte by byte.
 * @param[out] value the value; 0 if no value has this name.
 * @return whether a value has this name.
 */
PHONENUM_EXPORT bool phonenum_status_from_name(phonenum_str name, phonenum_status *value);

/** Bytes that are enough for every line of phonenum_error_format(), with its NUL. */
#define PHONENUM_ERROR_LINE_SIZE 512

/**
 * Writes an error as one line of text, without a line end.
 *
 * An example is `verification.otp.channel: text is not valid UTF-8 (byte 2041)`. For JSON, the line ends in a
 * place such as `(line 3, column 12, byte 40)`. It is printable ASCII only.
 *
 * @param error the error. NULL means success.
 * @param[out] buffer where the line goes. May be NULL if `capacity` is 0.
 * @param capacity bytes in buffer. A line that does not fit is cut. The line has a NUL at its end, unless
 *        `capacity` is 0.
 * @return the length of the whole line without its NUL, even if the line was cut. It is less than
 *         PHONENUM_ERROR_LINE_SIZE.
 */
PHONENUM_EXPORT size_t phonenum_error_format(const phonenum_error *error, char *buffer, size_t capacity);

#ifdef __cplusplus
}
#endif

#endif
