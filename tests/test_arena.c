/*
 * Holds the arena to its promises: where memory comes from, that it stays, comes back, and is wiped.
 */
#include "support/check.h"
#include "support/memory.h"

#include "base/arena.h"
#include "base/buffer.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

static void *alloc_filled(phonenum_arena *arena, size_t size, unsigned char byte)
{
    void *memory = phonenum_arena_alloc(arena, size, 1);
    assert_non_null(memory);
    memset(memory, byte, size);
    return memory;
}

static void test_arena_no_buffer_no_allocator_takes_from_malloc(void **state)
{
    (void)state;
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    alloc_filled(&arena, 100000, 1);
    phonenum_arena_free(&arena);
    alloc_filled(&arena, 10, 1); /* usable behind free */
    phonenum_arena_free(&arena);
    phonenum_arena_free(NULL);
}

static void test_arena_allocator_takes_and_gives_back_the_same_sizes(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    assert_int_equal(heap.allocations, 0);
    for (size_t size = 1; size < 5000; size = 3 * size + 1)
        alloc_filled(&arena, size, 1);
    assert_true(heap.live > 1);
    test_heap_finish(&arena, &heap);
}

static void test_arena_fixed_buffer_of_every_size_is_used_up_and_no_more(void **state)
{
    (void)state;
    for (size_t size = 0; size <= 64; size++) {
        unsigned char *buffer = malloc(size + 1);
        assert_non_null(buffer);
        phonenum_arena arena;
        phonenum_arena_init(&arena, buffer + 1, size, NULL);
        for (size_t i = 0; i < size; i++)
            assert_ptr_equal(phonenum_arena_alloc(&arena, 1, 1), buffer + 1 + i);
        assert_null(phonenum_arena_alloc(&arena, 1, 1));
        phonenum_arena_reset(&arena);
        assert_null(phonenum_arena_alloc(&arena, size + 1, 1));
        assert_ptr_equal(phonenum_arena_alloc(&arena, size, 1), buffer + 1);
        phonenum_arena_free(&arena);
        free(buffer);
    }
}

static void test_arena_buffer_and_allocator_fills_the_buffer_first(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    phonenum_arena arena;
    unsigned char buffer[32];
    phonenum_arena_init(&arena, buffer, sizeof buffer, &allocator);
    assert_ptr_equal(alloc_filled(&arena, sizeof buffer, 1), buffer);
    assert_int_equal(heap.allocations, 0);
    unsigned char *behind = alloc_filled(&arena, 1, 2);
    assert_int_equal(heap.allocations, 1);
    assert_true(behind < buffer || behind >= buffer + sizeof buffer);
    phonenum_arena_reset(&arena);
    assert_ptr_equal(alloc_filled(&arena, 1, 3), buffer);
    test_heap_finish(&arena, &heap);
}

static void test_arena_growing_moves_and_overlaps_nothing(void **state)
{
    (void)state;
    enum {
        BLOCKS = 200
    };
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    unsigned char *blocks[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++)
        blocks[i] = alloc_filled(&arena, 13 * i, (unsigned char)i);
    for (size_t i = 0; i < BLOCKS; i++)
        assert_true(memory_is_all(blocks[i], 13 * i, (unsigned char)i));
    test_heap_finish(&arena, &heap);
}

/* Takes a fixed pattern of blocks, large ones among them. */
static void take_round(phonenum_arena *arena)
{
    for (size_t i = 0; i < 50; i++)
        alloc_filled(arena, i % 7 == 0 ? 3000 : 70, (unsigned char)i);
}

static void test_arena_second_round_takes_nothing_from_the_allocator(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    take_round(&arena);
    size_t first_round = heap.allocations;
    for (int round = 0; round < 3; round++) {
        phonenum_arena_reset(&arena);
        take_round(&arena);
    }
    assert_int_equal(heap.allocations, first_round);
    test_heap_finish(&arena, &heap);
}

static void test_arena_rounds_that_grow_keep_no_chunk_each(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    for (size_t round = 0; round < 20; round++) {
        alloc_filled(&arena, 100, 1);
        alloc_filled(&arena, (2 << 20) + round, 2);
        phonenum_arena_reset(&arena);
        assert_in_range(heap.live, 1, 3);
    }
    test_heap_finish(&arena, &heap);
}

static void test_arena_chunk_put_between_others_loses_none(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    take_round(&arena);
    phonenum_arena_reset(&arena);
    alloc_filled(&arena, (size_t)1 << 20, 1); /* no chunk holds it, so a new one stands before those kept */
    size_t allocations = heap.allocations;
    take_round(&arena);
    assert_int_equal(heap.allocations, allocations);
    test_heap_finish(&arena, &heap);
}

static void test_arena_every_alignment_is_kept(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    for (size_t i = 0; i < 1000; i++) {
        for (size_t alignment = 1; alignment <= alignof(max_align_t); alignment *= 2) {
            void *memory = phonenum_arena_alloc(&arena, i % 5 + 1, alignment);
            assert_non_null(memory);
            assert_int_equal((uintptr_t)memory % alignment, 0);
        }
    }
    test_heap_finish(&arena, &heap);
}

static void test_arena_unaligned_buffer_gives_aligned_memory_inside_it(void **state)
{
    (void)state;
    alignas(max_align_t) unsigned char buffer[64];
    for (size_t shift = 0; shift < alignof(max_align_t); shift++) {
        phonenum_arena arena;
        phonenum_arena_init(&arena, buffer + shift, sizeof buffer - shift, NULL);
        unsigned char *memory = phonenum_arena_alloc(&arena, 8, alignof(max_align_t));
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        assert_true(memory >= buffer + shift && memory + 8 <= buffer + sizeof buffer);
        phonenum_arena_free(&arena);
    }
}

static void test_arena_size_zero_gives_a_pointer_to_nothing(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    assert_non_null(phonenum_arena_alloc(&arena, 0, 1));
    assert_non_null(phonenum_arena_alloc(&arena, 0, alignof(max_align_t)));
    assert_non_null(phonenum_arena_alloc_array(&arena, 0, 16, 8));
    test_heap_finish(&arena, &heap);
}

static void test_arena_size_beyond_all_memory_is_refused(void **state)
{
    (void)state;
    alignas(max_align_t) unsigned char buffer[64];
    phonenum_arena arena;
    phonenum_arena_init(&arena, buffer, sizeof buffer, NULL);
    assert_ptr_equal(phonenum_arena_alloc(&arena, 1, 1), buffer); /* so that there is padding to add */
    phonenum_arena heap_arena;
    test_heap heap = {0};
    test_heap_arena(&heap_arena, &heap);
    const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 8, SIZE_MAX - 15, SIZE_MAX - 16, SIZE_MAX - 24};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        assert_null(phonenum_arena_alloc(&arena, sizes[i], 8));
        if (sizes[i] > SIZE_MAX - 16)
            assert_null(phonenum_arena_alloc(&heap_arena, sizes[i], 8));
    }
    assert_null(phonenum_arena_alloc_array(&heap_arena, SIZE_MAX / 16 + 1, 16, 8));
    assert_null(phonenum_arena_copy(&heap_arena, "", SIZE_MAX));
    assert_int_equal(heap.allocations, 0);
    assert_ptr_equal(phonenum_arena_alloc(&arena, sizeof buffer - 1, 1), buffer + 1);
    phonenum_arena_free(&arena);
    test_heap_finish(&heap_arena, &heap);
}

static void test_arena_failed_allocation_leaves_it_unchanged(void **state)
{
    (void)state;
    test_heap heap = {.fail_at = 2};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    unsigned char *first = alloc_filled(&arena, 16, 7);
    phonenum_arena before = arena;
    assert_null(phonenum_arena_alloc(&arena, 1 << 20, 1));
    assert_memory_equal(&arena, &before, sizeof arena);
    assert_ptr_equal(alloc_filled(&arena, 16, 8), first + 16);
    assert_true(memory_is_all(first, 16, 7));
    alloc_filled(&arena, 1 << 20, 9); /* the allocator has recovered */
    test_heap_finish(&arena, &heap);
}

/* The canary, at the very end of a block, so that all of the block must be wiped to be rid of it. */
static char *alloc_canary(phonenum_arena *arena, size_t size)
{
    char *memory = alloc_filled(arena, size, '.');
    memcpy(memory + size - strlen(CANARY), CANARY, strlen(CANARY));
    return memory;
}

static void test_arena_rewind_across_chunks_wipes_and_reuses(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    unsigned char *kept = alloc_filled(&arena, 100, 7);
    phonenum_arena_point point = phonenum_arena_mark(&arena);
    char *taken[] = {alloc_canary(&arena, 50), alloc_canary(&arena, 5000), alloc_canary(&arena, 70000)};
    const size_t sizes[] = {50, 5000, 70000};
    size_t allocations = heap.allocations;
    phonenum_arena_rewind(&arena, point);
    for (size_t i = 0; i < COUNT_OF(taken); i++)
        assert_false(memory_holds_canary(taken[i], sizes[i]));
    assert_true(memory_is_all(kept, 100, 7));
    assert_ptr_equal(alloc_filled(&arena, 50, 1), taken[0]);
    assert_ptr_equal(alloc_filled(&arena, 5000, 1), taken[1]);
    assert_ptr_equal(alloc_filled(&arena, 70000, 1), taken[2]);
    assert_int_equal(heap.allocations, allocations);
    test_heap_finish(&arena, &heap);
}

static void test_arena_rewind_to_the_very_start_gives_all_of_it_back(void **state)
{
    (void)state;
    unsigned char buffer[48];
    test_heap heap = {0};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    phonenum_arena arenas[2];
    phonenum_arena_init(&arenas[0], NULL, 0, &allocator);
    phonenum_arena_init(&arenas[1], buffer, sizeof buffer, &allocator);
    for (size_t i = 0; i < COUNT_OF(arenas); i++) {
        phonenum_arena_point start = phonenum_arena_mark(&arenas[i]);
        char *first = alloc_canary(&arenas[i], 48);
        char *second = alloc_canary(&arenas[i], 3000);
        phonenum_arena_rewind(&arenas[i], start);
        assert_false(memory_holds_canary(first, 48));
        assert_false(memory_holds_canary(second, 3000));
        assert_ptr_equal(alloc_filled(&arenas[i], 48, 1), first);
        phonenum_arena_free(&arenas[i]);
    }
    assert_int_equal(heap.live, 0);
    assert_int_equal(heap.canaries, 0);
}

static void test_arena_rewind_within_blocks_of_all_alignments_wipes_the_gaps_too(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    phonenum_arena_point point = phonenum_arena_mark(&arena);
    for (size_t i = 0; i < 100; i++) {
        alloc_filled(&arena, i % 3 + 1, 1);
        assert_non_null(phonenum_arena_alloc(&arena, i, alignof(max_align_t)));
    }
    phonenum_arena_rewind(&arena, point);
    test_heap_finish(&arena, &heap);
}

static void test_arena_reset_wipes_secrets_in_buffer_and_chunks(void **state)
{
    (void)state;
    static unsigned char buffer[64];
    test_heap heap = {0};
    phonenum_allocator allocator = test_heap_allocator(&heap);
    phonenum_arena arena;
    phonenum_arena_init(&arena, buffer, sizeof buffer, &allocator);
    alloc_canary(&arena, 64);
    char *chunk = alloc_canary(&arena, 2000);
    phonenum_arena_wipe_on_reset(&arena);
    alloc_canary(&arena, 9000);
    phonenum_arena_reset(&arena);
    assert_false(memory_holds_canary(buffer, sizeof buffer));
    assert_false(memory_holds_canary(chunk, 2000));
    test_heap_finish(&arena, &heap);
}

static void test_arena_free_wipes_secrets_before_giving_memory_back(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    for (size_t i = 0; i < 20; i++)
        alloc_canary(&arena, 700);
    phonenum_arena_wipe_on_reset(&arena);
    test_heap_finish(&arena, &heap);
}

static void test_arena_secrets_of_every_round_are_wiped(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    for (size_t size = 2000; size >= 100; size -= 100) {
        char *memory = alloc_canary(&arena, size);
        phonenum_arena_wipe_on_reset(&arena);
        phonenum_arena_reset(&arena);
        assert_false(memory_holds_canary(memory, size));
    }
    test_heap_finish(&arena, &heap);
}

static void test_arena_reset_without_secrets_wipes_nothing(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    char *memory = alloc_canary(&arena, 100);
    phonenum_arena_wipe_on_reset(&arena);
    phonenum_arena_reset(&arena);
    memory = alloc_canary(&arena, 100);
    phonenum_arena_reset(&arena);
    assert_true(memory_holds_canary(memory, 100)); /* else every reset would pay for the wiping */
    phonenum_arena_free(&arena);
    assert_int_equal(heap.live, 0);
}

static void test_arena_moved_struct_goes_on_where_it_was(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    unsigned char *first = alloc_filled(&arena, 10, 7);
    phonenum_arena moved = arena;
    memset(&arena, 0xa5, sizeof arena);
    assert_ptr_equal(alloc_filled(&moved, 10, 8), first + 10);
    alloc_filled(&moved, 5000, 9);
    assert_true(memory_is_all(first, 10, 7));
    test_heap_finish(&moved, &heap);
}

static void test_arena_expect_makes_one_chunk_hold_it_all(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    phonenum_arena_expect(&arena, 10000);
    for (size_t i = 0; i < 100; i++)
        alloc_filled(&arena, 100, 1);
    assert_int_equal(heap.allocations, 1);
    phonenum_arena_expect(&arena, SIZE_MAX); /* takes no such chunk */
    alloc_filled(&arena, 10000, 1);
    assert_true(heap.bytes < (size_t)2 << 20);
    test_heap_finish(&arena, &heap);
}

static void test_arena_copy_is_followed_by_a_nul(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    alloc_filled(&arena, 100, 0xff);
    assert_memory_equal(phonenum_arena_copy(&arena, "a\0b", 3), "a\0b\0", 4);
    assert_memory_equal(phonenum_arena_copy(&arena, NULL, 0), "", 1);
    test_heap_finish(&arena, &heap);
}

/* Puts a byte behind the others. */
static void append(phonenum_buffer *buffer, char byte)
{
    assert_true(phonenum_buffer_reserve(buffer, 1));
    buffer->data[buffer->size++] = byte;
}

static void check_buffer(const phonenum_buffer *buffer, size_t size)
{
    assert_int_equal(buffer->size, size);
    for (size_t i = 0; i < size; i++)
        assert_int_equal(buffer->data[i], (char)i);
}

static void test_buffer_of_bytes_appended_one_by_one_takes_linear_memory(void **state)
{
    (void)state;
    enum {
        SIZE = 10000
    };
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    phonenum_buffer buffer = {.arena = &arena};
    for (size_t i = 0; i < SIZE; i++) {
        append(&buffer, (char)i);
        /* What is allocated last can grow where it is, so from time to time something else is. */
        if (i % 100 == 0)
            assert_non_null(phonenum_arena_alloc(&arena, 1, 1));
    }
    check_buffer(&buffer, SIZE);
    assert_true(heap.bytes < 8 * buffer.size); /* doubling: linear in all */
    test_heap_finish(&arena, &heap);
}

static void test_buffer_that_was_allocated_last_grows_in_place(void **state)
{
    (void)state;
    enum {
        SIZE = 100
    };
    char memory[SIZE];
    phonenum_arena arena;
    phonenum_arena_init(&arena, memory, sizeof memory, NULL);
    phonenum_buffer buffer = {.arena = &arena};
    for (size_t i = 0; i < SIZE; i++)
        append(&buffer, (char)i);
    check_buffer(&buffer, SIZE);
    assert_ptr_equal(buffer.data, memory);
    assert_false(phonenum_buffer_reserve(&buffer, 1));
    phonenum_arena_free(&arena);
}

static void test_buffer_without_memory_stays_unchanged(void **state)
{
    (void)state;
    char memory[16];
    phonenum_arena arena;
    phonenum_arena_init(&arena, memory, sizeof memory, NULL);
    phonenum_buffer buffer = {.arena = &arena};
    for (size_t i = 0; i < 3; i++)
        append(&buffer, (char)i);
    phonenum_buffer before = buffer;
    assert_false(phonenum_buffer_reserve(&buffer, 16));
    assert_false(phonenum_buffer_reserve(&buffer, SIZE_MAX));
    assert_false(phonenum_buffer_reserve(&buffer, SIZE_MAX / 2));
    assert_memory_equal(&buffer, &before, sizeof buffer);
    check_buffer(&buffer, 3);
    phonenum_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_no_buffer_no_allocator_takes_from_malloc),
        cmocka_unit_test(test_arena_allocator_takes_and_gives_back_the_same_sizes),
        cmocka_unit_test(test_arena_fixed_buffer_of_every_size_is_used_up_and_no_more),
        cmocka_unit_test(test_arena_buffer_and_allocator_fills_the_buffer_first),
        cmocka_unit_test(test_arena_growing_moves_and_overlaps_nothing),
        cmocka_unit_test(test_arena_second_round_takes_nothing_from_the_allocator),
        cmocka_unit_test(test_arena_rounds_that_grow_keep_no_chunk_each),
        cmocka_unit_test(test_arena_chunk_put_between_others_loses_none),
        cmocka_unit_test(test_arena_every_alignment_is_kept),
        cmocka_unit_test(test_arena_unaligned_buffer_gives_aligned_memory_inside_it),
        cmocka_unit_test(test_arena_size_zero_gives_a_pointer_to_nothing),
        cmocka_unit_test(test_arena_size_beyond_all_memory_is_refused),
        cmocka_unit_test(test_arena_failed_allocation_leaves_it_unchanged),
        cmocka_unit_test(test_arena_rewind_across_chunks_wipes_and_reuses),
        cmocka_unit_test(test_arena_rewind_to_the_very_start_gives_all_of_it_back),
        cmocka_unit_test(test_arena_rewind_within_blocks_of_all_alignments_wipes_the_gaps_too),
        cmocka_unit_test(test_arena_reset_wipes_secrets_in_buffer_and_chunks),
        cmocka_unit_test(test_arena_free_wipes_secrets_before_giving_memory_back),
        cmocka_unit_test(test_arena_secrets_of_every_round_are_wiped),
        cmocka_unit_test(test_arena_reset_without_secrets_wipes_nothing),
        cmocka_unit_test(test_arena_moved_struct_goes_on_where_it_was),
        cmocka_unit_test(test_arena_expect_makes_one_chunk_hold_it_all),
        cmocka_unit_test(test_arena_copy_is_followed_by_a_nul),
        cmocka_unit_test(test_buffer_of_bytes_appended_one_by_one_takes_linear_memory),
        cmocka_unit_test(test_buffer_that_was_allocated_last_grows_in_place),
        cmocka_unit_test(test_buffer_without_memory_stays_unchanged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
