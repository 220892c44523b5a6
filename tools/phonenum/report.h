/*
 * What the program says on standard error: errors, notes, progress.
 */
#ifndef PHONENUM_TOOLS_REPORT_H
#define PHONENUM_TOOLS_REPORT_H

#include <phonenum/phonenum.h>
#include <stdint.h>

/* Prints `phonenum: FILE: ` and the message, formatted as by printf, as an error or as a note. */
void report_error(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));
void report_note(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints what is wrong with a record, counted from 1; number 0 says nothing of a record. */
void report_record(const char *file, uint64_t number, const phonenum_error *error);

/* Shows on a terminal how far it has come, not more often than people can read; shows nothing elsewhere. */
void report_progress(uint64_t records, uint64_t bytes);

/* The same for a round of those that a measurement takes: at once, and also where standard output is the terminal. */
void report_round(unsigned round, unsigned rounds);

/* Takes the progress off the terminal; what comes next there is somebody else's. */
void report_end_of_progress(void);

#endif
