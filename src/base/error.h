/*
 * Filling a phonenum_error. Every function takes NULL for "the caller does not want one".
 */
#ifndef PHONENUM_SRC_BASE_ERROR_H
#define PHONENUM_SRC_BASE_ERROR_H

#include "base/memory.h"

#include <phonenum/status.h>
#include <stdbool.h>
#include <stddef.h>

/* Decimal digits of a 64-bit number, and a NUL. */
enum {
    PHONENUM_DECIMAL_SIZE = 21
};

/* What phonenum_status_text() is, in sight of the compiler. */
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

/* Writes all of the error. The message is a constant; NULL means the status's own sentence. */
void phonenum_error_write(phonenum_error *error, phonenum_status status, uint64_t offset, const char *message);

/* As phonenum_error_write; returns status, in sight of the compiler. */
static inline phonenum_status phonenum_error_set(phonenum_error *error, phonenum_status status, uint64_t offset,
                                                 const char *message)
{
    if (error)
        phonenum_error_write(error, status, offset, message);
    return status;
}

/* As phonenum_error_set, for what went well; returns PHONENUM_OK. */
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

/* Whether errors of this status say by their offset where in bytes something is wrong. */
static inline bool phonenum_status_has_offset(phonenum_status status)
{
    return status >= PHONENUM_ERR_LIMIT && status <= PHONENUM_ERR_UTF8;
}

/* Puts a step in front of the field's path: called while unwinding, by each level that knows its own name. */
void phonenum_error_within(phonenum_error *error, const char *name);

/* As phonenum_error_within, for a name that may hold any byte. */
void phonenum_error_within_bytes(phonenum_error *error, const char *name, size_t size);

/* As phonenum_error_within, for an element of a list: `name[index]`. */
void phonenum_error_within_element(phonenum_error *error, const char *name, size_t index);

/* As phonenum_error_within, for a field known by its number only. */
void phonenum_error_within_number(phonenum_error *error, uint32_t number);

/* Writes value in decimal, with a NUL; returns the number of digits. */
size_t phonenum_decimal(char text[PHONENUM_DECIMAL_SIZE], uint64_t value);

#endif
