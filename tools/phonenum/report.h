/*
 * Writes errors, notes and progress to standard error.
 */
#ifndef PHONENUM_TOOLS_REPORT_H
#define PHONENUM_TOOLS_REPORT_H

#include <phonenum/phonenum.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Print `phonenum: FILE: ` and a message, formatted as by printf(). If file is NULL, `FILE: ` is left out. The word
 * `phonenum:` of an error is red on a terminal.
 */
void report_error(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));
void report_note(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Begins to count the errors of records. Only the first few of them are shown, unless all are wanted. */
void report_begin(bool all_errors);

/* Prints how many errors of records were not shown. */
void report_errors_not_shown(void);

/*
 * Prints the error of a record. Records are numbered from 1. If number is 0, the message names no record. If the record
 * is a line of text, `line` is its number, and the offset of the error counts from the start of the record; so it does
 * if the record is in a frame.
 */
void report_record(const char *file, uint64_t number, uint64_t line, bool is_framed, const phonenum_error *error);

/* Prints an error of an archive: which records are concerned, and how many bytes were passed over. */
void report_damage(const char *file, const char *records, uint64_t passed_over, const phonenum_error *error);

/* Shows the progress of reading, if standard error is a terminal. */
void report_progress(uint64_t records, uint64_t bytes);

/* Shows the progress of a measurement, if standard error is a terminal. */
void report_round(unsigned round, unsigned rounds);

/* Clears the progress from the terminal, so that other output can follow. */
void report_end_of_progress(void);

#endif
