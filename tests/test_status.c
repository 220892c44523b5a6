/*
 * Holds statuses and errors to what their header promises: sentences, paths, one printable line.
 */
#include "support/check.h"
#include "support/names.h"

#include "base/error.h"
#include "base/names.h"

#include <phonenum/phonenum.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    phonenum_status status;
    int number;
    const char *sentence;
} statuses[] = {
#define STATUS_ROW(name, number, sentence) {PHONENUM_##name, number, sentence},
    PHONENUM_STATUS_MAP(STATUS_ROW)
#undef STATUS_ROW
};

static void test_status_text_every_status_has_its_sentence(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        assert_int_equal(statuses[i].status, statuses[i].number);
        assert_string_equal(phonenum_status_text(statuses[i].status), statuses[i].sentence);
        assert_true(strlen(statuses[i].sentence) > 0);
    }
}

static void test_status_map_numbers_and_sentences_are_distinct(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(statuses[i].number, statuses[j].number);
            assert_string_not_equal(statuses[i].sentence, statuses[j].sentence);
        }
    }
}

static void test_status_text_unknown_number_is_said_so(void **state)
{
    (void)state;
    const int unknown[] = {-1, COUNT_OF(statuses), 1000, INT32_MAX};
    for (size_t i = 0; i < COUNT_OF(unknown); i++)
        assert_string_equal(phonenum_status_text((phonenum_status)unknown[i]), "unknown status");
}

static void test_error_write_all_of_it_is_overwritten(void **state)
{
    (void)state;
    phonenum_error error = garbage_error();
    phonenum_error_write(&error, PHONENUM_ERR_UTF8, 7, NULL);
    check_failure("write", PHONENUM_ERR_UTF8, &error, PHONENUM_ERR_UTF8, 7, "");
    assert_string_equal(error.message, "text is not valid UTF-8");
    phonenum_error_write(&error, PHONENUM_OK, 0, "constant");
    assert_string_equal(error.message, "constant");
}

static void test_error_set_null_error_only_returns_the_status(void **state)
{
    (void)state;
    assert_int_equal(phonenum_error_set(NULL, PHONENUM_ERR_TAG, 1, NULL), PHONENUM_ERR_TAG);
    phonenum_error_within(NULL, "id");
    phonenum_error_within_bytes(NULL, "id", 2);
    phonenum_error_within_element(NULL, "linked_to", 1);
    phonenum_error_within_number(NULL, 19);
}

static void test_error_within_steps_go_in_front(void **state)
{
    (void)state;
    phonenum_error error;
    phonenum_error_write(&error, PHONENUM_ERR_UTF8, 0, NULL);
    phonenum_error_within(&error, "id");
    assert_string_equal(error.field, "id");
    phonenum_error_within_element(&error, "linked_to", 3);
    assert_string_equal(error.field, "linked_to[3].id");
    phonenum_error_within(&error, "records");
    assert_string_equal(error.field, "records.linked_to[3].id");
}

static void test_error_within_number_and_element_stand_alone(void **state)
{
    (void)state;
    phonenum_error error;
    phonenum_error_write(&error, PHONENUM_ERR_TRUNCATED, 0, NULL);
    phonenum_error_within_number(&error, 536870911);
    phonenum_error_within(&error, "verification.otp");
    assert_string_equal(error.field, "verification.otp.536870911");

    phonenum_error_write(&error, PHONENUM_ERR_UTF8, 0, NULL);
    phonenum_error_within_element(&error, "backup_codes", 0);
    assert_string_equal(error.field, "backup_codes[0]");
}

static void test_error_within_bytes_outside_printable_ascii_are_escaped(void **state)
{
    (void)state;
    phonenum_error error;
    phonenum_error_write(&error, PHONENUM_ERR_JSON_SYNTAX, 0, NULL);
    /* NUL, unit separator, space, tilde, DEL, a byte above ASCII, 0xff */
    const char name[] = {'\0', 0x1f, ' ', '~', 0x7f, (char)0x80, (char)0xff};
    phonenum_error_within_bytes(&error, name, sizeof name);
    assert_string_equal(error.field, "\\x00\\x1f ~\\x7f\\x80\\xff");
}

/* A name of `size` letters; the field holds 63. */
static void check_long_name(size_t size)
{
    char name[128];
    memset(name, 'a', sizeof name);
    phonenum_error error;
    phonenum_error_write(&error, PHONENUM_ERR_JSON_SYNTAX, 0, NULL);
    phonenum_error_within_bytes(&error, name, size);
    bool cut = size >= PHONENUM_ERROR_FIELD_SIZE;
    assert_int_equal(strlen(error.field), cut ? PHONENUM_ERROR_FIELD_SIZE - 1 : size);
    assert_int_equal(strcmp(error.field + (cut ? PHONENUM_ERROR_FIELD_SIZE - 4 : size), cut ? "..." : ""), 0);
    assert_memory_equal(error.field, name, cut ? PHONENUM_ERROR_FIELD_SIZE - 4 : size);
}

static void test_error_within_path_too_long_is_cut_with_dots(void **state)
{
    (void)state;
    for (size_t size = 1; size <= 128; size++)
        check_long_name(size);
}

static void test_error_within_escapes_and_steps_too_long_are_cut_with_dots(void **state)
{
    (void)state;
    char name[256] = "";
    phonenum_error error;
    for (size_t size = 0; size <= sizeof name; size++) {
        phonenum_error_write(&error, PHONENUM_ERR_JSON_SYNTAX, 0, NULL);
        phonenum_error_within(&error, "behind");
        phonenum_error_within_bytes(&error, name, size);
        phonenum_error_within_element(&error, "linked_to", 12345);
        size_t whole = strlen("linked_to[12345].") + 4 * size + strlen(".behind");
        assert_memory_equal(error.field, "linked_to[12345].", 17);
        if (whole < sizeof error.field)
            assert_string_equal(error.field + strlen(error.field) - 7, ".behind");
        else
            assert_string_equal(error.field + sizeof error.field - 4, "...");
    }
}

static const struct {
    phonenum_error error;
    const char *line;
} formatted[] = {
    {{.status = PHONENUM_OK, .message = "success"}, "success"},
    {{.status = PHONENUM_ERR_UTF8,
      .offset = 2041,
      .field = "verification.otp.channel",
      .message = "text is not valid UTF-8"},
     "verification.otp.channel: text is not valid UTF-8 (byte 2041)"},
    {{.status = PHONENUM_ERR_LIMIT, .offset = UINT64_MAX, .message = "m"}, "m (byte 18446744073709551615)"},
    {{.status = PHONENUM_ERR_ARCHIVE, .offset = 7, .message = "the archive is damaged"},
     "the archive is damaged (byte 7)"},
    {{.status = PHONENUM_ERR_RULE, .field = "id", .message = "must be present"}, "id: must be present"},
    {{.status = PHONENUM_ERR_NO_MEMORY, .message = "out of memory"}, "out of memory"},
    {{.status = PHONENUM_ERR_JSON_SYNTAX, .offset = 40, .line = 3, .column = 12, .message = "malformed JSON"},
     "malformed JSON (line 3, column 12, byte 40)"},
};

static void test_error_format_says_field_message_and_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(formatted); i++) {
        char line[512];
        size_t size = phonenum_error_format(&formatted[i].error, line, sizeof line);
        assert_string_equal(line, formatted[i].line);
        assert_int_equal(size, strlen(formatted[i].line));
    }
}

/* Formats into a heap block of just `capacity` bytes, so that AddressSanitizer sees a byte too many. */
static void check_capacity(const phonenum_error *error, const char *line, size_t capacity)
{
    char *buffer = malloc(capacity);
    assert_true(buffer || capacity == 0);
    assert_int_equal(phonenum_error_format(error, buffer, capacity), strlen(line));
    if (capacity > 0) {
        size_t fits = strlen(line) < capacity ? strlen(line) : capacity - 1;
        assert_memory_equal(buffer, line, fits);
        assert_int_equal(buffer[fits], 0);
    }
    free(buffer);
}

static void test_error_format_every_capacity_is_kept_to(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(formatted); i++) {
        for (size_t capacity = 0; capacity <= strlen(formatted[i].line) + 2; capacity++)
            check_capacity(&formatted[i].error, formatted[i].line, capacity);
        assert_int_equal(phonenum_error_format(&formatted[i].error, NULL, 0), strlen(formatted[i].line));
    }
}

static void test_error_format_null_error_reads_as_success(void **state)
{
    (void)state;
    char line[64];
    assert_int_equal(phonenum_error_format(NULL, line, sizeof line), 7);
    assert_string_equal(line, "success");
}

static void test_error_format_longest_line_is_cut_at_511(void **state)
{
    (void)state;
    static char message[1000];
    memset(message, 'm', sizeof message - 1);
    phonenum_error error;
    phonenum_error_write(&error, PHONENUM_ERR_TAG, 1, message);
    char line[1024];
    assert_int_equal(phonenum_error_format(&error, line, sizeof line), 511);
    assert_string_equal(line + 508, "...");
}

static void test_decimal_edges_are_written_in_full(void **state)
{
    (void)state;
    const uint64_t values[] = {0, 9, 10, 99, 100, UINT32_MAX, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        char actual[PHONENUM_DECIMAL_SIZE];
        char expected[32];
        size_t size = (size_t)snprintf(expected, sizeof expected, "%llu", (unsigned long long)values[i]);
        assert_int_equal(phonenum_decimal(actual, values[i]), size);
        assert_string_equal(actual, expected);
    }
}

static void test_version_text_and_numbers_agree(void **state)
{
    (void)state;
    assert_string_equal(phonenum_version(), PHONENUM_VERSION);
}

static void test_status_names_go_both_ways(void **state)
{
    (void)state;
#define CHECK_STATUS_NAME(name, number, sentence) CHECK_NAME(status, PHONENUM_##name, #name);
    PHONENUM_STATUS_MAP(CHECK_STATUS_NAME)
    CHECK_NO_NAME(status, PHONENUM_ERR_ARCHIVE + 1);
}

/* A program may fill an error of its own. */
static void test_error_without_a_message_is_formatted_by_its_status(void **state)
{
    (void)state;
    const phonenum_error own = {.status = PHONENUM_ERR_IO};
    char line[PHONENUM_ERROR_LINE_SIZE];
    phonenum_error_format(&own, line, sizeof line);
    assert_string_equal(line, phonenum_status_text(PHONENUM_ERR_IO));
}

static void test_names_value_without_a_name_is_passed_over(void **state)
{
    (void)state;
    static const char *const list[] = {"a", NULL, "b"};
    const struct value_names names = {list, COUNT_OF(list)};
    size_t value = 7;
    assert_true(phonenum_value_of_name(&names, "b", 1, &value));
    assert_int_equal(value, 2);
    assert_false(phonenum_value_of_name(&names, "", 0, &value));
    assert_int_equal(value, 0);
    assert_null(phonenum_name_of_value(&names, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status_text_every_status_has_its_sentence),
        cmocka_unit_test(test_status_map_numbers_and_sentences_are_distinct),
        cmocka_unit_test(test_status_text_unknown_number_is_said_so),
        cmocka_unit_test(test_error_write_all_of_it_is_overwritten),
        cmocka_unit_test(test_error_set_null_error_only_returns_the_status),
        cmocka_unit_test(test_error_within_steps_go_in_front),
        cmocka_unit_test(test_error_within_number_and_element_stand_alone),
        cmocka_unit_test(test_error_within_bytes_outside_printable_ascii_are_escaped),
        cmocka_unit_test(test_error_within_path_too_long_is_cut_with_dots),
        cmocka_unit_test(test_error_within_escapes_and_steps_too_long_are_cut_with_dots),
        cmocka_unit_test(test_error_format_says_field_message_and_place),
        cmocka_unit_test(test_error_format_every_capacity_is_kept_to),
        cmocka_unit_test(test_error_format_null_error_reads_as_success),
        cmocka_unit_test(test_error_format_longest_line_is_cut_at_511),
        cmocka_unit_test(test_decimal_edges_are_written_in_full),
        cmocka_unit_test(test_version_text_and_numbers_agree),
        cmocka_unit_test(test_status_names_go_both_ways),
        cmocka_unit_test(test_names_value_without_a_name_is_passed_over),
        cmocka_unit_test(test_error_without_a_message_is_formatted_by_its_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
