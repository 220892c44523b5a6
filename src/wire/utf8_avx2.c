/*
 * The check of UTF-8 by vectors, with the three tables of Keiser and Lemire, "Validating UTF-8 In Less Than One
 * Instruction Per Byte" (2021).
 *
 * Each byte is looked at together with the byte before it. The high half of the byte before, its low half and the high
 * half of the byte each say, by a table, which errors the pair may have. An error is there if all three say so. One
 * error needs a longer look: whether the third and fourth byte of a sequence continue it.
 */
#include "wire/utf8_avx2.h"

#if defined(PHONENUM_UTF8_AVX2)

#include "base/attributes.h"

#include <immintrin.h>
#include <string.h>

#define WITH_AVX2 __attribute__((target("avx2")))

/* What can be wrong with a pair of bytes. */
enum {
    TOO_SHORT = 1 << 0,     /* a lead byte, and no continuation after it */
    TOO_LONG = 1 << 1,      /* ASCII, and a continuation after it */
    OVERLONG_3 = 1 << 2,    /* e0 and less than a0 */
    TOO_LARGE = 1 << 3,     /* above U+10FFFF, with a second byte of 90 or more */
    SURROGATE = 1 << 4,     /* ed and a0 or more */
    OVERLONG_2 = 1 << 5,    /* c0 or c1 */
    OVERLONG_4 = 1 << 6,    /* f0 and less than 90 */
    FAR_TOO_LARGE = 1 << 6, /* above U+10FFFF, with a second byte of 80 to 8f */
    TWO_CONTS = 1 << 7,     /* two continuations; right if they belong to a longer sequence */
    /* Errors that do not depend on the low half of the first byte. */
    ANY_LOW = TOO_SHORT | TOO_LONG | TWO_CONTS,
    ANY_LARGE = ANY_LOW | TOO_LARGE | FAR_TOO_LARGE,
    ANY_SECOND = TOO_LONG | OVERLONG_2 | TWO_CONTS
};

#define FOUR(value) value, value, value, value

static const uint8_t by_first_high[16] = {
    FOUR(TOO_LONG),
    FOUR(TOO_LONG),
    FOUR(TWO_CONTS),
    TOO_SHORT | OVERLONG_2,
    TOO_SHORT,
    TOO_SHORT | OVERLONG_3 | SURROGATE,
    TOO_SHORT | TOO_LARGE | FAR_TOO_LARGE | OVERLONG_4,
};

static const uint8_t by_first_low[16] = {
    ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4,
    ANY_LOW | OVERLONG_2,
    ANY_LOW,
    ANY_LOW,
    ANY_LOW | TOO_LARGE,
    ANY_LARGE,
    ANY_LARGE,
    ANY_LARGE,
    FOUR(ANY_LARGE),
    ANY_LARGE,
    ANY_LARGE | SURROGATE,
    ANY_LARGE,
    ANY_LARGE,
};

static const uint8_t by_second_high[16] = {
    FOUR(TOO_SHORT),
    FOUR(TOO_SHORT),
    ANY_SECOND | OVERLONG_3 | FAR_TOO_LARGE | OVERLONG_4,
    ANY_SECOND | OVERLONG_3 | TOO_LARGE,
    ANY_SECOND | SURROGATE | TOO_LARGE,
    ANY_SECOND | SURROGATE | TOO_LARGE,
    FOUR(TOO_SHORT),
};

enum {
    BLOCK = 32,
    BEFORE = 3 /* the bytes before a block that its check reads */
};

WITH_AVX2 static inline __m256i load(const uint8_t *bytes)
{
    return _mm256_loadu_si256((const __m256i *)bytes);
}

WITH_AVX2 static inline __m256i look_up(const uint8_t table[16], __m256i halves)
{
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table)), halves);
}

WITH_AVX2 static inline __m256i high_halves(__m256i bytes)
{
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0f));
}

/* Not 0 where a byte of the block is wrong, after the BEFORE bytes before it. */
WITH_AVX2 static ALWAYS_INLINE __m256i errors_in(const uint8_t *block)
{
    const __m256i second = load(block);
    const __m256i first = load(block - 1);
    const __m256i low_halves = _mm256_and_si256(first, _mm256_set1_epi8(0x0f));
    const __m256i pairs = _mm256_and_si256(
        _mm256_and_si256(look_up(by_first_high, high_halves(first)), look_up(by_first_low, low_halves)),
        look_up(by_second_high, high_halves(second)));
    /* The highest bit is set where a byte is the third or fourth of a sequence. */
    const __m256i is_third = _mm256_subs_epu8(load(block - 2), _mm256_set1_epi8(0xe0 - 0x80));
    const __m256i is_fourth = _mm256_subs_epu8(load(block - 3), _mm256_set1_epi8((char)(0xf0 - 0x80)));
    const __m256i must_continue = _mm256_and_si256(_mm256_or_si256(is_third, is_fourth), _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(must_continue, pairs);
}

/* errors_in() as a call, for all but the loop. */
WITH_AVX2 static NEVER_INLINE __m256i errors_at(const uint8_t *block)
{
    return errors_in(block);
}

/* Copies 8 to 47 bytes. */
static inline void copy_some(uint8_t *out, const uint8_t *text, size_t size)
{
    if (size < 16) {
        memcpy(out, text, 8);
        memcpy(out + size - 8, text + size - 8, 8);
        return;
    }
    const size_t middle = size < 32 ? size - 16 : 16;
    memcpy(out, text, 16);
    memcpy(out + middle, text + middle, 16);
    memcpy(out + size - 16, text + size - 16, 16);
}

/* Not 0 if something is wrong with a text of less than BLOCK + BEFORE bytes. Zeros stand before and after it. */
WITH_AVX2 static inline __m256i errors_in_short(const uint8_t *text, size_t size)
{
    uint8_t padded[BEFORE + 2 * BLOCK];
    memset(padded, 0, sizeof padded);
    copy_some(padded + BEFORE, text, size);
    const __m256i errors = errors_at(padded + BEFORE);
    return size < BLOCK ? errors : _mm256_or_si256(errors, errors_at(padded + BEFORE + BLOCK));
}

/* Whether a sequence begins in the last bytes of a text and does not end there. */
static inline bool ends_early(const uint8_t *end)
{
    return end[-1] >= 0xc0 || end[-2] >= 0xe0 || end[-3] >= 0xf0;
}

WITH_AVX2 static inline bool are_ascii(const uint8_t *two_blocks)
{
    const __m256i both = _mm256_or_si256(load(two_blocks), load(two_blocks + BLOCK));
    return _mm256_testz_si256(both, _mm256_set1_epi8((char)0x80));
}

/* Whether two blocks after another are right. Fast for ASCII. */
WITH_AVX2 static ALWAYS_INLINE bool are_right(const uint8_t *two_blocks)
{
    if (are_ascii(two_blocks))
        return !ends_early(two_blocks);
    const __m256i errors = _mm256_or_si256(errors_in(two_blocks), errors_in(two_blocks + BLOCK));
    return _mm256_testz_si256(errors, errors);
}

/* Steps over pairs of blocks that are right. By itself, so that all constants stay in registers. */
WITH_AVX2 static NEVER_INLINE const uint8_t *skip_right_blocks(const uint8_t *text, const uint8_t *end)
{
    while (end - text > 2 * BLOCK && are_right(text))
        text += 2 * BLOCK;
    return text;
}

/* The start of the sequence that goes on at `next`, or `next` itself. REQUIRES: three bytes before it. */
static inline const uint8_t *sequence_start(const uint8_t *next)
{
    for (size_t i = 1; i <= BEFORE; i++) {
        if (next[-(ptrdiff_t)i] >= 0xc0)
            return next - i;
    }
    return next;
}

WITH_AVX2 size_t phonenum_utf8_skip_avx2(const uint8_t *text, size_t size)
{
    const uint8_t *end = text + size;
    if (size < BLOCK + BEFORE) {
        const __m256i errors = errors_in_short(text, size);
        return _mm256_testz_si256(errors, errors) ? size : 0;
    }
    /* Zeros stand before the first block. */
    uint8_t padded[BEFORE + BLOCK] = {0};
    memcpy(padded + BEFORE, text, BLOCK);
    const __m256i first = errors_at(padded + BEFORE);
    if (!_mm256_testz_si256(first, first))
        return 0;
    const uint8_t *next = skip_right_blocks(text + BLOCK, end);
    /* The last block overlaps the one before it. */
    __m256i rest = errors_at(end - BLOCK);
    if (end - next > BLOCK)
        rest = _mm256_or_si256(rest, errors_at(next));
    const bool is_right = end - next <= 2 * BLOCK && _mm256_testz_si256(rest, rest) && !ends_early(end);
    return is_right ? size : (size_t)(sequence_start(next) - text);
}

#endif
