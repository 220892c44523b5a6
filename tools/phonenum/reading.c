/*
 * The main thread finds the records and copies them into blocks. So all that depends on the records before is done
 * there, and the threads can try each record for itself.
 */
#include "reading.h"

#include "blocks.h"

#include <stdlib.h>
#include <string.h>

struct run {
    struct reading *reading;
    const struct reading_work *work;
    bool keeps_going;
    int worst;
    struct blocks blocks;
};

static bool goes_on(const struct run *run)
{
    const bool may_go_on = run->worst == EXIT_OK || (run->worst == EXIT_BAD_DATA && run->keeps_going);
    return may_go_on && sink_is_open(&run->reading->sink);
}

static void process_each(struct run *run, record_callback *process, void *context)
{
    const int result = source_each(&run->reading->records.source, run->keeps_going, process, context);
    run->worst = result > run->worst ? result : run->worst;
}

/* Processes a record at the start of the input. */
static int process_at_start(void *context, bool *ended)
{
    struct run *run = context;
    const int result = run->work->process(run->reading, ended);
    /* Threads read ahead. What forms.h says must not depend on how far, and looks at no more than this. */
    *ended = *ended || run->reading->records.source.bytes > SOURCE_START_SIZE;
    return result;
}

static void *new_copy(const void *context)
{
    const struct run *run = context;
    const struct reading *reading = run->reading;
    struct reading *copy = malloc(run->work->size);
    if (!copy)
        return NULL;
    memcpy(copy, reading, run->work->size);
    copy->sink = sink_to_memory(&reading->sink);
    copy->records = (struct records){.source = {.name = reading->records.source.name, .is_tried = true},
                                     .format = reading->records.format};
    copy->records.source.sink = &copy->sink;
    phonenum_arena_init(&copy->arena, NULL, 0, NULL);
    return copy;
}

static void free_copy(void *trial)
{
    struct reading *copy = trial;
    phonenum_arena_free(&copy->arena);
    sink_forget(&copy->sink);
    free(copy);
}

static int try_records(void *trial, const struct block *block)
{
    const struct run *run = block->blocks->context;
    struct reading *copy = trial;
    struct source *source = &copy->records.source;
    run->work->clear(copy);
    sink_clear(&copy->sink);
    source->records = block->records_before;
    records_use_block(&copy->records, block);
    const int result = source_each(source, true, run->work->process, copy);
    return sink_is_open(&copy->sink) ? result : EXIT_SYSTEM;
}

/* Does what a thread could not do, or not without a message. */
static void process_again(struct run *run, const struct block *block)
{
    records_use_block(&run->reading->records, block);
    process_each(run, run->work->process, run->reading);
    records_use_block(&run->reading->records, NULL);
}

static bool take_records(void *context, struct block *block)
{
    struct run *run = context;
    struct reading *copy = block->trial;
    if (block->result == EXIT_SYSTEM || !run->work->merge(run->reading, copy)) {
        process_again(run, block);
        return goes_on(run);
    }
    run->worst = block->result > run->worst ? block->result : run->worst;
    records_count_block(&run->reading->records, block);
    sink_write_kept(&run->reading->sink, &copy->sink);
    return goes_on(run);
}

static const struct block_plan plan = {new_copy, free_copy, try_records, take_records};

static bool is_something(const struct block *block)
{
    return block->records > 0 || block->end.error.status != PHONENUM_OK;
}

static bool before_read(void *context, const struct source *source)
{
    struct run *run = context;
    const struct block *block = blocks_filling(&run->blocks);
    return blocks_before_read(&run->blocks, source->descriptor, block->bytes.size, is_something(block));
}

/* Reads a record into the block that is being filled. Returns false if no other can be read there. */
static bool read_into_block(struct run *run, uint64_t *records)
{
    struct records *input = &run->reading->records;
    struct blocks *blocks = &run->blocks;
    struct record record;
    records_read(input, &record);
    if (record.error.status == PHONENUM_END || blocks->has_stopped)
        return false;
    struct block *block = blocks_filling(blocks);
    if (block->records == 0)
        block->records_before = *records;
    if (!block_add(block, &record)) {
        records_unread(input, &record);
        return false;
    }
    ++*records;
    if (record.error.status == PHONENUM_OK && !block_is_full(block))
        return true;
    /* What reading has noticed ahead must not be known before its time. */
    block->read_error = input->source.error;
    input->source.error = 0;
    return blocks_give(blocks, block->bytes.size);
}

static void process_in_blocks(struct run *run)
{
    struct source *source = &run->reading->records.source;
    struct blocks *blocks = &run->blocks;
    uint64_t records = source->records;
    source->before_read = before_read;
    source->before_read_context = run;
    while (read_into_block(run, &records)) {
    }
    source->before_read = NULL;
    if (is_something(blocks_filling(blocks)))
        (void)blocks_give(blocks, blocks_filling(blocks)->bytes.size);
    /* If memory was short, the last one was not given. */
    if (blocks_take_all(blocks) && is_something(blocks_filling(blocks)))
        process_again(run, blocks_filling(blocks));
    blocks_close(blocks);
}

int reading_each(struct reading *reading, const struct reading_work *work, bool keeps_going)
{
    struct run run = {.reading = reading, .work = work, .keeps_going = keeps_going, .worst = EXIT_OK};
    if (reading->invocation->threads > 1 && reading->records.format != FORMAT_RAW) {
        process_each(&run, process_at_start, &run);
        if (goes_on(&run) && blocks_open(&run.blocks, &plan, &run, reading->invocation->threads))
            process_in_blocks(&run);
    }
    if (goes_on(&run))
        process_each(&run, work->process, reading);
    return run.worst;
}
