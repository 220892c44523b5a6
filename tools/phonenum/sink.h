/*
 * Standard output, held back in a buffer of whole records.
 */
#ifndef PHONENUM_TOOLS_SINK_H
#define PHONENUM_TOOLS_SINK_H

#include <stdbool.h>
#include <stddef.h>

struct sink {
    unsigned char *data;
    size_t size;
    size_t capacity;
    bool closed_early; /* the reader has gone: nothing more needs to be written */
    int error;         /* errno of what failed; 0 while nothing has */
};

/* Room for `size` more bytes, or more; NULL where there is no memory, which is an error of the sink. */
void *sink_reserve(struct sink *sink, size_t size, size_t *room);

/* Takes bytes, which were put behind those taken before. Writes them once there are many. */
void sink_take(struct sink *sink, size_t size);

/* Takes text, formatted as by printf. */
void sink_print(struct sink *sink, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Takes bytes of a record, all but printable ASCII as \xNN, so that no terminal acts on them. */
void sink_print_escaped(struct sink *sink, const void *data, size_t size);

/* Writes all that was taken. */
void sink_flush(struct sink *sink);

/* Whether there is any use in going on. */
bool sink_is_open(const struct sink *sink);

/* Flushes, wipes and closes; says on standard error what went wrong. Returns status, or EXIT_SYSTEM if anything did. */
int sink_finish(struct sink *sink, int status);

#endif
