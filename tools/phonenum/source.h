/*
 * The program's input: a file or standard input, in blocks.
 */
#ifndef PHONENUM_TOOLS_SOURCE_H
#define PHONENUM_TOOLS_SOURCE_H

#include "sink.h"

#include <phonenum/io.h>
#include <stdint.h>

struct source {
    const char *name; /* for messages */
    int descriptor;
    int error; /* errno of what failed; 0 while nothing has */
    uint64_t bytes;
    uint64_t records;  /* so far; the subcommand counts them, for progress */
    struct sink *sink; /* flushed before waiting for input, so that no output waits too */
};

/* Opens a path, or standard input for NULL. Says on standard error what went wrong, and returns EXIT_SYSTEM then. */
int source_open(struct source *source, const char *path, struct sink *sink);

/* A phonenum_read_callback; the context is the source. */
phonenum_status source_read(void *context, void *buffer, size_t capacity, size_t *size);

/* Memory from wipe_and_grow(). */
struct bytes {
    unsigned char *data;
    size_t size;
    size_t capacity;
};

/* Reads all that there is; stops soon after `most` bytes. *all is to be given to wipe_and_free() in any case. */
phonenum_status source_read_all(struct source *source, size_t most, struct bytes *all);

void source_close(struct source *source);

/* The exit status for an error that reading or decoding met, which it says on standard error. */
int source_report(const struct source *source, uint64_t record, const phonenum_error *error);

#endif
