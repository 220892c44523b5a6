/*
 * Hints for gcc and clang: which functions to inline everywhere, and which ones to keep small because they rarely run
 * or need not be fast. Use COLD only for a call that ends the hot path: gcc treats all code after such a call as cold,
 * too.
 */
#ifndef PHONENUM_SRC_BASE_ATTRIBUTES_H
#define PHONENUM_SRC_BASE_ATTRIBUTES_H

/* In a coverage build, a function that is always inlined would be counted once per call. */
#ifdef PHONENUM_COVERAGE
#define ALWAYS_INLINE inline
#else
#define ALWAYS_INLINE __attribute__((always_inline)) inline
#endif
#define NEVER_INLINE __attribute__((noinline))
#define COLD __attribute__((cold, noinline))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)

/* Makes an integer type a vector of 16 bytes. If the processor can, it handles all elements at once. */
#define VECTOR __attribute__((vector_size(16)))

#endif
