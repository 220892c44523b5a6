/*
 * malloc() on a heap that keeps books.
 */
#include "malloc.h"

void *__real_malloc(size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void __wrap_free(void *memory);

static test_heap *heap_in_use;

void test_malloc_from(test_heap *heap)
{
    heap_in_use = heap;
}

/* The heap takes its memory from malloc() itself, so it is out of use meanwhile. */
void *__wrap_malloc(size_t size)
{
    test_heap *heap = heap_in_use;
    if (!heap)
        return __real_malloc(size);
    heap_in_use = NULL;
    phonenum_allocator allocator = test_heap_allocator(heap);
    void *memory = allocator.allocate(heap, size);
    heap_in_use = heap;
    return memory;
}

void __wrap_free(void *memory)
{
    test_heap *heap = heap_in_use;
    if (!heap || !memory) {
        __real_free(memory);
        return;
    }
    heap_in_use = NULL;
    phonenum_allocator allocator = test_heap_allocator(heap);
    allocator.deallocate(heap, memory, test_heap_block_size(memory));
    heap_in_use = heap;
}
