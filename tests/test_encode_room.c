/*
 * Encodes records that have a lot of one thing into buffers of every size, on memory that ends where they do: whatever
 * part of a record it is that does not fit, nothing is written behind the end, and the size needed is told.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/memory.h"

#include <phonenum/codec.h>
#include <stdlib.h>
#include <string.h>

enum {
    MANY = 200,
    VERY_MANY = 800, /* more than the encoder writes in one piece, if the buffer has no room to spare */
    LONG = 700
};

static phonenum_str long_text(void)
{
    static char text[LONG];
    memset(text, 'x', sizeof text);
    return (phonenum_str){text, sizeof text};
}

static phonenum_verification long_verification(phonenum_verification_kind kind)
{
    return (phonenum_verification){.kind = kind, .verified_at_client = long_text()};
}

/* `whole` is NULL if nothing was written. */
static void check_delimited(const uint8_t *delimited, size_t size, const phonenum_bytes *whole)
{
    builder expected = {0};
    if (!whole)
        return;
    build_varint(&expected, whole->size);
    build_bytes(&expected, whole->data, whole->size);
    check_bytes("delimited", delimited, size, expected.data, expected.size);
    builder_free(&expected);
}

static void check_capacity(const phonenum_record *record, const phonenum_bytes *whole, size_t capacity)
{
    size_t size = 0;
    uint8_t *end = exact_copy(NULL, 0, capacity);
    phonenum_status status = phonenum_encode(record, end - capacity, capacity, &size, NULL);
    assert_int_equal(size, whole->size);
    assert_int_equal(status, capacity < whole->size ? PHONENUM_ERR_NO_SPACE : PHONENUM_OK);
    if (!status)
        check_bytes("room", end - capacity, size, whole->data, whole->size);
    status = phonenum_encode_delimited(record, end - capacity, capacity, &size, NULL);
    assert_int_equal(status, capacity < size ? PHONENUM_ERR_NO_SPACE : PHONENUM_OK);
    check_delimited(end - capacity, size, status ? NULL : whole);
    exact_free(end, capacity);
}

static void check_every_capacity(const phonenum_record *record)
{
    phonenum_bytes whole;
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    assert_int_equal(phonenum_encode_arena(record, &arena, &whole, NULL), PHONENUM_OK);
    assert_true(whole.size > 200);
    for (size_t capacity = 0; capacity <= whole.size + 300; capacity++)
        check_capacity(record, &whole, capacity);
    phonenum_arena_free(&arena);
}

static void test_encode_empty_links_outgrow_no_buffer(void **state)
{
    (void)state;
    static const phonenum_link links[VERY_MANY];
    phonenum_record record = {.linked_to = links, .linked_to_count = VERY_MANY};
    check_every_capacity(&record);
}

static void test_encode_more_than_one_piece_outgrows_no_buffer(void **state)
{
    (void)state;
    static phonenum_str codes[VERY_MANY];
    for (size_t i = 0; i < VERY_MANY; i++)
        codes[i] = i % 3 == 0 ? PHONENUM_STR("code") : PHONENUM_STR("");
    const phonenum_link link = {.type = PHONENUM_STR("saml"), .id = PHONENUM_STR("id")};
    phonenum_record record = {.linked_to = &link,
                              .linked_to_count = 1,
                              .backup_codes = codes,
                              .backup_codes_count = VERY_MANY,
                              .has_created_at = true,
                              .created_at = 1};
    check_every_capacity(&record);
}

/* Its length takes three bytes, where two are usual. */
static void test_encode_long_delimited_record_fits_exactly(void **state)
{
    (void)state;
    static phonenum_str codes[10000];
    static uint8_t buffer[20003];
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        codes[i] = PHONENUM_STR("");
    phonenum_record record = {.backup_codes = codes, .backup_codes_count = COUNT_OF(codes)};
    size_t size;
    assert_int_equal(phonenum_encode_delimited(&record, buffer, sizeof buffer, &size, NULL), PHONENUM_OK);
    assert_int_equal(size, sizeof buffer);
    for (size_t i = 3; i < size; i += 2)
        assert_int_equal(buffer[i], 0x52);
}

static void test_encode_very_long_text_has_no_room(void **state)
{
    (void)state;
    static char text[(1 << 20) + 1];
    static uint8_t buffer[10];
    memset(text, 'x', sizeof text);
    phonenum_record record = {.id = {text, sizeof text}};
    size_t size;
    assert_int_equal(phonenum_encode(&record, buffer, sizeof buffer, &size, NULL), PHONENUM_ERR_NO_SPACE);
    assert_int_equal(size, sizeof text + 4);
}

static void test_encode_empty_codes_outgrow_no_buffer(void **state)
{
    (void)state;
    phonenum_str codes[MANY];
    for (size_t i = 0; i < MANY; i++)
        codes[i] = PHONENUM_STR("");
    phonenum_record record = {.backup_codes = codes, .backup_codes_count = MANY};
    check_every_capacity(&record);
}

static void test_encode_long_text_of_each_field_outgrows_no_buffer(void **state)
{
    (void)state;
    const phonenum_str text = long_text();
    const phonenum_link links[] = {{.type = text}, {.id = text}, {.extra_json = text}};
    phonenum_record records[] = {
        {.id = text},
        {.phone_number = text},
        {.extra_json = text},
        {.backup_codes = &text, .backup_codes_count = 1},
        {.verification = long_verification(PHONENUM_VERIFICATION_OTP)},
        {.verification = long_verification(PHONENUM_VERIFICATION_ADMIN)},
        {.verification = {.kind = PHONENUM_VERIFICATION_OTP, .channel = text}},
        {.verification = {.kind = PHONENUM_VERIFICATION_OTP, .extra_json = text}},
        {.verification = {.kind = PHONENUM_VERIFICATION_OTP,
                          .strategy = {.kind = PHONENUM_STRATEGY_CUSTOM, .custom = text}}},
        {.linked_to = &links[0], .linked_to_count = 1},
        {.linked_to = &links[1], .linked_to_count = 1},
        {.linked_to = &links[2], .linked_to_count = 1},
    };
    for (size_t i = 0; i < COUNT_OF(records); i++)
        check_every_capacity(&records[i]);
}

static phonenum_str text_of(size_t size)
{
    return (phonenum_str){long_text().data, size};
}

/* A record whose fields each take the most that is written without a look at how much room is left. */
static phonenum_record largest_usual_record(phonenum_strategy strategy)
{
    return (phonenum_record){
        .id = text_of(32),
        .has_object = true,
        .phone_number = text_of(16),
        .has_reserved_for_second_factor = true,
        .has_default_second_factor = true,
        .has_reserved = true,
        .verification = {.kind = PHONENUM_VERIFICATION_OTP,
                         .has_object = true,
                         .has_status = true,
                         .strategy = strategy,
                         .has_attempts = true,
                         .attempts = -1,
                         .has_expire_at = true,
                         .expire_at = -1,
                         .verified_at_client = text_of(64),
                         .channel = text_of(16)},
        .has_created_at = true,
        .created_at = -1,
        .has_updated_at = true,
        .updated_at = -1,
    };
}

/* Without longer texts, and behind one: with some of the capacities that ends exactly where it may. */
static void test_encode_largest_usual_texts_outgrow_no_buffer(void **state)
{
    (void)state;
    const phonenum_link links[] = {{.type = text_of(32), .id = text_of(32), .extra_json = text_of(7)},
                                   {.type = long_text(), .id = text_of(32)}};
    const phonenum_str codes[] = {text_of(16), text_of(16), text_of(7)};
    const phonenum_strategy strategies[] = {{.kind = PHONENUM_STRATEGY_CUSTOM, .custom = text_of(7)},
                                            {.kind = PHONENUM_STRATEGY_CUSTOM, .custom = long_text()},
                                            {.kind = PHONENUM_STRATEGY_CUSTOM, .custom = text_of(7)}};
    for (size_t i = 0; i < COUNT_OF(strategies); i++) {
        phonenum_record record = largest_usual_record(strategies[i]);
        record.id = i == 0 ? long_text() : record.id;
        check_every_capacity(&record);
        record.linked_to = links;
        record.linked_to_count = COUNT_OF(links);
        check_every_capacity(&record);
        record.backup_codes = codes;
        record.backup_codes_count = COUNT_OF(codes);
        check_every_capacity(&record);
    }
}

/* More than there is room for without a look at it, though none of the texts is long. */
static void test_encode_texts_a_little_longer_than_usual_outgrow_no_buffer(void **state)
{
    (void)state;
    phonenum_record record =
        largest_usual_record((phonenum_strategy){.kind = PHONENUM_STRATEGY_CUSTOM, .custom = text_of(32)});
    record.phone_number = text_of(32);
    record.verification.channel = text_of(32);
    check_every_capacity(&record);
}

static void test_encode_long_unknown_fields_outgrow_no_buffer(void **state)
{
    (void)state;
    uint8_t fields[3 * MANY];
    for (size_t i = 0; i < MANY; i++)
        memcpy(fields + 3 * i, "\xa0\x06\x01", 3); /* 100: 1 */
    const phonenum_bytes unknown = {fields, sizeof fields};
    const phonenum_link link = {.unknown = unknown};
    phonenum_record records[] = {
        {.unknown = unknown},
        {.verification = {.kind = PHONENUM_VERIFICATION_ADMIN, .unknown = unknown}},
        {.linked_to = &link, .linked_to_count = 1},
    };
    for (size_t i = 0; i < COUNT_OF(records); i++)
        check_every_capacity(&records[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encode_empty_links_outgrow_no_buffer),
        cmocka_unit_test(test_encode_more_than_one_piece_outgrows_no_buffer),
        cmocka_unit_test(test_encode_long_delimited_record_fits_exactly),
        cmocka_unit_test(test_encode_very_long_text_has_no_room),
        cmocka_unit_test(test_encode_empty_codes_outgrow_no_buffer),
        cmocka_unit_test(test_encode_long_text_of_each_field_outgrows_no_buffer),
        cmocka_unit_test(test_encode_largest_usual_texts_outgrow_no_buffer),
        cmocka_unit_test(test_encode_texts_a_little_longer_than_usual_outgrow_no_buffer),
        cmocka_unit_test(test_encode_long_unknown_fields_outgrow_no_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
