/*
 * Counts what goes through malloc, of whatever library.
 */
#ifndef PHONENUM_BENCH_ALLOCATIONS_H
#define PHONENUM_BENCH_ALLOCATIONS_H

#include <cstddef>

namespace bench
{

/* Calls of malloc, calloc and realloc so far, operator new's among them. */
size_t allocations_so_far();

} // namespace bench

#endif
