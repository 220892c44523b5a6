/*
 * The full check of UTF-8, for text that is not all ASCII.
 */
#include "wire/utf8.h"

#include "wire/utf8_avx2.h"

enum {
    /* The vectors handle ASCII as fast in longer texts. */
    SHORT_MOST = 64
};

uint64_t phonenum_utf8_not_ascii(const uint8_t *text, size_t size)
{
    uint64_t high = 0;
    if (size < 8)
        return utf8_short_high_bits(text, size);
    high = utf8_high_bits(text + size - 8);
    for (; size >= 16; text += 16, size -= 16)
        high |= utf8_high_bits(text) | utf8_high_bits(text + 8);
    for (; size >= 8; text += 8, size -= 8)
        high |= utf8_high_bits(text);
    return high;
}

size_t phonenum_utf8_valid_size_portable(const uint8_t *text, size_t size)
{
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

size_t phonenum_utf8_valid_size(const void *data, size_t size)
{
    const uint8_t *text = data;
    size_t skipped = 0;
    if (size <= SHORT_MOST && phonenum_utf8_not_ascii(text, size) == 0)
        return size;
#if defined(PHONENUM_UTF8_AVX2)
    if (size >= 8 && utf8_has_avx2())
        skipped = phonenum_utf8_skip_avx2(text, size);
    if (skipped == size)
        return size;
#endif
    return skipped + phonenum_utf8_valid_size_portable(text + skipped, size - skipped);
}
