/*
 * Assertions on what the library's calls report.
 */
#include "check.h"

#include <stdio.h>
#include <string.h>

phonenum_error garbage_error(void)
{
    phonenum_error error;
    memset(&error, 0xa5, sizeof error);
    error.message = NULL;
    return error;
}

static void check_text(const char *label, const phonenum_error *error)
{
    if (!error->message || error->message[0] == '\0')
        fail_msg("%s: the error has no message", label);
    if (!memchr(error->field, '\0', sizeof error->field))
        fail_msg("%s: the error's field has no end", label);
    if (error->line != 0 || error->column != 0)
        fail_msg("%s: line and column are JSON's alone", label);
}

void check_success(const char *label, phonenum_status returned, const phonenum_error *error)
{
    check_failure(label, returned, error, PHONENUM_OK, 0, "");
}

void check_failure(const char *label, phonenum_status returned, const phonenum_error *error, phonenum_status status,
                   uint64_t offset, const char *field)
{
    check_refusal(label, returned, error, status, field);
    if (error->offset != offset)
        fail_msg("%s: offset %llu, not %llu", label, (unsigned long long)error->offset, (unsigned long long)offset);
}

void check_refusal(const char *label, phonenum_status returned, const phonenum_error *error, phonenum_status status,
                   const char *field)
{
    if (returned != status)
        fail_msg("%s: status %d (%s at %llu), not %d", label, (int)returned, phonenum_status_text(returned),
                 (unsigned long long)error->offset, (int)status);
    if (error->status != status)
        fail_msg("%s: the error's status is %d, not %d", label, (int)error->status, (int)status);
    check_text(label, error);
    if (field && strcmp(error->field, field) != 0)
        fail_msg("%s: field '%s', not '%s'", label, error->field, field);
}

static void print_bytes(const char *name, const uint8_t *bytes, size_t size)
{
    const size_t most = 200;
    fprintf(stderr, "%s (%zu bytes):", name, size);
    for (size_t i = 0; i < size && i < most; i++)
        fprintf(stderr, " %02x", (unsigned)bytes[i]);
    fprintf(stderr, "%s\n", size > most ? " ..." : "");
}

void check_bytes(const char *label, const void *actual, size_t actual_size, const void *expected, size_t expected_size)
{
    if (actual_size == expected_size && (actual_size == 0 || memcmp(actual, expected, actual_size) == 0))
        return;
    print_bytes("actual", actual, actual_size);
    print_bytes("expected", expected, expected_size);
    fail_msg("%s: other bytes than expected", label);
}

double part_time(void (*run)(void *context), void *context)
{
    double least = 0;
    for (int i = 0; i < 3; i++) {
        const clock_t start = clock();
        run(context);
        const double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        least = i == 0 || seconds < least ? seconds : least;
    }
    return least;
}

void check_is_linear(const char *label, double part_seconds, double seconds)
{
    /* A part that is quicker than the clock can tell counts as a millisecond. */
    const double part = part_seconds < 0.001 ? 0.001 : part_seconds;
    const double most = 6 * GROWTH * part;
    if (seconds > most)
        fail_msg("%s: takes %.2f seconds, and one part in %d takes %.4f", label, seconds, GROWTH, part);
}

void check_absent(const char *label, const phonenum_record *record)
{
    const phonenum_record absent = PHONENUM_RECORD_INIT;
    if (!phonenum_equal(record, &absent) || record->linked_to || record->backup_codes || record->unknown.data)
        fail_msg("%s: the record is not all absent", label);
}
