/*
 * What the parts of `phonenum bench` share: the records, the codecs that they go through, and what was measured.
 */
#ifndef PHONENUM_TOOLS_BENCH_H
#define PHONENUM_TOOLS_BENCH_H

#include "program.h"
#include "sink.h"

#include <phonenum/phonenum.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BENCH_DECODE,
    BENCH_ENCODE,
    BENCH_OPERATIONS
};

enum {
    BENCH_PHONENUM,
    BENCH_PROTOBUF_C,
    BENCH_CODECS
};

enum {
    BENCH_ROUNDS = 21 /* odd, so that one of them is the median */
};

/* The sample records, as JSON. CMake makes it of the sample file. */
extern const unsigned char bench_sample[];
extern const size_t bench_sample_size;

struct bench_record {
    phonenum_bytes encoded; /* as the input has it */
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
    size_t memory;          /* bytes that both arenas have taken */
    size_t largest;         /* bytes that the largest record takes when encoded */
    uint64_t input_bytes;   /* that decoding reads; more than encoding writes where the input's writer was wasteful */
    uint64_t encoded_bytes; /* that encoding writes */
    uint64_t json_bytes;
    bool has_json; /* all can be shown as JSON */
    uint64_t sum;  /* of bench_sum(), over all */
};

/* What one codec works in. */
struct bench_memory {
    const struct bench_records *records;
    phonenum_arena arena;
    unsigned char *buffer; /* for encoding; the largest record fits */
    size_t capacity;
    void **messages; /* the records as the codec encodes them, where it has a form of its own */
};

struct bench_codec {
    const char *name;
    /*
     * Gets ready, and makes sure that the codec does the same job; NULL where there is nothing to do. Fails with
     * PHONENUM_ERR_NO_MEMORY; or with any other error for the first record, counted from 1, that it can't do it for.
     */
    phonenum_status (*prepare)(struct bench_memory *memory, size_t *number, phonenum_error *error);
    /* One pass over all records: whether each went well, and all together gave what they must. */
    bool (*decode)(struct bench_memory *memory);
    bool (*encode)(struct bench_memory *memory);
};

extern const struct bench_codec bench_phonenum;
extern const struct bench_codec *const bench_protobuf_c; /* NULL in a build without it */

/* What was measured, in nanoseconds for each record. */
struct bench_row {
    double median;
    double spread; /* half the interquartile range */
};

struct bench {
    struct bench_records records;
    const struct bench_codec *codecs[BENCH_CODECS]; /* protobuf-c's is NULL where there is no comparison */
    struct bench_memory memory[BENCH_CODECS];
    struct bench_row rows[BENCH_OPERATIONS][BENCH_CODECS];
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

/* Fills the rows of the codecs that there are. Says on standard error what went wrong; the exit status. */
int bench_measure(struct bench *bench);

void bench_put_table(const struct bench *bench, struct sink *sink);
void bench_put_json(const struct bench *bench, struct sink *sink);

#endif
