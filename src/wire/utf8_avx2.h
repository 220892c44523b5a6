/*
 * The check of UTF-8 by vectors of 32 bytes, on processors that have AVX2.
 */
#ifndef PHONENUM_SRC_WIRE_UTF8_AVX2_H
#define PHONENUM_SRC_WIRE_UTF8_AVX2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) || defined(__i386__)
#define PHONENUM_UTF8_AVX2 1

/* Whether this processor can. The answer is a flag in memory, which the compiler's library sets at the start. */
static inline bool utf8_has_avx2(void)
{
    return __builtin_cpu_supports("avx2") != 0;
}

/*
 * The size of a text if it is valid. Otherwise, bytes of whole sequences that may be skipped: the first malformed one
 * comes after them. REQUIRES: utf8_has_avx2(), and size >= 8.
 */
size_t phonenum_utf8_skip_avx2(const uint8_t *text, size_t size);

#endif

#endif
