/*
 * cmocka, with what it needs included first, and assertions on what the library's calls report.
 */
#ifndef PHONENUM_TESTS_CHECK_H
#define PHONENUM_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>
#include <phonenum/record.h>
#include <phonenum/status.h>

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

/* What an error holds before a call, so that a member left unwritten is seen. */
phonenum_error garbage_error(void);

/* Fails unless the call succeeded and said so in all of the error. The label tells which of many cases it was. */
void check_success(const char *label, phonenum_status returned, const phonenum_error *error);

/* Fails unless the status was returned, and all of the error is written. field is its path; NULL allows any. */
void check_failure(const char *label, phonenum_status returned, const phonenum_error *error, phonenum_status status,
                   uint64_t offset, const char *field);

/* As above, wherever the offset is. */
void check_refusal(const char *label, phonenum_status returned, const phonenum_error *error, phonenum_status status,
                   const char *field);

/* Fails unless the bytes are the same, and shows both in hexadecimal. */
void check_bytes(const char *label, const void *actual, size_t actual_size, const void *expected, size_t expected_size);

/*
 * Growth is judged by a ratio, because a busy machine, a sanitizer or an emulator makes any limit in seconds wrong. A part is
 * one GROWTH-th of the input. If time grows with the square, all of the input takes GROWTH times longer than linear.
 */
enum {
    GROWTH = 16
};

/* Processor time of one call of `run`, in seconds: the least of several, since the clock is coarse. */
double part_time(void (*run)(void *context), void *context);

/* Fails if all of the input took much longer than GROWTH times the part of it. */
void check_is_linear(const char *label, double part_seconds, double seconds);

/* Fails unless everything is absent. */
void check_absent(const char *label, const phonenum_record *record);

#endif
