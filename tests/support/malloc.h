/*
 * malloc() on a heap that keeps books, for what takes its memory from no allocator: in tests that are linked with
 * --wrap=malloc,--wrap=free.
 */
#ifndef PHONENUM_TESTS_MALLOC_H
#define PHONENUM_TESTS_MALLOC_H

#include "memory.h"

/* From now on malloc() and free() work on this heap alone; with NULL, as ever. */
void test_malloc_from(test_heap *heap);

#endif
