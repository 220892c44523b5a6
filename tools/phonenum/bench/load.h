/*
 * The records that `phonenum bench` measures, all in memory.
 */
#ifndef PHONENUM_TOOLS_BENCH_LOAD_H
#define PHONENUM_TOOLS_BENCH_LOAD_H

#include "program.h"
#include "sink.h"

#include <phonenum/phonenum.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench_record {
    phonenum_bytes encoded; /* as the input has it */
    phonenum_record record;
};

struct bench_records {
    const char *name; /* of the input, for messages */
    struct bench_record *list;
    size_t capacity; /* of the list, in bytes */
    size_t count;
    phonenum_arena encoded;
    phonenum_arena decoded;
    size_t memory;          /* bytes that both arenas have taken */
    size_t largest;         /* bytes that the largest record takes when encoded */
    uint64_t input_bytes;   /* that decoding reads; more than encoding writes where the input's writer was wasteful */
    uint64_t encoded_bytes; /* that encoding writes */
    uint64_t json_bytes;
    bool has_json; /* all can be shown as JSON */
    uint64_t sum;  /* of bench_sum(), over all */
};

/*
 * What a pass adds up of each decoded record, so that the compiler can't leave out any work, and no difference goes
 * unseen.
 */
static inline uint64_t bench_sum(size_t links, size_t codes, bool has_created_at, int64_t created_at)
{
    return (uint64_t)links + codes + (has_created_at ? (uint64_t)created_at : 0);
}

/*
 * Reads FILE, or the sample where none was given. Says on standard error what went wrong, and returns the exit status
 * then. To be unloaded in any case.
 */
int bench_load(struct bench_records *records, const struct invocation *invocation, struct sink *sink);
void bench_unload(struct bench_records *records);

#endif
