/*
 * What gcc and clang can't see for themselves: which functions are worth inlining everywhere, and which hardly ever run,
 * or need not be fast when they do, and so had better be small. COLD is for what leads out of a walk: gcc takes all that
 * comes behind the call for cold too.
 */
#ifndef PHONENUM_SRC_BASE_ATTRIBUTES_H
#define PHONENUM_SRC_BASE_ATTRIBUTES_H

/* Where coverage is measured, a function that is inlined would be counted once for every place that calls it. */
#ifdef PHONENUM_COVERAGE
#define ALWAYS_INLINE inline
#else
#define ALWAYS_INLINE __attribute__((always_inline)) inline
#endif
#define NEVER_INLINE __attribute__((noinline))
#define COLD __attribute__((cold, noinline))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)

/* Makes an integer type one of as many as 16 bytes hold, which the processor works on at once where it can. */
#define VECTOR __attribute__((vector_size(16)))

#endif
