/*
 * Goes through the encoded records of the input: one after another, or with threads in blocks.
 */
#ifndef PHONENUM_TOOLS_READING_H
#define PHONENUM_TOOLS_READING_H

#include "records.h"

/* What a command needs to read records. The struct of the command begins with it. */
struct reading {
    const struct invocation *invocation;
    struct sink sink;
    struct records records;
    phonenum_arena arena;
};

/* What a command does with records. The context of the functions is the struct of the command, or a copy of it. */
struct reading_work {
    record_callback *process;
    size_t size; /* of the struct */
    /* Forgets what has been counted. */
    void (*clear)(void *copy);
    /* Counts what a copy has counted. Returns false, and counts nothing, if that is not known in full. */
    bool (*merge)(void *context, const void *copy);
};

/* Processes each record, as source_each() does. With --threads, threads do it to copies of the struct. */
int reading_each(struct reading *reading, const struct reading_work *work, bool keeps_going);

#endif
