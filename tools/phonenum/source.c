/*
 * Reads files and standard input.
 */
#include "source.h"

#include "memory.h"
#include "program.h"
#include "report.h"
#include "waiting.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <phonenum/arena.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int source_open(struct source *source, const char *path, struct sink *sink)
{
    *source = (struct source){.name = path ? path : "<stdin>", .descriptor = STDIN_FILENO, .sink = sink};
    if (path) {
        do {
            source->descriptor = open(path, O_RDONLY | O_CLOEXEC);
        } while (source->descriptor < 0 && errno == EINTR);
    }
    if (source->descriptor < 0) {
        report_error(source->name, "cannot open: %s", strerror(errno));
        return EXIT_SYSTEM;
    }
    if (isatty(source->descriptor))
        report_note(source->name, "reading from the terminal; press Ctrl-D to end the input");
    return EXIT_OK;
}

static void keep_start(struct source *source, const void *data, size_t size)
{
    const size_t room = sizeof source->start - source->start_size;
    const size_t kept = size < room ? size : room;
    if (kept > 0)
        memcpy(source->start + source->start_size, data, kept);
    source->start_size += kept;
}

/* Large enough that handing it over costs nothing, and small enough for a core's own cache. */
size_t source_block_size(void)
{
    return (size_t)256 * 1024;
}

phonenum_status source_read_ahead(struct source *source, void *buffer, size_t capacity, size_t *size)
{
    sink_flush(source->sink);
    if (!sink_is_open(source->sink))
        return PHONENUM_ERR_IO;
    ssize_t got;
    do {
        got = read(source->descriptor, buffer, capacity);
    } while (got < 0 && must_read_again(source->descriptor, errno));
    if (got < 0) {
        source->error = errno;
        return PHONENUM_ERR_IO;
    }
    *size = (size_t)got;
    return PHONENUM_OK;
}

void source_count(struct source *source, const void *bytes, size_t size)
{
    source->bytes += size;
    source->has_ended = size == 0;
    keep_start(source, bytes, size);
    /* Lines on a terminal show the progress themselves. */
    if (!source->sink->is_terminal)
        report_progress(source->records, source->bytes);
}

phonenum_status source_read(void *context, void *buffer, size_t capacity, size_t *size)
{
    struct source *source = context;
    if (source->before_read && !source->before_read(source->before_read_context, source))
        return PHONENUM_ERR_IO;
    phonenum_status status = source_read_ahead(source, buffer, capacity, size);
    if (!status)
        source_count(source, buffer, *size);
    return status;
}

/* What standard input is, and where in it the program begins, is somebody else's. */
bool source_has_places(const struct source *source, uint64_t *size)
{
    struct stat file = {.st_mode = 0}; /* MemorySanitizer does not know who fills it */
    if (source->descriptor == STDIN_FILENO || fstat(source->descriptor, &file) != 0 || !S_ISREG(file.st_mode))
        return false;
    *size = (uint64_t)file.st_size;
    return true;
}

phonenum_status source_read_at(void *context, uint64_t offset, void *buffer, size_t size)
{
    struct source *source = context;
    if (!sink_is_open(source->sink))
        return PHONENUM_ERR_IO;
    for (size_t done = 0; done < size;) {
        const ssize_t got = pread(source->descriptor, (char *)buffer + done, size - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            source->error = got < 0 ? errno : EIO; /* somebody has made the file shorter */
            return PHONENUM_ERR_IO;
        }
        done += (size_t)got;
    }
    source->bytes += size;
    report_progress(source->records, source->bytes);
    return PHONENUM_OK;
}

phonenum_status source_read_more(struct source *source, struct bytes *bytes, size_t *size)
{
    *size = 0;
    if (bytes->size == bytes->capacity) {
        unsigned char *data = wipe_and_grow(bytes->data, &bytes->capacity, bytes->size, 2 * bytes->size);
        if (!data)
            return PHONENUM_ERR_NO_MEMORY;
        bytes->data = data;
    }
    phonenum_status status = source_read(source, bytes->data + bytes->size, bytes->capacity - bytes->size, size);
    bytes->size += *size;
    return status;
}

phonenum_status source_read_all(struct source *source, size_t most, struct bytes *all)
{
    phonenum_status status;
    size_t size;
    *all = (struct bytes){NULL, 0, 0};
    do {
        status = source_read_more(source, all, &size);
    } while (!status && size > 0 && all->size <= most);
    return status;
}

void source_close(struct source *source)
{
    if (source->descriptor > STDIN_FILENO)
        (void)close(source->descriptor);
    phonenum_wipe(source->start, sizeof source->start);
}

/* Reports an error of an archive. Nobody knows yet which records it costs. */
static void report_damaged(const struct source *source, const phonenum_error *error)
{
    char where[50] = "the first record";
    if (source->records > 0)
        (void)snprintf(where, sizeof where, "behind record %" PRIu64, source->records);
    report_damage(source->name, where, source->gap, error);
}

int source_report(struct source *source, uint64_t record, const phonenum_error *error)
{
    if (source->is_tried) {
        source->failed++;
        return EXIT_SYSTEM;
    }
    if (source->error != 0) {
        report_error(source->name, "cannot read: %s", strerror(source->error));
        return EXIT_SYSTEM;
    }
    /* sink_finish() reports errors of the output. */
    if (!sink_is_open(source->sink))
        return EXIT_OK;
    if (source->is_damage) {
        report_damaged(source, error);
        if (source->damages++ == 0)
            source->before_damage = source->records;
        return EXIT_BAD_DATA;
    }
    report_record(source->name, record, source->line, source->is_framed, error);
    if (error->status == PHONENUM_ERR_NO_MEMORY)
        return EXIT_SYSTEM;
    source->failed++;
    source->first_failed = source->failed == 1 ? record : source->first_failed;
    return EXIT_BAD_DATA;
}

int source_each(struct source *source, bool keeps_going, record_callback *process, void *context)
{
    bool ended = false;
    int worst = EXIT_OK;
    while (!ended && sink_is_open(source->sink) && (worst == EXIT_OK || (worst == EXIT_BAD_DATA && keeps_going))) {
        int result = process(context, &ended);
        worst = result > worst ? result : worst;
    }
    sink_flush(source->sink);
    return worst;
}

void source_note_skipped(const struct source *source)
{
    /* If the output ended early, the count may not match the part that was written. */
    if (source->failed > 0 && sink_is_open(source->sink))
        report_note(source->name, "skipped %" PRIu64 " of %" PRIu64 " records because of errors", source->failed,
                    source->records);
}

void source_note_passed_over(const struct source *source, uint64_t bytes)
{
    if (bytes > 0 && sink_is_open(source->sink))
        report_note(source->name, "in %" PRIu64 " of the skipped bytes, no record could be recognised", bytes);
}
