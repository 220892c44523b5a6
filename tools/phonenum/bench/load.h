/*
 * Loads the records that `phonenum bench` measures.
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
    phonenum_bytes encoded; /* the bytes of the input */
    phonenum_record record;
};

/* All records, in memory. */
struct bench_records {
    const char *name; /* of the input, for messages */
    struct bench_record *list;
    size_t capacity; /* of the list, in bytes */
    size_t count;
    phonenum_arena encoded;
    phonenum_arena decoded;
    size_t memory;          /* bytes allocated by both arenas */
    size_t largest;         /* size of the largest record that encoding writes */
    uint64_t input_bytes;   /* that decoding reads; more than encoded_bytes if the input has needless bytes */
    uint64_t encoded_bytes; /* that encoding writes */
    uint64_t json_bytes;
    bool has_json; /* JSON can show all records, so json_bytes is valid */
    uint64_t sum;  /* sum of bench_sum() over all records */
};

/*
 * A checksum of a decoded record. Each pass adds up the checksums of all records. So the compiler cannot remove any
 * work, and differences between codecs are found.
 */
static inline uint64_t bench_sum(size_t links, size_t codes, bool has_created_at, int64_t created_at)
{
    return (uint64_t)links + codes + (has_created_at ? (uint64_t)created_at : 0);
}

/*
 * Loads the records of FILE, or the sample if the user gave no FILE. Returns an exit status. If the status is not
 * EXIT_OK, an error was reported. The caller must call bench_unload() in all cases.
 */
int bench_load(struct bench_records *records, const struct invocation *invocation, struct sink *sink);
void bench_unload(struct bench_records *records);

#endif
