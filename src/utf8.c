/*
 * UTF-8 in full, for what the fast checks in utf8.h do not settle.
 */
#include "utf8.h"

/* Puts the bytes of a short text into a word, some of them more than once. REQUIRES: size is less than 8. */
static uint64_t short_text(const uint8_t *text, size_t size)
{
    uint32_t first = 0;
    uint32_t last = 0;
    if (size >= 4) {
        memcpy(&first, text, 4);
        memcpy(&last, text + size - 4, 4);
    } else if (size > 0) {
        first = (uint32_t)text[0] | text[size / 2] | text[size - 1];
    }
    return first | last;
}

uint64_t phonenum_utf8_not_ascii(const uint8_t *text, size_t size)
{
    uint64_t high = 0;
    if (size < 8)
        return short_text(text, size) & UTF8_HIGH_BITS;
    high = utf8_high_bits(text + size - 8);
    for (; size >= 16; text += 16, size -= 16)
        high |= utf8_high_bits(text) | utf8_high_bits(text + 8);
    for (; size >= 8; text += 8, size -= 8)
        high |= utf8_high_bits(text);
    return high;
}

uint64_t phonenum_utf8_copy(uint8_t *out, const uint8_t *text, size_t size)
{
    /* Too few bytes to be worth a call of memcpy(). */
    if (size >= 4 && size < 8) {
        memcpy(out, text, 4);
        memcpy(out + size - 4, text + size - 4, 4);
    } else if (size < 4) {
        if (size > 0) {
            out[0] = text[0];
            out[size / 2] = text[size / 2];
            out[size - 1] = text[size - 1];
        }
    } else {
        memcpy(out, text, size);
    }
    return phonenum_utf8_not_ascii(text, size);
}

size_t phonenum_utf8_valid_size(const void *data, size_t size)
{
    const uint8_t *text = data;
    size_t i = 0;
    while (i < size) {
        if (size - i >= sizeof(uint64_t) && utf8_high_bits(text + i) == 0) {
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
