/*
 * JSON text eight bytes at a time, as numbers whose first byte counts least.
 */
#ifndef PHONENUM_SRC_JSON_WORD_H
#define PHONENUM_SRC_JSON_WORD_H

#include "wire.h"

/* A word of eight times the same byte. */
#define JSON_EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

static inline uint64_t json_load(const char *text)
{
    return wire_load64((const uint8_t *)text);
}

/*
 * Not 0 where a byte can't stand for itself in a string: a quote, a backslash, a control character; or is not ASCII. The
 * lowest bit that is set is in the first such byte. (Those above it may be in others, by a borrow.)
 */
static inline uint64_t json_special(uint64_t word)
{
    uint64_t quote = word ^ JSON_EACH('"');
    uint64_t backslash = word ^ JSON_EACH('\\');
    return ((quote - JSON_EACH(1)) | (backslash - JSON_EACH(1)) | (word - JSON_EACH(' ')) | word) & JSON_EACH(0x80);
}

/* The index of the byte that has the lowest bit. REQUIRES: bits is not 0. */
static inline size_t json_first_byte(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits) / 8;
}

/* Whether the text begins with the first `size` bytes of a pattern, which has NULs up to a multiple of eight. */
static inline bool json_begins_with(const char *text, const char *end, const char *pattern, size_t size)
{
    if ((size_t)(end - text) < (size + 7) / 8 * 8)
        return (size_t)(end - text) >= size && memcmp(text, pattern, size) == 0;
    uint64_t different = 0;
    size_t i = 0;
    for (; size - i >= 8; i += 8)
        different |= json_load(text + i) ^ json_load(pattern + i);
    if (i < size)
        different |= (json_load(text + i) ^ json_load(pattern + i)) << (8 * (i + 8 - size));
    return different == 0;
}

#endif
