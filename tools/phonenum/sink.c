/*
 * Writes the output. If the reader closes the pipe (as in `| head`), this is not an error.
 */
#include "sink.h"

#include "bytetext.h"
#include "memory.h"
#include "program.h"
#include "report.h"
#include "terminal.h"
#include "waiting.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOCK_SIZE = 64 * 1024
};

struct sink sink_to_standard_output(void)
{
    return (struct sink){.output = output_to_standard_output()};
}

struct sink sink_to_memory(const struct sink *other)
{
    return (struct sink){.is_terminal = other->is_terminal, .is_kept = true};
}

static phonenum_status write_frame(void *context, const void *data, size_t size);

int sink_open(struct sink *sink, const struct invocation *invocation, bool keeps_going)
{
    const char *path = invocation->output;
    const phonenum_archive_write_options options = {.level = invocation->level};
    *sink = sink_to_standard_output();
    sink->keeps_going = keeps_going;
    sink->is_archive = invocation->format == FORMAT_ARCHIVE;
    phonenum_archive_writer_init(&sink->writer, write_frame, sink, &options, NULL);
    if (path && strcmp(path, "-") != 0) {
        const int error = output_open(&sink->output, path);
        if (error != 0) {
            report_error(path, "cannot create: %s", strerror(error));
            return EXIT_SYSTEM;
        }
    }
    sink->is_terminal = isatty(sink->output.descriptor);
    return EXIT_OK;
}

bool sink_refuses_bytes(const struct sink *sink, const struct invocation *invocation, const char *text_option)
{
    if (!sink->is_terminal || invocation->output || invocation->flags & FLAG_FORCE)
        return false;
    report_error(invocation->command,
                 "the output is not text, so it is not written to a terminal; use -o FILE, a pipe, %s, or --force",
                 text_option);
    return true;
}

void *sink_reserve(struct sink *sink, size_t size, size_t *room)
{
    if (!sink->data || size > sink->capacity - sink->size) {
        bool fits = size <= SIZE_MAX - sink->size;
        unsigned char *data = fits ? wipe_and_grow(sink->data, &sink->capacity, sink->size, sink->size + size) : NULL;
        if (!data) {
            sink->error = ENOMEM;
            return NULL;
        }
        sink->data = data;
    }
    *room = sink->capacity - sink->size;
    return sink->data + sink->size;
}

void sink_take(struct sink *sink, size_t size)
{
    sink->size += size;
    if (sink->size >= BLOCK_SIZE && !sink->is_kept)
        sink_flush(sink);
}

void sink_take_json(struct sink *sink, size_t size)
{
    size_t room;
    size_t escaped = size;
    if (sink->is_terminal)
        escaped = terminal_size((const char *)sink->data + sink->size, size);
    if (escaped > size) {
        sink->size += size; /* so that growing keeps it */
        void *behind = sink_reserve(sink, escaped - size, &room);
        sink->size -= size;
        if (!behind)
            return;
        terminal_escape((char *)sink->data + sink->size, size);
    }
    sink_take(sink, escaped);
}

void sink_print(struct sink *sink, const char *format, ...)
{
    va_list arguments;
    size_t room;
    char *buffer = sink_reserve(sink, 0, &room);
    if (!buffer)
        return;
    va_start(arguments, format);
    int size = vsnprintf(buffer, room, format, arguments);
    va_end(arguments);
    if (size >= 0 && (size_t)size >= room) {
        buffer = sink_reserve(sink, (size_t)size + 1, &room);
        if (!buffer)
            return;
        va_start(arguments, format);
        size = vsnprintf(buffer, room, format, arguments);
        va_end(arguments);
    }
    if (size > 0)
        sink_take(sink, (size_t)size);
}

void sink_print_escaped(struct sink *sink, const void *data, size_t size)
{
    enum {
        AT_ONCE = 4096 /* so that the buffer does not grow to several times the size of the largest text */
    };
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size;) {
        const size_t end = size - i < AT_ONCE ? size : i + AT_ONCE;
        size_t room;
        size_t used = 0;
        char *text = sink_reserve(sink, SHOWN_BYTE_MAX * (end - i), &room);
        if (!text)
            return;
        for (; i < end; i++)
            used += shown_byte_write(bytes[i], text + used);
        sink_take(sink, used);
    }
}

void sink_print_name(struct sink *sink, const char *name)
{
    sink_print_escaped(sink, name, strlen(name));
    sink_print(sink, ":");
}

static void write_all(struct sink *sink, const unsigned char *data, size_t all)
{
    size_t written = 0;
    while (written < all && sink_is_open(sink)) {
        ssize_t size = write(sink->output.descriptor, data + written, all - written);
        if (size > 0)
            written += (size_t)size;
        else if (size == 0)
            sink->error = ENOSPC; /* some devices report in this way that they are full; a retry might never end */
        else if (errno == EPIPE)
            sink->closed_early = true;
        else if (!must_write_again(sink->output.descriptor, errno))
            sink->error = errno;
    }
}

/* A phonenum_write_callback for the archive. */
static phonenum_status write_frame(void *context, const void *data, size_t size)
{
    struct sink *sink = context;
    write_all(sink, data, size);
    return sink_is_open(sink) ? PHONENUM_OK : PHONENUM_ERR_IO;
}

/* Notes why the archive could not be written: a failed write is noted already, and there can be too many frames. */
static void note_failure(struct sink *sink, phonenum_status status)
{
    if (status && sink_is_open(sink))
        sink->error = status == PHONENUM_ERR_NO_MEMORY ? ENOMEM : EFBIG;
}

/* Writes whole records. */
static void write_records(struct sink *sink, const unsigned char *data, size_t size)
{
    size_t written;
    if (!sink->is_archive)
        write_all(sink, data, size);
    else if (sink_is_open(sink))
        note_failure(sink, phonenum_archive_write_delimited(&sink->writer, data, size, &written, NULL));
}

void sink_flush(struct sink *sink)
{
    if (sink->is_kept)
        return;
    write_records(sink, sink->data, sink->size);
    sink->size = 0;
}

void sink_write_kept(struct sink *sink, struct sink *kept)
{
    sink_flush(sink);
    write_records(sink, kept->data, kept->size);
    kept->size = 0;
}

void sink_put_record(struct sink *sink, phonenum_bytes encoded)
{
    note_failure(sink, phonenum_archive_write_bytes(&sink->writer, encoded.data, encoded.size, NULL));
}

void sink_clear(struct sink *sink)
{
    sink->size = 0;
    sink->error = 0;
}

void sink_forget(struct sink *sink)
{
    wipe_and_free(sink->data, sink->capacity);
}

bool sink_is_open(const struct sink *sink)
{
    return !sink->closed_early && sink->error == 0;
}

int sink_finish(struct sink *sink, int status)
{
    const bool is_whole = status == EXIT_OK || (status == EXIT_BAD_DATA && sink->keeps_going);
    sink_flush(sink);
    sink_forget(sink);
    if (sink->is_archive && is_whole && sink_is_open(sink))
        note_failure(sink, phonenum_archive_finish(&sink->writer, NULL));
    phonenum_archive_writer_free(&sink->writer);
    report_end_of_progress();
    const int error = output_close(&sink->output, is_whole && sink_is_open(sink));
    if (sink_is_open(sink))
        sink->error = error;
    if (sink->error == 0)
        return status;
    report_error(NULL, "cannot write to %s: %s", sink->output.name, strerror(sink->error));
    return EXIT_SYSTEM;
}
