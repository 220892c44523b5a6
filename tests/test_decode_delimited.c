/*
 * Decoding a record behind its length: what it consumes, where it says that something is wrong.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/vectors.h"

#include <phonenum/codec.h>
#include <string.h>

static phonenum_status decode(const void *data, size_t size, const phonenum_decode_options *options, size_t *consumed,
                              phonenum_record *record, phonenum_error *error)
{
    phonenum_arena arena = new_arena();
    uint8_t *bytes = exact_copy(data, size, 1);
    *consumed = 77;
    *error = garbage_error();
    phonenum_status status = phonenum_decode_delimited(bytes, size, options, &arena, record, consumed, error);
    exact_free(bytes, 1);
    /* Nothing of the record is looked at but what is no pointer. */
    phonenum_arena_free(&arena);
    return status;
}

/* Fails with this status at this offset, and consumes nothing. */
static void check_fails(const char *label, const void *data, size_t size, const phonenum_decode_options *options,
                        phonenum_status expected, uint64_t offset)
{
    size_t consumed;
    phonenum_record record;
    phonenum_error error;
    phonenum_status status = decode(data, size, options, &consumed, &record, &error);
    check_failure(label, status, &error, expected, offset, NULL);
    check_absent(label, &record);
    assert_int_equal(consumed, 0);
}

/* The record alone, and with other bytes after it, is consumed whole. Every proper prefix is truncated. */
static void check_every_end(const char *label, const builder *delimited)
{
    phonenum_record record;
    phonenum_error error;
    size_t consumed;
    builder longer = {0};
    build_bytes(&longer, delimited->data, delimited->size);
    for (size_t more = 0; more < 3; more++) {
        check_success(label, decode(longer.data, longer.size, NULL, &consumed, &record, &error), &error);
        assert_int_equal(consumed, delimited->size);
        build_bytes(&longer, "\xff", 1);
    }
    for (size_t size = 0; size < delimited->size; size++)
        check_fails(label, delimited->data, size, NULL, PHONENUM_ERR_TRUNCATED, size);
    builder_free(&longer);
}

static void run_accepted(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    builder delimited = {0};
    build_varint(&delimited, bytes.size);
    build_bytes(&delimited, bytes.data, bytes.size);
    check_every_end(vector->fields[0], &delimited);
    builder_free(&delimited);
    builder_free(&bytes);
}

static void test_decode_delimited_accepted_vectors_are_consumed_whole(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_accepted);
}

static void test_decode_delimited_reads_what_encode_delimited_wrote(void **state)
{
    (void)state;
    phonenum_record records[2] = {{.id = PHONENUM_STR("first")}, {.has_created_at = true, .created_at = -1}};
    uint8_t bytes[600];
    size_t size = 0;
    for (size_t i = 0; i < COUNT_OF(records); i++) {
        size_t one;
        assert_int_equal(phonenum_encode_delimited(&records[i], bytes + size, sizeof bytes - size, &one, NULL), 0);
        size += one;
    }
    phonenum_arena arena = new_arena();
    phonenum_record record;
    for (size_t i = 0, at = 0; i < COUNT_OF(records); i++) {
        size_t consumed;
        phonenum_status status =
            phonenum_decode_delimited(bytes + at, size - at, NULL, &arena, &record, &consumed, NULL);
        assert_int_equal(status, PHONENUM_OK);
        assert_true(phonenum_equal(&record, &records[i]));
        at += consumed;
        assert_true(i == 0 || at == size);
    }
    phonenum_arena_free(&arena);
}

static void test_decode_delimited_errors_are_placed_from_the_length_on(void **state)
{
    (void)state;
    check_fails("no bytes", NULL, 0, NULL, PHONENUM_ERR_TRUNCATED, 0);
    check_fails("UTF-8 in a record",
                "\x04\x0a\x02"
                "a\xff",
                5, NULL, PHONENUM_ERR_UTF8, 4);
    check_fails("length in a record", "\x82\x00\x0a\x05", 4, NULL, PHONENUM_ERR_LENGTH, 3);
    check_fails("a length of 6 bytes", "\x80\x80\x80\x80\x80\x00", 6, NULL, PHONENUM_ERR_VARINT, 0);
    check_fails("the largest length", "\xff\xff\xff\xff\x0f", 5, NULL, PHONENUM_ERR_LIMIT, 0);
}

static void test_decode_delimited_lengths_may_be_overlong(void **state)
{
    (void)state;
    phonenum_record record;
    phonenum_error error;
    size_t consumed;
    check_success("overlong", decode("\x80\x80\x80\x80\x00", 5, NULL, &consumed, &record, &error), &error);
    assert_int_equal(consumed, 5);
}

static void test_decode_delimited_options_are_kept_to(void **state)
{
    (void)state;
    const phonenum_decode_options small = {.limits = {.input = 3}};
    const phonenum_decode_options wrong = {.flags = 1u << 31};
    check_fails("over the limit", "\x04", 1, &small, PHONENUM_ERR_LIMIT, 0);
    check_fails("at the limit, but cut", "\x03", 1, &small, PHONENUM_ERR_TRUNCATED, 1);
    check_fails("an unknown flag", "\x00", 1, &wrong, PHONENUM_ERR_ARGUMENT, 0);
}

static void test_decode_delimited_refuses_options_and_bytes_without_an_error_too(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x02, 0x0a, 0x05};
    static const uint8_t empty_text[] = {0x02, 0x0a, 0x00};
    phonenum_decode_options wrong[4] = {{.flags = 8}, {.limits.depth = PHONENUM_DEPTH_MAX + 1}};
    wrong[2].spare[0] = 1;
    wrong[3].limits.spare[0] = 1;
    phonenum_arena arena = new_arena();
    phonenum_arena none;
    phonenum_record record;
    phonenum_error error;
    size_t consumed;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(phonenum_decode_delimited(bytes, sizeof bytes, &wrong[i], &arena, &record, &consumed, NULL),
                         PHONENUM_ERR_ARGUMENT);
    assert_int_equal(phonenum_decode_delimited(bytes, sizeof bytes, NULL, &arena, &record, &consumed, NULL),
                     PHONENUM_ERR_LENGTH);
    static unsigned char byte;
    phonenum_arena_init(&none, &byte, 1, NULL);
    assert_int_equal(phonenum_decode_delimited(empty_text, sizeof empty_text, NULL, &none, &record, &consumed, &error),
                     PHONENUM_ERR_NO_MEMORY);
    phonenum_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode_delimited_refuses_options_and_bytes_without_an_error_too),
        cmocka_unit_test(test_decode_delimited_accepted_vectors_are_consumed_whole),
        cmocka_unit_test(test_decode_delimited_reads_what_encode_delimited_wrote),
        cmocka_unit_test(test_decode_delimited_errors_are_placed_from_the_length_on),
        cmocka_unit_test(test_decode_delimited_lengths_may_be_overlong),
        cmocka_unit_test(test_decode_delimited_options_are_kept_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
