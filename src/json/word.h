/*
 * JSON text, eight bytes at a time, as little-endian numbers.
 */
#ifndef PHONENUM_SRC_JSON_WORD_H
#define PHONENUM_SRC_JSON_WORD_H

#include "base/attributes.h"
#include "wire/wire.h"

#include <stdbool.h>
#include <string.h>

/* A word with the same byte eight times. */
#define JSON_EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

static inline uint64_t json_load(const char *text)
{
    return wire_load64((const uint8_t *)text);
}

/*
 * Not 0 if a byte is a quote, a backslash or a control character. The lowest bit that is set is in the first such byte.
 * Higher bits may mark other bytes, because of borrows.
 */
static inline uint64_t json_special(uint64_t word)
{
    uint64_t quote = word ^ JSON_EACH('"');
    uint64_t backslash = word ^ JSON_EACH('\\');
    return ((quote - JSON_EACH(1)) | (backslash - JSON_EACH(1)) | (word - JSON_EACH(' '))) & ~word & JSON_EACH(0x80);
}

static inline void json_store(char *out, uint64_t word)
{
    wire_store64((uint8_t *)out, word);
}

/* All bits of the bytes before the one with the lowest set bit. REQUIRES: that bit is the highest bit of its byte. */
static inline uint64_t json_before_byte(uint64_t bits)
{
    return ((bits & (0 - bits)) >> 7) - 1;
}

/* The index of the byte with the lowest set bit. REQUIRES: bits is not 0. */
static inline size_t json_first_byte(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits) / 8;
}

typedef uint8_t json_block VECTOR;

/*
 * Blocks are passed by address: by value, they would change the calling convention of processors without vectors.
 */

/* The bits of a block, combined into a word by OR. */
static ALWAYS_INLINE uint64_t json_any(const json_block *block)
{
    uint64_t words[2];
    memcpy(words, block, sizeof words);
    return words[0] | words[1];
}

/* Sets all bits of each byte for which json_special() is not 0. */
static ALWAYS_INLINE void json_add_special(json_block *special, const json_block *block)
{
    *special |= (json_block)((*block == '"') | (*block == '\\') | (*block < ' '));
}

/* What some texts have in them, combined by OR. So one test is enough for all of them. */
struct json_bits {
    json_block special;
    json_block high; /* the highest bit of a byte is set if a byte is not ASCII */
};

static ALWAYS_INLINE void json_add_block(struct json_bits *bits, const json_block *block)
{
    json_add_special(&bits->special, block);
    bits->high |= *block;
}

static ALWAYS_INLINE void json_add_words(struct json_bits *bits, const uint64_t words[2])
{
    json_block block;
    memcpy(&block, words, sizeof block);
    json_add_block(bits, &block);
}

/* Copies 16 bytes. */
static ALWAYS_INLINE void json_take_block(struct json_bits *bits, char *out, const char *text)
{
    json_block block;
    memcpy(&block, text, sizeof block);
    memcpy(out, &block, sizeof block);
    json_add_block(bits, &block);
}

enum {
    JSON_PATTERN_SIZE = 32
};

/* Adds the bits that differ. Bytes that are NUL in the pattern do not count. */
static ALWAYS_INLINE void json_add_difference(json_block *different, const char *text, const char *pattern)
{
    json_block block;
    json_block expected;
    memcpy(&block, text, sizeof block);
    memcpy(&expected, pattern, sizeof expected);
    *different |= (block & (json_block)(expected != 0)) ^ expected;
}

/* Whether the text begins with a pattern of `size` bytes. The pattern is padded with NUL to JSON_PATTERN_SIZE. */
static ALWAYS_INLINE bool json_begins_with(const char *text, const char *end, const char *pattern, size_t size)
{
    if (!LIKELY(end - text >= JSON_PATTERN_SIZE))
        return (size_t)(end - text) >= size && memcmp(text, pattern, size) == 0;
    json_block different = {0};
    json_add_difference(&different, text, pattern);
    json_add_difference(&different, text + 16, pattern + 16);
    return json_any(&different) == 0;
}

/* Not 0 if a byte is not a digit. The lowest bit that is set is in the first such byte. */
static inline uint64_t json_no_digits(uint64_t word)
{
    return ((word ^ JSON_EACH('0')) | ((word ^ JSON_EACH('0')) + JSON_EACH(6))) & JSON_EACH(0xf0);
}

/* The value of eight digits. REQUIRES: all bytes are digits. */
static inline uint64_t json_eight_digits(uint64_t word)
{
    word -= JSON_EACH('0');
    word = (word * 10 + (word >> 8)) & UINT64_C(0x00ff00ff00ff00ff);
    word = (word * 100 + (word >> 16)) & UINT64_C(0x0000ffff0000ffff);
    return (word * 10000 + (word >> 32)) & 0xffffffff;
}

/* The reverse: eight bytes from 0 to 9, one for each digit. REQUIRES: value is less than 10^8. */
static inline uint64_t json_digits(uint32_t value)
{
    uint64_t fours = value / 10000 | (uint64_t)(value % 10000) << 32;
    uint64_t hundreds = (fours * 10486 >> 20) & UINT64_C(0x0000007f0000007f);
    uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16;
    uint64_t tens = (pairs * 103 >> 10) & UINT64_C(0x000f000f000f000f);
    return tens | (pairs - 10 * tens) << 8;
}

#endif
