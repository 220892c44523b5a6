/*
 * Reads the input, a file or standard input, in blocks.
 */
#ifndef PHONENUM_TOOLS_SOURCE_H
#define PHONENUM_TOOLS_SOURCE_H

#include "sink.h"

#include <phonenum/io.h>
#include <stdint.h>

enum {
    SOURCE_START_SIZE = 4096
};

struct source;

/* Called before a read. Returns false if there must be none. */
typedef bool before_read_callback(void *context, const struct source *source);

struct source {
    const char *name; /* for messages */
    int descriptor;
    int error; /* errno of a failed read, or 0 */
    bool has_ended;
    uint64_t bytes;
    unsigned char start[SOURCE_START_SIZE]; /* a copy of the first bytes, to recognise what they are */
    size_t start_size;
    uint64_t records; /* read so far; the command counts them, for messages and progress */
    uint64_t failed;  /* of these records */
    uint64_t first_failed;
    uint64_t empty_at_start; /* records without a byte, before any other record */
    uint64_t line;           /* of the last record, if each is a line, otherwise 0 */
    bool is_framed;          /* the last record is in a frame of an archive, so offsets in it count from its start */
    bool is_damage;          /* the last error is none of a record, but one of the archive */
    uint64_t gap;            /* bytes that were passed over because of it */
    uint64_t damages;        /* such errors so far */
    uint64_t before_damage;  /* the number of records before the first of them */
    struct sink *sink;       /* flushed before each read, so that output does not wait for input */

    /* If there are threads: called before each read, or NULL; and whether this source is a thread's. */
    before_read_callback *before_read;
    void *before_read_context;
    bool is_tried; /* then errors are only counted, and the main thread reports them when it reads the record again */
};

/* Opens a file, or standard input if path is NULL. If this fails, reports it and returns EXIT_SYSTEM. */
int source_open(struct source *source, const char *path, struct sink *sink);

/* A phonenum_read_callback. The context is the source. */
phonenum_status source_read(void *context, void *buffer, size_t capacity, size_t *size);

/* The two halves of source_read(), for who reads ahead: bytes count when they are used. */
phonenum_status source_read_ahead(struct source *source, void *buffer, size_t capacity, size_t *size);
void source_count(struct source *source, const void *bytes, size_t size);

/* Whether the input is a file that can be read at any place. Gives its size. */
bool source_has_places(const struct source *source, uint64_t *size);

/* A phonenum_read_at_callback. The context is the source. What source_read() reads next does not change. */
phonenum_status source_read_at(void *context, uint64_t offset, void *buffer, size_t size);

/* How many bytes of the input a thread gets at once. */
size_t source_block_size(void);

/* Memory from wipe_and_grow(); wipe_and_free() must free it. */
struct bytes {
    unsigned char *data;
    size_t size;
    size_t capacity;
};

/* Reads once, after the bytes that are there, and makes room for it. *size is what came; 0 at the end. */
phonenum_status source_read_more(struct source *source, struct bytes *bytes, size_t *size);

/* Reads the whole input, but stops soon after `most` bytes. The caller frees all->data, even after a failure. */
phonenum_status source_read_all(struct source *source, size_t most, struct bytes *all);

void source_close(struct source *source);

/* Reports an error of reading or decoding. Returns the exit status for it. Counts records with errors. */
int source_report(struct source *source, uint64_t record, const phonenum_error *error);

/* Processes the next record. Returns an exit status. */
typedef int record_callback(void *context, bool *ended);

/*
 * Processes each record of the source, as files_each() does with files. Writes the output of all records, so that what
 * the command says at the end is true.
 */
int source_each(struct source *source, bool keeps_going, record_callback *process, void *context);

/* Notes how many records had errors, if there were any. */
void source_note_skipped(const struct source *source);

/* Notes how many bytes behind damage were passed over, if there were any: how many records they held is not known. */
void source_note_passed_over(const struct source *source, uint64_t bytes);

#endif
