/*
 * A ring of blocks: those that were given and not taken yet, and the one that is being filled.
 */
#include "blocks.h"

#include "memory.h"
#include "waiting.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* For each thread one block that it works on, and one that waits for it or has not been taken yet. */
    BLOCKS_FOR_THREAD = 2,
    /* The one that is being filled, and the one that takes what is behind its last whole record. */
    OTHER_BLOCKS = 2,
    PLACES_MAX = 4096 /* more records are not in one block */
};

bool blocks_open(struct blocks *blocks, const struct block_plan *plan, void *context, size_t threads)
{
    *blocks = (struct blocks){.plan = plan, .context = context, .threads = threads};
    const size_t size = BLOCKS_FOR_THREAD * threads + OTHER_BLOCKS;
    blocks->ring = calloc(size, sizeof *blocks->ring);
    if (!blocks->ring)
        return false;
    blocks->size = size;
    for (size_t i = 0; i < size; i++)
        blocks->ring[i].blocks = blocks;
    return true;
}

static struct block *block_at(const struct blocks *blocks, uint64_t number)
{
    return &blocks->ring[number % blocks->size];
}

struct block *blocks_filling(struct blocks *blocks)
{
    return block_at(blocks, blocks->given);
}

bool block_reserve(struct block *block, size_t capacity)
{
    struct bytes *bytes = &block->bytes;
    if (capacity <= bytes->capacity)
        return true;
    unsigned char *larger = wipe_and_grow(bytes->data, &bytes->capacity, bytes->size, capacity);
    if (!larger)
        return false;
    bytes->data = larger;
    return true;
}

bool block_add(struct block *block, const struct record *record)
{
    const phonenum_bytes encoded = record->encoded;
    struct bytes *bytes = &block->bytes;
    if (record->error.status) {
        block->end = *record;
        return true;
    }
    if (!block->places)
        block->places = malloc(PLACES_MAX * sizeof *block->places);
    if (!block->places || !block_reserve(block, bytes->size + encoded.size))
        return false;
    if (encoded.size > 0)
        memcpy(bytes->data + bytes->size, encoded.data, encoded.size);
    bytes->size += encoded.size;
    block->places[block->records++] = record->place;
    return true;
}

bool block_is_full(const struct block *block)
{
    return block->records == PLACES_MAX || block->bytes.size >= source_block_size();
}

/* Gives back what a block has taken. */
static void empty(const struct blocks *blocks, struct block *block)
{
    if (block->trial)
        blocks->plan->free_trial(block->trial);
    block->trial = NULL;
    wipe_and_free(block->bytes.data, block->bytes.capacity);
    block->bytes = (struct bytes){NULL, 0, 0};
    free(block->places);
    block->places = NULL;
}

/* Takes the oldest block. */
static bool take(struct blocks *blocks)
{
    struct block *block = block_at(blocks, blocks->taken);
    const size_t size = block->bytes.size;
    if (!blocks->plan->take(blocks->context, block)) {
        blocks->has_stopped = true;
        return false;
    }
    blocks->taken++;
    blocks->bytes_in_work -= size;
    /* The memory of a few large records must not stay in all of the blocks. */
    if (size > 2 * source_block_size())
        empty(blocks, block);
    block->bytes.size = 0;
    return true;
}

static bool are_in_work(const struct blocks *blocks)
{
    return blocks->taken < blocks->given;
}

static bool oldest_is_done(const struct blocks *blocks)
{
    const struct job *job = &block_at(blocks, blocks->taken)->job;
    return !blocks->workers || workers_are_done_with(blocks->workers, job);
}

static bool take_done(struct blocks *blocks)
{
    while (!blocks->has_stopped && are_in_work(blocks) && oldest_is_done(blocks))
        (void)take(blocks);
    return !blocks->has_stopped;
}

static bool wait_and_take(struct blocks *blocks)
{
    while (!oldest_is_done(blocks))
        (void)workers_wait(blocks->workers, -1);
    return take(blocks);
}

bool blocks_take_all(struct blocks *blocks)
{
    while (!blocks->has_stopped && are_in_work(blocks))
        (void)wait_and_take(blocks);
    return !blocks->has_stopped;
}

static void try_block(struct job *job)
{
    struct block *block = (struct block *)job;
    block->result = block->blocks->plan->try_block(block->trial, block);
}

/* Takes blocks until there is room in the ring, and not too much is in memory. */
static bool make_room(struct blocks *blocks)
{
    const size_t most = blocks->size * source_block_size();
    while (!blocks->has_stopped && are_in_work(blocks) &&
           (blocks->given - blocks->taken + OTHER_BLOCKS > blocks->size || blocks->bytes_in_work > most))
        (void)wait_and_take(blocks);
    return !blocks->has_stopped;
}

/* Gets all memory that giving a block needs, and moves what is behind its last whole record. */
static bool prepare(struct blocks *blocks, struct block *block, size_t size)
{
    struct block *next = block_at(blocks, blocks->given + 1);
    const size_t rest = block->bytes.size - size;
    if (!block->trial)
        block->trial = blocks->plan->new_trial(blocks->context);
    if (!block->trial || !block_reserve(next, rest))
        return false;
    if (rest > 0)
        memcpy(next->bytes.data, block->bytes.data + size, rest);
    next->bytes.size = rest;
    next->whole = next->searched = 0;
    next->records = 0;
    next->end.error.status = PHONENUM_OK;
    block->bytes.size = size;
    return true;
}

bool blocks_give(struct blocks *blocks, size_t size)
{
    struct block *block = blocks_filling(blocks);
    if (!make_room(blocks) || !prepare(blocks, block, size))
        return false;
    block->number = blocks->given++;
    block->job.work = try_block;
    blocks->bytes_in_work += size;
    if (!blocks->workers)
        blocks->workers = workers_start(blocks->threads);
    block->result = EXIT_SYSTEM; /* without threads, it was not even tried */
    if (blocks->workers)
        workers_give(blocks->workers, &block->job);
    return take_done(blocks);
}

bool blocks_before_read(struct blocks *blocks, int descriptor, size_t whole, bool has_whole)
{
    if ((!has_whole && !are_in_work(blocks)) || can_be_read(descriptor))
        return true;
    if (has_whole)
        (void)blocks_give(blocks, whole);
    while (take_done(blocks) && are_in_work(blocks)) {
        if (workers_wait(blocks->workers, descriptor))
            break;
    }
    return !blocks->has_stopped;
}

void blocks_stop(struct blocks *blocks)
{
    workers_stop(blocks->workers);
    blocks->workers = NULL;
    blocks->has_stopped = true;
}

size_t blocks_read_rest(struct blocks *blocks, void *buffer, size_t capacity)
{
    size_t size = 0;
    while (blocks->taken <= blocks->given && size < capacity) {
        const struct bytes *bytes = &block_at(blocks, blocks->taken)->bytes;
        const size_t there = bytes->size - blocks->rest_used;
        const size_t used = there < capacity - size ? there : capacity - size;
        if (used > 0)
            memcpy((unsigned char *)buffer + size, bytes->data + blocks->rest_used, used);
        size += used;
        blocks->rest_used += used;
        if (blocks->rest_used < bytes->size)
            break;
        blocks->rest_used = 0;
        blocks->taken++;
    }
    return size;
}

void blocks_close(struct blocks *blocks)
{
    blocks_stop(blocks);
    for (size_t i = 0; i < blocks->size; i++)
        empty(blocks, &blocks->ring[i]);
    free(blocks->ring);
    *blocks = (struct blocks){.size = 0};
}
