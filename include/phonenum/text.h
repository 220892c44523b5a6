/**
 * @file
 * Text and bytes: a pointer and a size.
 */
#ifndef PHONENUM_TEXT_H
#define PHONENUM_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Text in UTF-8, as a pointer and a size. It may contain NULs.
 *
 * - If `data` is NULL, the text is absent. `size` must then be 0.
 * - If `data` is not NULL and `size` is 0, the text is present and empty.
 *
 * Text that the library has copied, from bytes, JSON or another record, is followed by a NUL. `size` does not count this NUL. Borrowed text (see
 * PHONENUM_DECODE_BORROW) has no NUL, and your own text needs none.
 *
 * Valid UTF-8 is what Unicode 15 lists in table 3-7. The library checks it when text is encoded and decoded,
 * and when JSON is written and read.
 */
typedef struct phonenum_str {
    const char *data; /**< the first byte; NULL if the text is absent */
    size_t size;      /**< bytes at data */
} phonenum_str;

/** Bytes, as a pointer and a size. They are absent if `data` is NULL, as in phonenum_str. */
typedef struct phonenum_bytes {
    const uint8_t *data; /**< the first byte; NULL if the bytes are absent */
    size_t size;         /**< bytes at data */
} phonenum_bytes;

/** Initialises a phonenum_str from a string literal, also in a static initialiser. A NUL inside the literal counts. */
#define PHONENUM_STR_INIT(literal)         \
    {                                      \
        "" literal "", sizeof(literal) - 1 \
    }

/** Makes a phonenum_str expression from a string literal. A NUL inside the literal counts. */
#ifdef __cplusplus
#define PHONENUM_STR(literal) (phonenum_str PHONENUM_STR_INIT(literal))
#else
#define PHONENUM_STR(literal) ((phonenum_str)PHONENUM_STR_INIT(literal))
#endif

/**
 * Makes a phonenum_str from a C string.
 *
 * @param text ends with a NUL. It is not copied, so it must live as long as the result is used. May be NULL.
 * @return the text without its NUL; absent if `text` is NULL.
 */
static inline phonenum_str phonenum_cstr(const char *text)
{
    phonenum_str str = {text, text ? strlen(text) : 0};
    return str;
}

/**
 * Compares two texts: both are absent, or both are present and have the same bytes. So absent is not empty.
 *
 * @param a any text.
 * @param b any text.
 * @return whether they are the same.
 */
static inline bool phonenum_str_equal(phonenum_str a, phonenum_str b)
{
    if (!a.data || !b.data)
        return !a.data && !b.data;
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/**
 * For printf(): `printf("id " PHONENUM_STR_FORMAT "\n", PHONENUM_STR_ARGUMENTS(record.id));`
 *
 * printf() stops at a NUL in the text, and prints nothing for an absent text. It does not escape what a terminal would
 * interpret, so do not print a stranger's text in this way.
 */
#define PHONENUM_STR_FORMAT "%.*s"

/** The arguments for PHONENUM_STR_FORMAT. `text` is evaluated more than once. */
#define PHONENUM_STR_ARGUMENTS(text) \
    ((text).size < 0x7fffffff ? (int)(text).size : 0x7fffffff), ((text).data ? (text).data : "")

#ifdef __cplusplus
}
#endif

#endif
