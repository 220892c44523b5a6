/*
 * What the compiler can't see for itself: which functions are worth inlining everywhere, and which hardly ever run, or
 * need not be fast when they do, and so had better be small.
 */
#ifndef PHONENUM_SRC_ATTRIBUTES_H
#define PHONENUM_SRC_ATTRIBUTES_H

#if defined(__GNUC__)
#define ALWAYS_INLINE __attribute__((always_inline)) inline
#define NEVER_INLINE __attribute__((noinline))
#define COLD __attribute__((cold, noinline))
#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#else
#define ALWAYS_INLINE inline
#define NEVER_INLINE
#define COLD
#define LIKELY(condition) (condition)
#endif

#endif
