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

/* Whether a text is valid. REQUIRES: utf8_has_avx2(), and size >= 8. */
bool phonenum_utf8_is_valid_avx2(const uint8_t *text, size_t size);

#endif

#endif
