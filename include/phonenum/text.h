/**
 * @file
 * Text and bytes: a pointer and a size.
 */
#ifndef PHONENUM_TEXT_H
#define PHONENUM_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Text: UTF-8, NULs allowed. `data == NULL` is absent; `size == 0` with data is present and empty. Text that decoding
 * copied is followed by a NUL, which size does not count; borrowed text and text of your own need not be.
 */
typedef struct phonenum_str {
    const char *data; /**< the first byte, or NULL */
    size_t size;      /**< bytes at data */
} phonenum_str;

/** Bytes; absent as in phonenum_str. */
typedef struct phonenum_bytes {
    const uint8_t *data; /**< the first byte, or NULL */
    size_t size;         /**< bytes at data */
} phonenum_bytes;

/** Initialises a phonenum_str from a string literal, in static initialisers too. A NUL in the literal counts. */
#define PHONENUM_STR_INIT(literal)         \
    {                                      \
        "" literal "", sizeof(literal) - 1 \
    }

/** A string literal as a phonenum_str expression. */
#ifdef __cplusplus
#define PHONENUM_STR(literal) (phonenum_str PHONENUM_STR_INIT(literal))
#else
#define PHONENUM_STR(literal) ((phonenum_str)PHONENUM_STR_INIT(literal))
#endif

/**
 * Makes a phonenum_str of C text.
 *
 * @param text NUL-terminated, must outlive what it is put into; or NULL.
 * @return the text without its NUL; absent for NULL. Thread-safe.
 */
static inline phonenum_str phonenum_cstr(const char *text)
{
    phonenum_str str = {text, text ? strlen(text) : 0};
    return str;
}

#ifdef __cplusplus
}
#endif

#endif
