/*
 * Memory to catch mistakes with.
 */
#include "memory.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

/* What stands in front of a block's memory. */
struct test_block {
    struct test_block *next;
    struct test_block **link; /* what points to this one */
    size_t size;
    max_align_t memory[];
};

static void *heap_allocate(void *context, size_t size)
{
    test_heap *heap = context;
    heap->allocations++;
    bool past = heap->fail_at > 0 && heap->allocations > heap->fail_at;
    if (heap->allocations == heap->fail_at || (past && heap->fail_for_good))
        return NULL;
    struct test_block *block = size <= PTRDIFF_MAX ? malloc(sizeof *block + size) : NULL;
    if (!block)
        return NULL;
    heap->live++;
    heap->bytes += size;
    if (heap->bytes > heap->peak)
        heap->peak = heap->bytes;
    *block = (struct test_block){heap->blocks, &heap->blocks, size};
    if (heap->blocks)
        heap->blocks->link = &block->next;
    heap->blocks = block;
    memset(block->memory, 0xa5, size); /* so that no secret of another test is found in it */
    return block->memory;
}

static void heap_deallocate(void *context, void *memory, size_t size)
{
    test_heap *heap = context;
    struct test_block *block = (struct test_block *)((char *)memory - offsetof(struct test_block, memory));
    assert_int_equal(size, block->size);
    if (memory_holds_canary(memory, block->size))
        heap->canaries++;
    heap->live--;
    heap->bytes -= block->size;
    *block->link = block->next;
    if (block->next)
        block->next->link = block->link;
    free(block);
}
phonenum_arena new_arena(void)
{
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    return arena;
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

bool test_heap_holds_canary(const test_heap *heap)
{
    for (const struct test_block *block = heap->blocks; block; block = block->next) {
        if (memory_holds_canary(block->memory, block->size))
            return true;
    }
    return false;
}

size_t test_heap_block_size(const void *memory)
{
    return ((const struct test_block *)((const char *)memory - offsetof(struct test_block, memory)))->size;
}

void test_heap_check(const char *label, const test_heap *heap)
{
    if (heap->live > 0 || heap->bytes > 0)
        fail_msg("%s: %zu blocks are not given back", label, heap->live);
    if (heap->canaries > 0)
        fail_msg("%s: %zu blocks are given back with a secret in them", label, heap->canaries);
}

void test_heap_finish(phonenum_arena *arena, const test_heap *heap)
{
    phonenum_arena_free(arena);
    test_heap_check("arena", heap);
}

/* Byte by byte, since AddressSanitizer watches memcmp() and its like even when called from here. */
__attribute__((no_sanitize_address)) bool memory_holds_canary(const void *memory, size_t size)
{
    /* Of a secret that was wiped in part, or copied in pieces, three bytes are enough to show. */
    const char *canary = CANARY;
    const size_t pieces = strlen(canary) - 2;
    const char *bytes = memory;
    for (size_t i = 0; i + 3 <= size; i++) {
        if (bytes[i] == '\0')
            continue;
        for (size_t at = 0; at < pieces; at++) {
            if (bytes[i] == canary[at] && bytes[i + 1] == canary[at + 1] && bytes[i + 2] == canary[at + 2])
                return true;
        }
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
