/*
 * UTF-8 as Unicode 15, table 3-7 has it: no overlong forms, no surrogates, nothing above U+10FFFF. Knows no record.
 */
#ifndef PHONENUM_SRC_UTF8_H
#define PHONENUM_SRC_UTF8_H

#include "attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes of the sequence at text, which has size > 0 bytes; 0 where it is not well-formed. */
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

/* Of 8 bytes, the bits that no ASCII has. */
#define UTF8_HIGH_BITS UINT64_C(0x8080808080808080)

static inline uint64_t utf8_high_bits(const uint8_t *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word & UTF8_HIGH_BITS;
}

/* utf8_not_ascii(), for a text of any size. */
uint64_t phonenum_utf8_not_ascii(const uint8_t *text, size_t size);

/*
 * Bits that no ASCII has: 0 where the text is all ASCII. The words that are looked at may overlap, so that texts of the
 * usual sizes, 8 to 32 bytes, need no loop, whose end the processor could not foresee.
 */
static ALWAYS_INLINE uint64_t utf8_not_ascii(const uint8_t *text, size_t size)
{
    if (size < 8 || size > 32)
        return phonenum_utf8_not_ascii(text, size);
    uint64_t high = utf8_high_bits(text) | utf8_high_bits(text + size - 8);
    if (size > 16)
        high |= utf8_high_bits(text + 8) | utf8_high_bits(text + size - 16);
    return high;
}

/* utf8_copy(), for a text of any size. */
uint64_t phonenum_utf8_copy(uint8_t *out, const uint8_t *text, size_t size);

/* Copies a text. Returns utf8_not_ascii() of it. */
static ALWAYS_INLINE uint64_t utf8_copy(uint8_t *out, const uint8_t *text, size_t size)
{
    if (size < 8 || size > 32)
        return phonenum_utf8_copy(out, text, size);
    uint64_t first[2];
    uint64_t last[2];
    memcpy(&first[0], text, 8);
    memcpy(&last[1], text + size - 8, 8);
    if (size <= 16) {
        memcpy(out, &first[0], 8);
        memcpy(out + size - 8, &last[1], 8);
        return (first[0] | last[1]) & UTF8_HIGH_BITS;
    }
    memcpy(&first[1], text + 8, 8);
    memcpy(&last[0], text + size - 16, 8);
    memcpy(out, first, 16);
    memcpy(out + size - 16, last, 16);
    return (first[0] | first[1] | last[0] | last[1]) & UTF8_HIGH_BITS;
}

/* Bytes before the first sequence that is not well-formed; size where there is none. */
size_t phonenum_utf8_valid_size(const void *data, size_t size);

/* Writes a code point; returns its bytes, 1 to 4. REQUIRES: room for 4, no surrogate, at most 0x10ffff. */
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
