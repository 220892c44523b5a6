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
 * Fails where more processor time has gone by since `start`, by clock(), than anything linear takes: a second, or some more
 * with a sanitizer, an emulator or without optimisation. What grows with the square would take minutes.
 */
void check_is_quick(const char *label, clock_t start);

/* Fails unless everything is absent. */
void check_absent(const char *label, const phonenum_record *record);

#endif
