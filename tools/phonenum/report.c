/*
 * Writes messages to standard error. Colour and progress appear only on a terminal.
 */
#include "report.h"

#include "bytetext.h"
#include "clock.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    ERRORS_SHOWN_MAX = 20
};

static bool progress_is_shown;
static bool all_errors_are_shown;
static uint64_t errors; /* of records, since report_begin() */

static bool is_colourful(void)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    bool is_refused = no_color && no_color[0] != '\0';
    return !is_refused && terminal && strcmp(terminal, "dumb") != 0 && isatty(STDERR_FILENO);
}

void report_end_of_progress(void)
{
    if (progress_is_shown)
        fputs("\r\033[K", stderr);
    progress_is_shown = false;
}

/* File names and arguments may be anything. No byte of them may control a terminal. */
static void put_escaped(const char *text)
{
    char shown[SHOWN_BYTE_MAX];
    for (; *text != '\0'; text++) {
        const size_t size = shown_byte_write((unsigned char)*text, shown);
        (void)fwrite(shown, 1, size, stderr);
    }
}

static void begin_line(const char *file, bool is_error)
{
    bool red = is_error && is_colourful();
    report_end_of_progress();
    fprintf(stderr, "%sphonenum:%s ", red ? "\033[1;31m" : "", red ? "\033[0m" : "");
    if (file) {
        put_escaped(file);
        fputs(": ", stderr);
    }
}

/* Puts the text of a line and its end. A longer text than that of any message is cut. */
static void put_text(const char *format, va_list arguments)
{
    char text[4096];
    (void)vsnprintf(text, sizeof text, format, arguments);
    put_escaped(text);
    fputc('\n', stderr);
}

void report_error(const char *file, const char *format, ...)
{
    va_list arguments;
    begin_line(file, true);
    va_start(arguments, format);
    put_text(format, arguments);
    va_end(arguments);
}

void report_note(const char *file, const char *format, ...)
{
    va_list arguments;
    begin_line(file, false);
    va_start(arguments, format);
    put_text(format, arguments);
    va_end(arguments);
}

void report_begin(bool all_errors)
{
    all_errors_are_shown = all_errors;
    errors = 0;
}

void report_errors_not_shown(void)
{
    const uint64_t rest = errors > ERRORS_SHOWN_MAX ? errors - ERRORS_SHOWN_MAX : 0;
    if (rest > 0 && !all_errors_are_shown)
        report_note(NULL, "and %" PRIu64 " more error%s; --all-errors shows all", rest, rest == 1 ? "" : "s");
}

/* Whether the offset of the error is a position in the input. For other errors, it is something else or not set. */
static bool has_place(const phonenum_error *error)
{
    return (error->status >= PHONENUM_ERR_LIMIT && error->status <= PHONENUM_ERR_UTF8) ||
           error->status == PHONENUM_ERR_ARCHIVE;
}

/* Prints where the error is. */
static void put_place(uint64_t line, bool is_framed, const phonenum_error *error)
{
    if (error->line > 0)
        fprintf(stderr, " (line %" PRIu64 ", column %" PRIu64 ", byte %" PRIu64 ")", error->line, error->column,
                error->offset);
    else if (line > 0 && has_place(error))
        fprintf(stderr, " (line %" PRIu64 ", byte %" PRIu64 " of the record)", line, error->offset);
    else if (line > 0)
        fprintf(stderr, " (line %" PRIu64 ")", line);
    else if (is_framed && has_place(error))
        fprintf(stderr, " (byte %" PRIu64 " of the record)", error->offset);
    else if (has_place(error))
        fprintf(stderr, " (byte %" PRIu64 ")", error->offset);
}

/* Counts an error. Returns whether it is to be shown. */
static bool count_error(void)
{
    errors++;
    return errors <= ERRORS_SHOWN_MAX || all_errors_are_shown;
}

void report_record(const char *file, uint64_t number, uint64_t line, bool is_framed, const phonenum_error *error)
{
    if (!count_error())
        return;
    begin_line(file, true);
    if (number > 0)
        fprintf(stderr, "record %" PRIu64, number);
    put_place(line, is_framed, error);
    if (number > 0)
        fputs(": ", stderr);
    if (error->field[0] != '\0')
        fprintf(stderr, "%s: ", error->field);
    fputs(error->message, stderr);
    if (error->status == PHONENUM_ERR_JSON_EXTRA)
        fprintf(stderr, " (at byte %" PRIu64 " of extra_json)", error->offset);
    fputc('\n', stderr);
}

void report_damage(const char *file, const char *records, uint64_t passed_over, const phonenum_error *error)
{
    if (!count_error())
        return;
    begin_line(file, true);
    fprintf(stderr, "%s (byte %" PRIu64 "): %s", records, error->offset, error->message);
    if (passed_over > 0)
        fprintf(stderr, "; passed over %" PRIu64 " bytes", passed_over);
    fputc('\n', stderr);
}

/* Whether to show progress now: first after `first_after` seconds, then at intervals that people can read. */
static bool progress_is_due(double first_after)
{
    static const double again_after = 0.2;
    static double next;
    if (!isatty(STDERR_FILENO))
        return false;
    double now = clock_seconds();
    if (next == 0)
        next = now + first_after;
    if (now < next)
        return false;
    next = now + again_after;
    return true;
}

static void leave_progress(void)
{
    fflush(stderr);
    progress_is_shown = true;
}

void report_progress(uint64_t records, uint64_t bytes)
{
    if (!progress_is_due(1.0))
        return;
    begin_line(NULL, false);
    fprintf(stderr, "%" PRIu64 " records, %.1f MB", records, (double)bytes / 1e6);
    leave_progress();
}

void report_round(unsigned round, unsigned rounds)
{
    if (!progress_is_due(0.0))
        return;
    begin_line(NULL, false);
    fprintf(stderr, "round %u of %u", round, rounds);
    leave_progress();
}
