/*
 * Writes the output through a buffer of whole records.
 */
#ifndef PHONENUM_TOOLS_SINK_H
#define PHONENUM_TOOLS_SINK_H

#include "archives.h"
#include "output.h"
#include "program.h"

#include <stdbool.h>
#include <stddef.h>

struct sink {
    struct output output;
    bool is_terminal;
    bool keeps_going; /* with errors in the data, the output is still what was asked for */
    bool is_kept;     /* all output stays in the buffer */
    bool is_archive;  /* the output is length-delimited records, and goes to the writer */
    phonenum_archive_writer writer;
    unsigned char *data;
    size_t size;
    size_t capacity;
    bool closed_early; /* the reader closed the pipe; more output is useless */
    int error;         /* errno of the first failure, or 0 */
};

/* A sink without output so far, for text that is not the result of a command. */
struct sink sink_to_standard_output(void);

/* A sink that keeps what another one would write. sink_forget() must free it. */
struct sink sink_to_memory(const struct sink *other);

/*
 * Opens the output of a command. If it does not keep going, and there are errors in the data, its file is not kept, and
 * an archive gets no end. If opening fails, reports it and returns EXIT_SYSTEM.
 *
 * With FORMAT_ARCHIVE, the output makes an archive of length-delimited records. Then the sink must stay where it is.
 */
int sink_open(struct sink *sink, const struct invocation *invocation, bool keeps_going);

/*
 * Whether bytes must not go to this output: it is a terminal, whose settings they may change. Reports it, and names the
 * option with which the command writes text instead.
 */
bool sink_refuses_bytes(const struct sink *sink, const struct invocation *invocation, const char *text_option);

/* Reserves space for at least `size` bytes. Without enough memory, returns NULL and sets the error of the sink. */
void *sink_reserve(struct sink *sink, size_t size, size_t *room);

/* Adds `size` bytes that the caller has put into the reserved space. Writes the buffer when it is large enough. */
void sink_take(struct sink *sink, size_t size);

/* The same for JSON. On a terminal, characters that the terminal may obey are escaped. */
void sink_take_json(struct sink *sink, size_t size);

/* Adds text, formatted as by printf(). */
void sink_print(struct sink *sink, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds bytes of a record. All bytes except printable ASCII become \xNN, so that a terminal does not interpret them. */
void sink_print_escaped(struct sink *sink, const void *data, size_t size);

/* Adds `NAME:`, for output that belongs to one of several files. */
void sink_print_name(struct sink *sink, const char *name);

/* Writes the whole buffer. */
void sink_flush(struct sink *sink);

/* Writes what another sink has kept, and empties that one. */
void sink_write_kept(struct sink *sink, struct sink *kept);

/* Adds a record to an archive. REQUIRES: the sink writes one. */
void sink_put_record(struct sink *sink, phonenum_bytes encoded);

/* Throws away what a sink has kept. An error is forgotten too. */
void sink_clear(struct sink *sink);

/* Wipes and frees what a sink has kept. */
void sink_forget(struct sink *sink);

/* Whether more output can be written. */
bool sink_is_open(const struct sink *sink);

/* Writes the rest, wipes the buffer and closes the output. If this fails, reports it and returns EXIT_SYSTEM. */
int sink_finish(struct sink *sink, int status);

#endif
