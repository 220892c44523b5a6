/*
 * When the progress line appears on a terminal, and what it says. The clock of the double goes on by the same step at
 * each look, so nothing depends on how busy the machine is.
 *
 * The program counts the time from its first look at the clock. So the test that looks for the first line comes first.
 */
#include "../support/check.h"
#include "faulty_system.h"

#include <string.h>

#define CLEAR "\r\033[K"
#define LINE "phonenum: "

/* Each line of 8 bytes is a record, and each read gives 4096. */
static const char record[] = "{     }\n";
enum {
    RECORDS = 17 * 4096,
    READ = 32768 /* half of a block, of which any number fit into the program's buffer */
};

static void progress_appears_after_a_second_then_at_intervals_and_tells_records_and_megabytes(void **state)
{
    (void)state;
    static const char *const encode[] = {"encode", NULL};
    /* The records of the last read are not yet counted. */
    static const char expected[] = LINE "32768 records, 0.3 MB" /* 1.125 s: a second after the first look */
        CLEAR LINE "40960 records, 0.4 MB"                      /* 1.375 s */
        CLEAR LINE "49152 records, 0.4 MB"                      /* 1.625 s */
        CLEAR LINE "57344 records, 0.5 MB"                      /* 1.875 s */
        CLEAR LINE "65536 records, 0.6 MB"                      /* 2.125 s */
        CLEAR;
    test_outcome got = {0};
    builder input = {0};
    build_repeated(&input, record, sizeof record - 1, RECORDS);
    test_faults faults = {
        .input = input.data, .input_size = input.size, .read_most = READ, .err_is_terminal = true, .clock_step = 0.125};
    run_program(&got, &faults, encode);
    assert_int_equal(got.status, 0);
    assert_string_equal((const char *)got.err.data, expected);
    builder_free(&input);
    outcome_free(&got);
}

/* Rounds are shown from the first on, and at the same intervals. */
static void progress_of_bench_appears_at_intervals(void **state)
{
    (void)state;
    static const char *const bench[] = {"bench", NULL};
    static const char expected[] = LINE "round 1 of ";
    test_outcome got = {0};
    test_faults faults = {.err_is_terminal = true};
    run_program(&got, &faults, bench);
    assert_int_equal(got.status, 0);
    assert_memory_equal(got.err.data, expected, sizeof expected - 1);
    assert_non_null(strstr((const char *)got.err.data, CLEAR LINE "round 2 of "));
    assert_string_equal((const char *)got.err.data + got.err.size - (sizeof CLEAR - 1), CLEAR);
    outcome_free(&got);
}

int __wrap_main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(progress_appears_after_a_second_then_at_intervals_and_tells_records_and_megabytes),
        cmocka_unit_test(progress_of_bench_appears_at_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
