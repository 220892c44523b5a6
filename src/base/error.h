/*
 * Filling a phonenum_error. Except for phonenum_error_write(), NULL means that the caller does not want an error.
 */
#ifndef PHONENUM_SRC_BASE_ERROR_H
#define PHONENUM_SRC_BASE_ERROR_H

#include "base/memory.h"

#include <phonenum/status.h>
#include <stdbool.h>
#include <stddef.h>

/* The decimal digits of a 64-bit number, and a NUL. */
enum {
    PHONENUM_DECIMAL_SIZE = 21
};

/* phonenum_status_text(), inline. */
static inline const char *phonenum_sentence(phonenum_status status)
{
    switch (status) {
#define PHONENUM_STATUS_SENTENCE(name, number, sentence) \
    case PHONENUM_##name:                                \
        return sentence;
        PHONENUM_STATUS_MAP(PHONENUM_STATUS_SENTENCE)
#undef PHONENUM_STATUS_SENTENCE
    }
    return "unknown status";
}

/* Overwrites the error. `message` is a constant; NULL means the sentence of the status. REQUIRES: error is not NULL. */
void phonenum_error_write(phonenum_error *error, phonenum_status status, uint64_t offset, const char *message);

/* Like phonenum_error_write(). Inline, so that the compiler sees that the result is `status`. */
static inline phonenum_status phonenum_error_set(phonenum_error *error, phonenum_status status, uint64_t offset,
                                                 const char *message)
{
    if (error)
        phonenum_error_write(error, status, offset, message);
    return status;
}

/* Like phonenum_error_set(), for success. Returns PHONENUM_OK. */
static inline phonenum_status phonenum_success(phonenum_error *error)
{
    if (error) {
        error->status = PHONENUM_OK;
        error->offset = error->line = error->column = 0;
        memset(error->field, 0, sizeof error->field);
        error->message = phonenum_sentence(PHONENUM_OK);
    }
    return PHONENUM_OK;
}

/* Whether an error of this status has the offset of a byte. */
static inline bool phonenum_status_has_offset(phonenum_status status)
{
    return (status >= PHONENUM_ERR_LIMIT && status <= PHONENUM_ERR_UTF8) || status == PHONENUM_ERR_PATH ||
           status == PHONENUM_ERR_ARCHIVE;
}

/* Puts a name in front of the field's path. While an error is passed up, each level adds its own name. */
void phonenum_error_within(phonenum_error *error, const char *name);

/* Like phonenum_error_within(), for a name that may contain any byte. */
void phonenum_error_within_bytes(phonenum_error *error, const char *name, size_t size);

/* Like phonenum_error_within(), for an element of a list: `name[index]`. */
void phonenum_error_within_element(phonenum_error *error, const char *name, size_t index);

/* Like phonenum_error_within(), for a field that has only a number. */
void phonenum_error_within_number(phonenum_error *error, uint32_t number);

/* Writes a value in decimal, with a NUL. Returns the number of digits. */
size_t phonenum_decimal(char text[PHONENUM_DECIMAL_SIZE], uint64_t value);

#endif
