/*
 * Writes to standard output. If the reader closes the pipe (as in `| head`), this is not an error.
 */
#include "sink.h"

#include "memory.h"
#include "program.h"
#include "report.h"
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
    return (struct sink){.descriptor = STDOUT_FILENO};
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
    if (sink->size >= BLOCK_SIZE)
        sink_flush(sink);
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
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        sink_print(sink, bytes[i] >= 0x20 && bytes[i] < 0x7f ? "%c" : "\\x%02x", bytes[i]);
}

void sink_print_name(struct sink *sink, const char *name)
{
    sink_print_escaped(sink, name, strlen(name));
    sink_print(sink, ":");
}

void sink_flush(struct sink *sink)
{
    size_t written = 0;
    while (written < sink->size && sink_is_open(sink)) {
        ssize_t size = write(sink->descriptor, sink->data + written, sink->size - written);
        if (size > 0)
            written += (size_t)size;
        else if (size == 0)
            sink->error = ENOSPC; /* some devices report in this way that they are full; a retry might never end */
        else if (errno == EPIPE)
            sink->closed_early = true;
        else if (!must_write_again(sink->descriptor, errno))
            sink->error = errno;
    }
    sink->size = 0;
}

bool sink_is_open(const struct sink *sink)
{
    return !sink->closed_early && sink->error == 0;
}

int sink_finish(struct sink *sink, int status)
{
    sink_flush(sink);
    wipe_and_free(sink->data, sink->capacity);
    report_end_of_progress();
    if (close(sink->descriptor) != 0 && sink_is_open(sink))
        sink->error = errno;
    if (sink->error == 0)
        return status;
    report_error(NULL, "cannot write to standard output: %s", strerror(sink->error));
    return EXIT_SYSTEM;
}
