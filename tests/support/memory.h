/*
 * Memory to catch mistakes with: allocators that count, fail and look for secrets, and exact-size copies.
 */
#ifndef PHONENUM_TESTS_MEMORY_H
#define PHONENUM_TESTS_MEMORY_H

#include <phonenum/arena.h>
#include <stdbool.h>
#include <stddef.h>

/* What every secret of the tests begins with; no other byte of the tests' data looks like it. */
#define CANARY "cAnArY-"

/* An allocator's books. All zero counts and never fails. */
typedef struct test_heap {
    size_t allocations; /* so far, failed ones too */
    size_t live;        /* blocks not yet given back */
    size_t bytes;       /* of those blocks */
    size_t peak;        /* the most that bytes ever was */
    size_t fail_at;     /* which allocation fails, from 1; 0 for none */
    bool fail_for_good; /* all behind that one fail too */
    size_t canaries;    /* blocks given back with a piece of CANARY still in them */
    struct test_block *blocks;
} test_heap;

/* An arena on malloc, so that every byte read too many is AddressSanitizer's to see. */
phonenum_arena new_arena(void);

/* An allocator that keeps these books. */
phonenum_allocator test_heap_allocator(test_heap *heap);

/* An arena on that allocator alone. */
void test_heap_arena(phonenum_arena *arena, test_heap *heap);

/* The size that a block of such a heap was asked for with. */
size_t test_heap_block_size(const void *memory);

/* Whether a piece of CANARY stands in any block that was not given back. */
bool test_heap_holds_canary(const test_heap *heap);

/* Fails where a block was not given back, or was with a secret in it. */
void test_heap_check(const char *label, const test_heap *heap);

/* Frees the arena, then does that. */
void test_heap_finish(phonenum_arena *arena, const test_heap *heap);

/*
 * Whether CANARY, or three bytes in a row of it, stand in the memory, also where AddressSanitizer would not let a program
 * look.
 */
bool memory_holds_canary(const void *memory, size_t size);

/* Whether all bytes are this one. */
bool memory_is_all(const void *memory, size_t size, unsigned char byte);

/* A copy on the heap with no byte to spare behind it, which starts `shift` bytes behind an aligned address. */
unsigned char *exact_copy(const void *data, size_t size, size_t shift);
void exact_free(unsigned char *copy, size_t shift);

#endif
