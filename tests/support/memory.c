/*
 * Memory to catch mistakes with.
 */
#include "memory.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

static void *heap_allocate(void *context, size_t size)
{
    test_heap *heap = context;
    heap->allocations++;
    bool past = heap->fail_at > 0 && heap->allocations > heap->fail_at;
    if (heap->allocations == heap->fail_at || (past && heap->fail_for_good))
        return NULL;
    heap->live++;
    heap->bytes += size;
    if (heap->bytes > heap->peak)
        heap->peak = heap->bytes;
    void *memory = malloc(size);
    if (memory)
        memset(memory, 0xa5, size); /* so that no secret of another test is found in it */
    return memory;
}

static void heap_deallocate(void *context, void *memory, size_t size)
{
    test_heap *heap = context;
    if (memory_holds_canary(memory, size))
        heap->canaries++;
    heap->live--;
    heap->bytes -= size;
    free(memory);
}

phonenum_allocator test_heap_allocator(test_heap *heap)
{
    phonenum_allocator allocator = {heap_allocate, heap_deallocate, heap};
    return allocator;
}

void test_heap_arena(phonenum_arena *arena, test_heap *heap)
{
    phonenum_allocator allocator = test_heap_allocator(heap);
    phonenum_arena_init(arena, NULL, 0, &allocator);
}

void test_heap_finish(phonenum_arena *arena, const test_heap *heap)
{
    phonenum_arena_free(arena);
    assert_int_equal(heap->live, 0);
    assert_int_equal(heap->bytes, 0);
    assert_int_equal(heap->canaries, 0);
}

/* Byte by byte, since AddressSanitizer watches memcmp() and its like even when called from here. */
__attribute__((no_sanitize_address)) bool memory_holds_canary(const void *memory, size_t size)
{
    static const char canary[] = CANARY;
    const size_t length = sizeof canary - 1;
    const volatile char *bytes = memory;
    for (size_t i = 0; i + length <= size; i++) {
        size_t same = 0;
        while (same < length && bytes[i + same] == canary[same])
            same++;
        if (same == length)
            return true;
    }
    return false;
}

bool memory_is_all(const void *memory, size_t size, unsigned char byte)
{
    const unsigned char *bytes = memory;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != byte)
            return false;
    }
    return true;
}

unsigned char *exact_copy(const void *data, size_t size, size_t shift)
{
    unsigned char *block = malloc(shift + size);
    if (!block)
        abort();
    if (size > 0)
        memcpy(block + shift, data, size);
    return block + shift;
}

void exact_free(unsigned char *copy, size_t shift)
{
    free(copy - shift);
}
