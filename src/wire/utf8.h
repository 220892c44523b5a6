/*
 * UTF-8 as defined by Unicode 15, table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
 */
#ifndef PHONENUM_SRC_WIRE_UTF8_H
#define PHONENUM_SRC_WIRE_UTF8_H

#include "base/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
    /* The most bytes that a code point takes. */
    UTF8_SEQUENCE_MOST = 4
};

/* The size of the sequence at `text`; 0 if it is malformed. REQUIRES: size > 0. */
static inline size_t utf8_sequence_size(const uint8_t *text, size_t size)
{
    uint8_t lead = text[0];
    if (lead < 0x80)
        return 1;
    size_t length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (lead < 0xc2 || lead > 0xf4 || size < length)
        return 0;
    uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (text[1] < low || text[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    }
    return length;
}

/* The bits of 8 bytes that no ASCII character has. */
#define UTF8_HIGH_BITS UINT64_C(0x8080808080808080)

static inline uint64_t utf8_high_bits(const uint8_t *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word & UTF8_HIGH_BITS;
}

/* Like utf8_high_bits(), for a text of less than 8 bytes. */
static inline uint64_t utf8_short_high_bits(const uint8_t *text, size_t size)
{
    uint32_t first = 0;
    uint32_t last = 0;
    if (size >= 4) {
        memcpy(&first, text, 4);
        memcpy(&last, text + size - 4, 4);
    } else if (size > 0) {
        first = (uint32_t)text[0] | text[size / 2] | text[size - 1];
    }
    return (first | last) & UTF8_HIGH_BITS;
}

/* Returns 0 if a text of any size is all ASCII. */
uint64_t phonenum_utf8_not_ascii(const uint8_t *text, size_t size);

typedef uint64_t utf8_block VECTOR;

/* All bytes of several texts, combined by OR. So one test is enough for all of them. */
struct utf8_bits {
    uint64_t words;
    utf8_block blocks;
};

/* Returns 0 if all texts are ASCII. */
static ALWAYS_INLINE uint64_t utf8_all_high_bits(const struct utf8_bits *bits)
{
    return (bits->words | bits->blocks[0] | bits->blocks[1]) & UTF8_HIGH_BITS;
}

/* Adds the bits of a piece of the text, `at` bytes from its start. Copies the piece unless out is NULL. */
static ALWAYS_INLINE void utf8_take_word(struct utf8_bits *bits, uint8_t *out, const uint8_t *text, size_t at)
{
    uint64_t word;
    memcpy(&word, text + at, sizeof word);
    if (out)
        memcpy(out + at, &word, sizeof word);
    bits->words |= word;
}

static ALWAYS_INLINE void utf8_take_block(struct utf8_bits *bits, uint8_t *out, const uint8_t *text, size_t at)
{
    utf8_block block;
    memcpy(&block, text + at, sizeof block);
    if (out)
        memcpy(out + at, &block, sizeof block);
    bits->blocks |= block;
}

/* The sizes of texts that are handled without a branch, in two or four pieces that may overlap. */
enum utf8_sizes {
    UTF8_8_TO_16,
    UTF8_8_TO_32,
    UTF8_16_TO_32,
    UTF8_16_TO_64
};

/* The largest of these sizes. A macro, because it must be a constant expression. */
#define UTF8_MOST(sizes) ((sizes) == UTF8_8_TO_16 ? 16 : (sizes) == UTF8_16_TO_64 ? 64 : 32)

static ALWAYS_INLINE bool utf8_has_size(size_t size, enum utf8_sizes sizes)
{
    const size_t least = sizes == UTF8_8_TO_16 || sizes == UTF8_8_TO_32 ? 8 : 16;
    return size >= least && size <= UTF8_MOST(sizes);
}

/* Adds the bits of a text. Copies the text unless out is NULL. REQUIRES: utf8_has_size(size, sizes). */
static ALWAYS_INLINE void utf8_take(struct utf8_bits *bits, uint8_t *out, const uint8_t *text, size_t size,
                                    enum utf8_sizes sizes)
{
    const size_t word = 8;
    const size_t block = 16;
    size_t step;
    switch (sizes) {
    case UTF8_8_TO_32:
        step = size / (2 * word) * word;
        utf8_take_word(bits, out, text, step);
        utf8_take_word(bits, out, text, size - word - step);
        /* fall through */
    case UTF8_8_TO_16:
        utf8_take_word(bits, out, text, 0);
        utf8_take_word(bits, out, text, size - word);
        break;
    case UTF8_16_TO_64:
        step = size / (2 * block) * block;
        utf8_take_block(bits, out, text, step);
        utf8_take_block(bits, out, text, size - block - step);
        /* fall through */
    case UTF8_16_TO_32:
        utf8_take_block(bits, out, text, 0);
        utf8_take_block(bits, out, text, size - block);
        break;
    }
}

/* Whether a text has one of the usual sizes, and is ASCII. */
static ALWAYS_INLINE bool utf8_is_ascii(const uint8_t *text, size_t size, enum utf8_sizes usual)
{
    if (!LIKELY(utf8_has_size(size, usual)))
        return false;
    struct utf8_bits bits = {0};
    utf8_take(&bits, NULL, text, size, usual);
    return utf8_all_high_bits(&bits) == 0;
}

enum {
    /* The most bytes that utf8_copy_short() copies. */
    UTF8_SHORT_MOST = 7
};

/* Copies a text of less than 8 bytes. Returns 0 if it is all ASCII. */
static ALWAYS_INLINE uint64_t utf8_copy_short(uint8_t *out, const uint8_t *text, size_t size)
{
    uint64_t high = utf8_short_high_bits(text, size);
    if (size >= 4) {
        memcpy(out, text, 4);
        memcpy(out + size - 4, text + size - 4, 4);
    } else if (size > 0) {
        out[0] = text[0];
        out[size / 2] = text[size / 2];
        out[size - 1] = text[size - 1];
    }
    return high;
}

/* The number of bytes before the first malformed sequence; `size` if there is none. */
size_t phonenum_utf8_valid_size(const void *data, size_t size);

/* The same without vectors of a certain processor. */
size_t phonenum_utf8_valid_size_portable(const uint8_t *text, size_t size);

/* Writes a code point. Returns its size, 1 to 4. REQUIRES: room for 4 bytes, no surrogate, at most 0x10ffff. */
static inline size_t utf8_write(char *out, uint32_t code_point)
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    static const uint8_t lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3f));
        code_point >>= 6;
    }
    out[0] = (char)(lead[length] | code_point);
    return length;
}

#endif
