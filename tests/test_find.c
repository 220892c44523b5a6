/*
 * Finds values by their paths, and holds them against what decoding makes of the same bytes.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/names.h"
#include "support/paths.h"
#include "support/samples.h"
#include "support/vectors.h"

#include <phonenum/codec.h>
#include <phonenum/find.h>
#include <stdio.h>
#include <string.h>

static phonenum_path path_ok(const char *text)
{
    phonenum_path path;
    phonenum_error error = garbage_error();
    memset(&path, 0xa5, sizeof path);
    check_success(text, phonenum_path_parse(text, &path, &error), &error);
    return path;
}

static phonenum_value find_ok(const void *data, size_t size, const char *text)
{
    const phonenum_path path = path_ok(text);
    phonenum_value value;
    phonenum_error error = garbage_error();
    memset(&value, 0xa5, sizeof value);
    check_success(text, phonenum_find(data, size, &path, &value, &error), &error);
    assert_true(memory_is_all(value.spare, sizeof value.spare, 0));
    return value;
}

static void check_find_fails(const char *label, const builder *bytes, const char *text, phonenum_status status,
                             uint64_t offset, const char *field)
{
    const phonenum_path path = path_ok(text);
    phonenum_value value;
    phonenum_error error = garbage_error();
    unsigned char *exact = exact_copy(bytes->data, bytes->size, 1);
    memset(&value, 0xa5, sizeof value);
    check_failure(label, phonenum_find(exact, bytes->size, &path, &value, &error), &error, status, offset, field);
    assert_true(memory_is_all(&value, sizeof value, 0));
    exact_free(exact, 1);
}

/* Every path of bytes that decode, and each of their beginnings, in memory that ends with them. */
static void check_all_paths(const char *label, const uint8_t *data, size_t size)
{
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error;
    unsigned char *exact = exact_copy(data, size, 1);
    (void)!phonenum_decode(exact, size, NULL, &arena, &record, &error);
    const char *path = path_that_differs(exact, size, &record, &error);
    if (path)
        fail_msg("%s: another value than decoding gives, or another failure: %s", label, path);
    exact_free(exact, 1);
    phonenum_arena_free(&arena);
}

static void run_vector(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    check_all_paths(vector->fields[0], bytes.data, bytes.size);
    builder_free(&bytes);
}

static void test_find_every_path_of_every_vector_is_what_decoding_gives(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_vector);
    for_each_vector("wire/reject.txt", WIRE_REJECTED_LEAST, run_vector);
}

static void test_find_every_path_of_samples_cut_anywhere_is_what_decoding_gives(void **state)
{
    (void)state;
    void (*const samples[])(sample *) = {sample_otp, sample_admin, sample_full};
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        sample of;
        uint8_t bytes[2048];
        size_t size;
        samples[i](&of);
        assert_int_equal(phonenum_encode(&of.record, bytes, sizeof bytes, &size, NULL), PHONENUM_OK);
        for (size_t cut = 0; cut <= size; cut++)
            check_all_paths("sample", bytes, cut);
    }
}

/* Messages in which a value is not that of the first field, nor of the last. Each is a literal without its NUL. */
#define BYTES(literal) literal, sizeof(literal) - 1

static const struct {
    const char *label;
    const char *bytes;
    size_t size;
} merging[] = {
    {"last text wins", BYTES("\x0a\x01\x61\x0a\x01\x62")},
    {"last number wins", BYTES("\x58\x05\x58\x06")},
    {"an unknown enum number sets nothing", BYTES("\x10\x01\x10\x07")},
    {"an unknown enum number of ten bytes sets nothing", BYTES("\x10\x01\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")},
    {"an enum is the low 32 bits", BYTES("\x10\x81\x80\x80\x80\x10")},
    {"an enum of an overlong varint", BYTES("\x10\x81\x80\x00")},
    {"a bool of several bytes", BYTES("\x20\x80\x01")},
    {"a bool of zero in two bytes", BYTES("\x20\x80\x00")},
    {"a number of two bytes before other fields", BYTES("\x58\x85\x01\x10\x01\x20\x01\x28\x01")},
    {"a negative time", BYTES("\x58\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")},
    {"an overlong tag", BYTES("\x0a\x01\x61\x8a\x80\x00\x01\x62")},
    {"an overlong length", BYTES("\x0a\x81\x80\x00\x61")},
    {"a known number with another wire type",
     BYTES("\x0a\x01\x61\x08\x05\x0d\x01\x02\x03\x04\x09\x01\x02\x03\x04\x05\x06\x07\x08")},
    {"a time as bytes", BYTES("\x58\x05\x5a\x01\x61")},
    {"a known number as a group", BYTES("\x0a\x01\x61\x0b\x0a\x01\x62\x0c")},
    {"known fields in an unknown group", BYTES("\x0a\x01\x61\xa3\x06\x0a\x01\x62\x3a\x02\x10\x01\xa4\x06")},
    {"an otp in two pieces", BYTES("\x3a\x02\x10\x01\x3a\x02\x28\x05")},
    {"an otp in two pieces, the last one wins", BYTES("\x3a\x02\x10\x01\x3a\x02\x10\x02")},
    {"an otp in two pieces, the second empty", BYTES("\x3a\x02\x10\x01\x3a\x00")},
    {"an otp in two pieces, the second with an unknown number", BYTES("\x3a\x02\x10\x01\x3a\x02\x10\x09")},
    {"otp, then admin", BYTES("\x3a\x04\x10\x01\x28\x05\x42\x02\x28\x06")},
    {"otp, then an empty admin", BYTES("\x3a\x02\x10\x01\x42\x00")},
    {"otp, admin, otp", BYTES("\x3a\x02\x10\x01\x42\x02\x10\x02\x3a\x02\x28\x01")},
    {"otp, an admin of another wire type", BYTES("\x3a\x02\x10\x01\x40\x05")},
    {"otp, an admin in an overlong tag", BYTES("\x3a\x02\x10\x01\xc2\x00\x00")},
    {"an admin with the number of a channel", BYTES("\x42\x05\x42\x03\x73\x6d\x73")},
    {"a strategy, then a custom one", BYTES("\x3a\x05\x18\x01\x22\x01\x78")},
    {"a custom strategy, then a known one", BYTES("\x3a\x05\x22\x01\x78\x18\x01")},
    {"a custom strategy, then an unknown number", BYTES("\x3a\x05\x22\x01\x78\x18\x09")},
    {"a strategy in one piece, a custom one in another", BYTES("\x3a\x02\x18\x01\x3a\x03\x22\x01\x78")},
    {"a custom strategy in a discarded otp", BYTES("\x3a\x03\x22\x01\x78\x42\x02\x10\x02")},
    {"links and codes in turn",
     BYTES("\x4a\x03\x12\x01\x61\x52\x01\x6b\x4a\x00\x52\x00\x4a\x03\x12\x01\x62\x52\x01\x6c")},
    {"codes of several lengths, then other fields",
     BYTES("\x52\x01\x61\x52\x01\x62\x52\x02\x63\x64\x52\x81\x00\x65\x52\x01\x66\x58\x05")},
    {"codes of one length, and one that goes past the end", BYTES("\x52\x02\x61\x62\x52\x02\x63\x64\x52\x02\x65")},
    {"a link with a field that comes again", BYTES("\x4a\x06\x12\x01\x61\x12\x01\x62")},
    {"a link with other wire types", BYTES("\x4a\x04\x10\x01\x08\x02")},
    {"links of another wire type between links", BYTES("\x4a\x00\x48\x05\x4a\x03\x12\x01\x61")},
    {"fields in descending order", BYTES("\x7a\x02\x7b\x7d\x60\x06\x58\x05\x1a\x01\x2b\x10\x01\x0a\x01\x61")},
    {"a short unknown field between known ones", BYTES("\x0a\x01\x61\x68\x05\x72\x01\x78\x1a\x01\x2b")},
    {"empty texts", BYTES("\x0a\x00\x1a\x00\x52\x00\x4a\x00\x3a\x00\x7a\x00")},
    {"a text of 200 bytes",
     BYTES("\x0a\xc8\x01xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
           "xxxxx"
           "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")},
};

static void test_find_merged_messages_give_what_decoding_gives(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(merging); i++) {
        for (size_t cut = 0; cut <= merging[i].size; cut++)
            check_all_paths(merging[i].label, (const uint8_t *)merging[i].bytes, cut);
    }
}

static void test_find_value_says_type_enum_and_name(void **state)
{
    (void)state;
    static const char bytes[] = "\x0a\x01"
                                "a\x20\x01\x3a\x04\x10\x02\x18\x00\x4a\x00\x52\x01"
                                "k\x58\x05";
    const size_t size = sizeof bytes - 1;
    phonenum_value value = find_ok(bytes, size, "id");
    assert_int_equal(value.type, PHONENUM_VALUE_TEXT);
    assert_ptr_equal(value.text.data, bytes + 2);
    value = find_ok(bytes, size, "verification.status");
    assert_int_equal(value.type, PHONENUM_VALUE_ENUM);
    assert_int_equal(value.enumeration, PHONENUM_ENUMERATION_VERIFICATION_STATUS);
    assert_string_equal(value.name, "verified");
    value = find_ok(bytes, size, "verification.otp.strategy");
    assert_int_equal(value.enumeration, PHONENUM_ENUMERATION_VERIFICATION_STRATEGY);
    assert_null(value.name);
    value = find_ok(bytes, size, "verification");
    assert_int_equal(value.type, PHONENUM_VALUE_KIND);
    assert_string_equal(value.name, "otp");
    value = find_ok(NULL, 0, "verification");
    assert_int_equal(value.type, PHONENUM_VALUE_KIND);
    assert_string_equal(value.name, "none");
    value = find_ok(NULL, 0, "linked_to");
    assert_int_equal(value.type, PHONENUM_VALUE_COUNT);
    assert_int_equal(value.number, 0);
}

static void test_find_only_the_path_of_a_code_is_secret(void **state)
{
    (void)state;
    static const char bytes[] = "\x52\x01k";
    assert_true(find_ok(bytes, 3, "backup_codes[0]").secret);
    assert_true(find_ok(bytes, 3, "backup_codes[1]").secret);
    assert_false(find_ok(bytes, 3, "backup_codes").secret);
    assert_false(find_ok(bytes, 3, "id").secret);
}

static void check_path(const char *text, uint64_t offset)
{
    phonenum_path path;
    phonenum_value value;
    phonenum_error error = garbage_error();
    memset(&path, 0xa5, sizeof path);
    check_failure(text, phonenum_path_parse(text, &path, &error), &error, PHONENUM_ERR_PATH, offset, "");
    assert_true(memory_is_all(&path, sizeof path, 0));
    assert_int_equal(phonenum_path_parse(text, &path, NULL), PHONENUM_ERR_PATH);
    memset(&value, 0xa5, sizeof value);
    check_failure(text, phonenum_find("", 0, &path, &value, &error), &error, PHONENUM_ERR_ARGUMENT, 0, "");
    assert_true(memory_is_all(&value, sizeof value, 0));
}

static void test_path_that_the_schema_does_not_have_is_refused_at_its_offset(void **state)
{
    (void)state;
    check_path("", 0);
    check_path("nothing", 0);
    check_path("i", 0);
    check_path("idx", 0);
    check_path("ID", 0);
    check_path(" id", 0);
    check_path(".id", 0);
    check_path("[0]", 0);
    check_path("otp", 0);
    check_path("unknown", 0);
    check_path("id.", 2);
    check_path("id.type", 2);
    check_path("id[0]", 2);
    check_path("created_at ", 0);
    check_path("verification.", 13);
    check_path("verification[0]", 12);
    check_path("verification.id", 13);
    check_path("verification.otp", 16);
    check_path("verification.otp.", 17);
    check_path("verification.otp[0]", 16);
    check_path("verification.otp.id", 17);
    check_path("verification.admin", 18);
    check_path("verification.admin.channel", 19);
    check_path("verification.status.", 19);
    check_path("verification.otp.status[0]", 23);
    check_path("verification.strategy.known", 21);
    check_path("linked_to.", 9);
    check_path("linked_to[", 10);
    check_path("linked_to[]", 10);
    check_path("linked_to[0", 10);
    check_path("linked_to[-1].id", 10);
    check_path("linked_to[00].id", 10);
    check_path("linked_to[01].id", 10);
    check_path("linked_to[4294967296].id", 10);
    check_path("linked_to[99999999999999999999999999].id", 10);
    check_path("linked_to[0]", 12);
    check_path("linked_to[0]id", 12);
    check_path("linked_to[0].", 13);
    check_path("linked_to[0].channel", 13);
    check_path("linked_to[0].id.", 15);
    check_path("backup_codes.id", 12);
    check_path("backup_codes[0].", 15);
    check_path("backup_codes[0][0]", 15);
}

static void test_path_with_the_largest_index_is_absent(void **state)
{
    (void)state;
    assert_int_equal(find_ok("\x4a\x00", 2, "linked_to[4294967295].id").type, PHONENUM_VALUE_ABSENT);
    assert_int_equal(find_ok("\x52\x00", 2, "backup_codes[4294967295]").type, PHONENUM_VALUE_ABSENT);
}

static void test_path_error_is_a_line_with_its_place(void **state)
{
    (void)state;
    phonenum_path path;
    phonenum_error error;
    char line[PHONENUM_ERROR_LINE_SIZE];
    assert_int_equal(phonenum_path_parse("verification.id", &path, &error), PHONENUM_ERR_PATH);
    phonenum_error_format(&error, line, sizeof line);
    assert_string_equal(line, "the schema has no field of this name here (byte 13)");
}

static void check_utf8_error(const char *path, const char *bytes, size_t size, uint64_t offset, const char *field)
{
    builder copy = {0};
    build_bytes(&copy, bytes, size);
    check_find_fails(path, &copy, path, PHONENUM_ERR_UTF8, offset, field);
    builder_free(&copy);
}

static void test_find_text_that_is_not_utf8_is_refused_with_path_and_place(void **state)
{
    (void)state;
    check_utf8_error("id", BYTES("\x0a\x02\x61\xff"), 3, "id");
    check_utf8_error("backup_codes[1]", BYTES("\x52\x00\x52\x02\x61\xff"), 5, "backup_codes[1]");
    check_utf8_error("linked_to[1].type", BYTES("\x4a\x00\x4a\x03\x0a\x01\xff"), 6, "linked_to[1].type");
    check_utf8_error("verification.channel", BYTES("\x3a\x03\x42\x01\xff"), 4, "verification.otp.channel");
    check_utf8_error("verification.extra_json", BYTES("\x42\x03\x7a\x01\xff"), 4, "verification.admin.extra_json");
}

static void test_find_text_that_is_not_returned_may_be_anything(void **state)
{
    (void)state;
    static const char bytes[] = "\x0a\x01\xff\x0a\x01"
                                "a\x1a\x01\xff\x3a\x01\x07\x4a\x01\x07\x52\x01\xff";
    const size_t size = sizeof bytes - 1;
    assert_int_equal(find_ok(bytes, size, "id").text.size, 1);
    assert_int_equal(find_ok(bytes, size, "verification").number, PHONENUM_VERIFICATION_OTP);
    assert_int_equal(find_ok(bytes, size, "verification.admin.status").type, PHONENUM_VALUE_ABSENT);
    assert_int_equal(find_ok(bytes, size, "linked_to").number, 1);
    assert_int_equal(find_ok(bytes, size, "linked_to[1].id").type, PHONENUM_VALUE_ABSENT);
}

static void test_find_errors_have_the_path_that_decoding_gives(void **state)
{
    (void)state;
    builder bytes = {0};
    build_bytes(&bytes, "\x4a\x00\x52\x00\x4a\x00\x4a\x05", 8);
    check_find_fails("length", &bytes, "id", PHONENUM_ERR_LENGTH, 7, "linked_to[2]");
    builder_free(&bytes);
    build_bytes(&bytes, "\x4a\x00\x52\x00\x50\x80", 6);
    check_find_fails("varint", &bytes, "id", PHONENUM_ERR_TRUNCATED, 6, "backup_codes[1]");
    builder_free(&bytes);
    build_bytes(&bytes, "\x4a\x00\x4a\x02\x0a\x05", 6);
    check_find_fails("in a link", &bytes, "linked_to[1].id", PHONENUM_ERR_LENGTH, 5, "linked_to[1].type");
    builder_free(&bytes);
    build_bytes(&bytes, "\x3a\x02\x28\x80", 4);
    check_find_fails("in an otp", &bytes, "verification.status", PHONENUM_ERR_TRUNCATED, 4,
                     "verification.otp.attempts");
    builder_free(&bytes);
    build_bytes(&bytes, "\x3a\x01\x07", 3);
    check_find_fails("a bad tag in an otp", &bytes, "verification.status", PHONENUM_ERR_TAG, 2, "verification.otp");
    builder_free(&bytes);
    build_bytes(&bytes, "\x0a\x01\x61\x02\x00", 5);
    check_find_fails("number 0", &bytes, "id", PHONENUM_ERR_TAG, 3, "");
    builder_free(&bytes);
}

/* As deep as decoding allows by default, and one deeper. */
static void check_depth(size_t depth, uint32_t number, const char *path, bool fits)
{
    builder groups = {0};
    builder bytes = {0};
    build_run(&groups, 0x6b, depth);
    build_run(&groups, 0x6c, depth);
    if (number)
        build_field(&bytes, number, groups.data, groups.size);
    else
        build_bytes(&bytes, groups.data, groups.size);
    if (fits)
        (void)find_ok(bytes.data, bytes.size, path);
    else
        check_find_fails(path, &bytes, path, PHONENUM_ERR_LIMIT, bytes.size - depth - 1, NULL);
    builder_free(&groups);
    builder_free(&bytes);
}

static void test_find_groups_nest_as_deep_as_decoding_allows(void **state)
{
    (void)state;
    check_depth(PHONENUM_DEPTH_DEFAULT, 0, "id", true);
    check_depth(PHONENUM_DEPTH_DEFAULT + 1, 0, "id", false);
    check_depth(PHONENUM_DEPTH_DEFAULT - 1, 7, "verification.status", true);
    check_depth(PHONENUM_DEPTH_DEFAULT, 7, "verification.status", false);
    check_depth(PHONENUM_DEPTH_DEFAULT, 9, "linked_to[0].id", false);
}

/* No part of a code is in an error, whatever is wrong beside it or with it. */
static void test_find_errors_have_no_secret(void **state)
{
    (void)state;
    static const char *const paths[] = {"backup_codes[0]", "backup_codes", "id"};
    static const struct {
        const char *bytes;
        size_t size;
    } broken[] = {
        {BYTES("\x52\x0a" CANARY "abc\x07")},
        {BYTES("\x52\x7f" CANARY)},
        {BYTES("\x52\x09" CANARY "\xff\xff\x07")},
    };
    for (size_t i = 0; i < COUNT_OF(broken) * COUNT_OF(paths); i++) {
        const phonenum_path path = path_ok(paths[i % COUNT_OF(paths)]);
        phonenum_value value;
        phonenum_error error = garbage_error();
        assert_int_not_equal(
            phonenum_find(broken[i / COUNT_OF(paths)].bytes, broken[i / COUNT_OF(paths)].size, &path, &value, &error),
            PHONENUM_OK);
        assert_false(memory_holds_canary(&error, sizeof error));
        assert_true(memory_is_all(&value, sizeof value, 0));
    }
}

static void test_find_names_of_its_enums(void **state)
{
    (void)state;
    CHECK_NAME(value_type, PHONENUM_VALUE_TEXT, "text");
    CHECK_NAME(value_type, PHONENUM_VALUE_INTEGER, "integer");
    CHECK_NAME(value_type, PHONENUM_VALUE_BOOLEAN, "boolean");
    CHECK_NAME(value_type, PHONENUM_VALUE_ENUM, "enum");
    CHECK_NAME(value_type, PHONENUM_VALUE_COUNT, "count");
    CHECK_NAME(value_type, PHONENUM_VALUE_KIND, "kind");
    CHECK_NO_NAME(value_type, PHONENUM_VALUE_KIND + 1);
    assert_string_equal(phonenum_value_type_name(PHONENUM_VALUE_ABSENT), "absent");
    CHECK_NAME(enumeration, PHONENUM_ENUMERATION_PHONE_NUMBER_OBJECT, "phone_number_object");
    CHECK_NAME(enumeration, PHONENUM_ENUMERATION_VERIFICATION_OBJECT, "verification_object");
    CHECK_NAME(enumeration, PHONENUM_ENUMERATION_VERIFICATION_STATUS, "verification_status");
    CHECK_NAME(enumeration, PHONENUM_ENUMERATION_VERIFICATION_STRATEGY, "verification_strategy");
    CHECK_NO_NAME(enumeration, PHONENUM_ENUMERATION_VERIFICATION_STRATEGY + 1);
    assert_string_equal(phonenum_enumeration_name(PHONENUM_ENUMERATION_NONE), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find_every_path_of_every_vector_is_what_decoding_gives),
        cmocka_unit_test(test_find_every_path_of_samples_cut_anywhere_is_what_decoding_gives),
        cmocka_unit_test(test_find_merged_messages_give_what_decoding_gives),
        cmocka_unit_test(test_find_value_says_type_enum_and_name),
        cmocka_unit_test(test_find_only_the_path_of_a_code_is_secret),
        cmocka_unit_test(test_path_that_the_schema_does_not_have_is_refused_at_its_offset),
        cmocka_unit_test(test_path_with_the_largest_index_is_absent),
        cmocka_unit_test(test_path_error_is_a_line_with_its_place),
        cmocka_unit_test(test_find_text_that_is_not_utf8_is_refused_with_path_and_place),
        cmocka_unit_test(test_find_text_that_is_not_returned_may_be_anything),
        cmocka_unit_test(test_find_errors_have_the_path_that_decoding_gives),
        cmocka_unit_test(test_find_groups_nest_as_deep_as_decoding_allows),
        cmocka_unit_test(test_find_errors_have_no_secret),
        cmocka_unit_test(test_find_names_of_its_enums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
