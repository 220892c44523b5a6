/*
 * Standard error: messages, in colour and with progress only where it is a terminal.
 */
#include "report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool progress_is_shown;

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

static void begin_line(const char *file, bool is_error)
{
    bool red = is_error && is_colourful();
    report_end_of_progress();
    fprintf(stderr, "%sphonenum:%s ", red ? "\033[1;31m" : "", red ? "\033[0m" : "");
    if (file)
        fprintf(stderr, "%s: ", file);
}

void report_error(const char *file, const char *format, ...)
{
    va_list arguments;
    begin_line(file, true);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

void report_note(const char *file, const char *format, ...)
{
    va_list arguments;
    begin_line(file, false);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

/* Whether the error's offset says where in the input it is, rather than in one of the record's texts, or nothing. */
static bool has_place(const phonenum_error *error)
{
    return error->status >= PHONENUM_ERR_LIMIT && error->status <= PHONENUM_ERR_UTF8;
}

void report_record(const char *file, uint64_t number, const phonenum_error *error)
{
    begin_line(file, true);
    if (number > 0)
        fprintf(stderr, "record %" PRIu64, number);
    if (error->line > 0)
        fprintf(stderr, " (line %" PRIu64 ", column %" PRIu64 ", byte %" PRIu64 ")", error->line, error->column,
                error->offset);
    else if (has_place(error))
        fprintf(stderr, " (byte %" PRIu64 ")", error->offset);
    if (number > 0)
        fputs(": ", stderr);
    if (error->field[0] != '\0')
        fprintf(stderr, "%s: ", error->field);
    fputs(error->message, stderr);
    if (error->status == PHONENUM_ERR_JSON_EXTRA)
        fprintf(stderr, " (at byte %" PRIu64 " of it)", error->offset);
    fputc('\n', stderr);
}

static double seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void report_progress(uint64_t records, uint64_t bytes)
{
    static const double first_after = 1.0;
    static const double again_after = 0.2;
    static double next;
    /* Where standard output is the terminal too, its lines show the progress. */
    if (!isatty(STDERR_FILENO) || isatty(STDOUT_FILENO))
        return;
    double now = seconds();
    if (next == 0)
        next = now + first_after;
    if (now < next)
        return;
    next = now + again_after;
    report_end_of_progress();
    fprintf(stderr, "phonenum: %" PRIu64 " records, %.1f MB", records, (double)bytes / 1e6);
    fflush(stderr);
    progress_is_shown = true;
}
