/*
 * UTF-8 as Unicode 15, table 3-7 has it: no overlong forms, no surrogates, nothing above U+10FFFF. Knows no record.
 */
#ifndef PHONENUM_SRC_UTF8_H
#define PHONENUM_SRC_UTF8_H

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

static inline bool utf8_is_ascii_word(const uint8_t *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

/* Bytes before the first sequence that is not well-formed; size where there is none. */
static inline size_t utf8_valid_size(const void *data, size_t size)
{
    const uint8_t *text = data;
    size_t i = 0;
    while (i < size) {
        if (size - i >= sizeof(uint64_t) && utf8_is_ascii_word(text + i)) {
            i += sizeof(uint64_t);
            continue;
        }
        size_t length = utf8_sequence_size(text + i, size - i);
        if (length == 0)
            break;
        i += length;
    }
    return i;
}

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
