/*
 * Blocks of the input that threads try, side by side. The main thread takes what came of them, in order.
 *
 * A try of a block has no effect outside of it. If anything is wrong, even if there is only something to say, the block
 * failed. Then the main thread does it again, as it does without threads. So all messages come from there, and one
 * thread and many can't differ.
 */
#ifndef PHONENUM_TOOLS_BLOCKS_H
#define PHONENUM_TOOLS_BLOCKS_H

#include "records.h"
#include "workers.h"

struct block {
    struct job job;
    const struct blocks *blocks;
    struct bytes bytes; /* whole lines of text, or encoded records without their lengths */
    uint64_t number;    /* of the block, from 0 */
    void *trial;        /* what the command needs to try it; NULL until it is given */
    int result;         /* of the try: EXIT_SYSTEM if it failed */
    /* For lines of text: */
    size_t whole;    /* the size of the whole lines */
    size_t searched; /* for line ends */
    /* For encoded records: */
    struct place *places;
    size_t records;
    uint64_t records_before;
    struct record end; /* what came instead of the record after these, if reading it failed */
    int read_error;    /* source.error then */
};

/* How a command works on blocks. */
struct block_plan {
    /* What a try of a block needs; NULL without enough memory. */
    void *(*new_trial)(const void *context);
    void (*free_trial)(void *trial);
    /* Tries a block, in any thread. Returns an exit status, which is EXIT_SYSTEM if it failed. */
    int (*try_block)(void *trial, const struct block *block);
    /* Takes what came of a block. Returns false if the next one must not be taken. */
    bool (*take)(void *context, struct block *block);
};

struct blocks {
    const struct block_plan *plan;
    void *context; /* of the command */
    size_t threads;
    struct workers *workers; /* NULL until there is something to do */
    struct block *ring;
    size_t size;          /* of the ring */
    uint64_t given;       /* blocks; the next one is being filled */
    uint64_t taken;       /* of these */
    size_t bytes_in_work; /* of blocks that were given and not taken */
    bool has_stopped;     /* no other block is taken or given */
    size_t rest_used;     /* of the block that is the first of the rest */
};

/* Prepares blocks. Returns false without enough memory. */
bool blocks_open(struct blocks *blocks, const struct block_plan *plan, void *context, size_t threads);

/* The block that is being filled. */
struct block *blocks_filling(struct blocks *blocks);

/* Makes room for so many bytes. Returns false without enough memory. */
bool block_reserve(struct block *block, size_t capacity);

/* Adds a record to a block. An error must be the last one. Returns false without enough memory. */
bool block_add(struct block *block, const struct record *record);

bool block_is_full(const struct block *block);

/*
 * Gives the first `size` bytes of the block that is being filled to the threads. What is behind them is then in the
 * next block. Takes what is done. Returns false if that says so, or without enough memory; then the block may not have
 * been given.
 */
bool blocks_give(struct blocks *blocks, size_t size);

/* Takes all blocks that were given. Waits for them. Returns false if blocks have stopped. */
bool blocks_take_all(struct blocks *blocks);

/*
 * Must be called before each read. If the read would have to wait, output must not wait too: then gives the first
 * `whole` bytes, unless there is nothing to give, and takes blocks until there is input, or all are taken. Returns
 * false if blocks have stopped.
 */
bool blocks_before_read(struct blocks *blocks, int descriptor, size_t whole, bool has_whole);

/* Ends the threads. Other blocks can't be given. */
void blocks_stop(struct blocks *blocks);

/* Copies bytes of the blocks that were not taken, in order, and then of the one that is being filled. 0 at the end. */
size_t blocks_read_rest(struct blocks *blocks, void *buffer, size_t capacity);

void blocks_close(struct blocks *blocks);

#endif
