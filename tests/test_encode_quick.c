/*
 * The encoder walks over a record in a quick way, where there is much room, and in a careful one: both must give the same
 * bytes, and refuse the same. Texts of every size that matters, with every byte of them bad, in every field.
 */
#include "support/check.h"
#include "support/memory.h"

#include <phonenum/codec.h>
#include <stdio.h>
#include <string.h>

enum {
    ROOM = 256, /* more than a record takes: what makes the quick walk possible */
    SIZE_MOST = 70,
    TEXTS = 11
};

/* A record with a place for every text, and where each stands in an error's path. */
struct sample {
    phonenum_record record;
    phonenum_link link;
    phonenum_str code;
};

static const char *const paths[TEXTS] = {
    "id",
    "phone_number",
    "verification.otp.custom_strategy",
    "verification.otp.verified_at_client",
    "verification.otp.channel",
    "verification.otp.extra_json",
    "linked_to[0].type",
    "linked_to[0].id",
    "linked_to[0].extra_json",
    "backup_codes[0]",
    "extra_json",
};

/* The sample has all kinds of fields but texts, so that the place behind each of them is looked at too. */
static void make_sample(struct sample *sample)
{
    memset(sample, 0, sizeof *sample);
    sample->code = PHONENUM_STR("");
    sample->record = (phonenum_record){
        .has_object = true,
        .has_reserved = true,
        .verification = {.kind = PHONENUM_VERIFICATION_OTP,
                         .has_status = true,
                         .strategy = {.kind = PHONENUM_STRATEGY_CUSTOM, .custom = PHONENUM_STR("")},
                         .has_attempts = true},
        .linked_to = &sample->link,
        .linked_to_count = 1,
        .backup_codes = &sample->code,
        .backup_codes_count = 1,
        .has_updated_at = true,
        .updated_at = 1700000000000,
    };
}

static phonenum_str *text_of(struct sample *sample, size_t index)
{
    phonenum_verification *verification = &sample->record.verification;
    phonenum_str *texts[TEXTS] = {
        &sample->record.id,
        &sample->record.phone_number,
        &verification->strategy.custom,
        &verification->verified_at_client,
        &verification->channel,
        &verification->extra_json,
        &sample->link.type,
        &sample->link.id,
        &sample->link.extra_json,
        &sample->code,
        &sample->record.extra_json,
    };
    return texts[index];
}

/* Encodes with much room and with none to spare; the bytes, which must be the same, are `out`'s. Returns their size. */
static size_t check_both(const char *label, const phonenum_record *record, uint8_t *out, size_t capacity)
{
    size_t size;
    size_t exact_size;
    phonenum_error error = garbage_error();
    assert_int_equal(phonenum_encoded_size(record, &exact_size, NULL), PHONENUM_OK);
    assert_true(exact_size + ROOM <= capacity);
    check_success(label, phonenum_encode(record, out, exact_size + ROOM, &size, &error), &error);
    uint8_t *end = exact_copy(NULL, 0, exact_size);
    phonenum_status status = phonenum_encode(record, end - exact_size, exact_size, &exact_size, &error);
    check_success(label, status, &error);
    check_bytes(label, out, size, end - exact_size, exact_size);
    exact_free(end, exact_size);
    return size;
}

/* Both must refuse, for the same reason. */
static void check_both_refuse(const char *label, const phonenum_record *record, phonenum_status expected, size_t offset,
                              const char *path)
{
    static uint8_t out[4096];
    static const size_t capacities[] = {0, sizeof out};
    for (size_t i = 0; i < COUNT_OF(capacities); i++) {
        size_t size = SIZE_MAX;
        phonenum_error error = garbage_error();
        phonenum_status status = phonenum_encode(record, out, capacities[i], &size, &error);
        check_failure(label, status, &error, expected, offset, path);
        assert_int_equal(size, 0);
    }
}

/* A text without a NUL behind it, and with memory that ends where it does. */
static void check_text(struct sample *sample, size_t index, const char *data, size_t size)
{
    static uint8_t out[4096];
    char *copy = (char *)exact_copy(data, size, 1);
    *text_of(sample, index) = (phonenum_str){copy, size};
    size_t encoded_size = check_both(paths[index], &sample->record, out, sizeof out);
    phonenum_record decoded;
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    assert_int_equal(phonenum_decode(out, encoded_size, NULL, &arena, &decoded, NULL), PHONENUM_OK);
    assert_true(phonenum_equal(&decoded, &sample->record));
    phonenum_arena_free(&arena);
    exact_free((uint8_t *)copy, 1);
}

static void test_encode_quick_texts_of_every_size_in_every_field_are_the_same(void **state)
{
    (void)state;
    char text[SIZE_MOST + 1];
    for (size_t index = 0; index < TEXTS; index++) {
        struct sample sample;
        make_sample(&sample);
        for (size_t size = 0; size <= SIZE_MOST; size++) {
            memset(text, 'a', size);
            check_text(&sample, index, text, size);
            for (size_t at = 0; at + 2 <= size; at++) {
                memcpy(text + at, "\xc3\xa9", 2);
                check_text(&sample, index, text, size);
                memset(text + at, 'a', 2);
            }
        }
    }
}

/* Where in the bytes the text stands that begins with this byte. */
static size_t place_of(const uint8_t *bytes, size_t size, uint8_t first)
{
    const uint8_t *found = memchr(bytes, first, size);
    assert_non_null(found);
    return (size_t)(found - bytes);
}

static void check_bad_byte(struct sample *sample, size_t index, char *text, size_t size, size_t at)
{
    static uint8_t out[4096];
    *text_of(sample, index) = (phonenum_str){text, size};
    size_t encoded_size = check_both(paths[index], &sample->record, out, sizeof out);
    size_t bad = place_of(out, encoded_size, 'a') + at;
    out[bad] = 0xff;
    text[at] = (char)0xff;
    check_both_refuse(paths[index], &sample->record, PHONENUM_ERR_UTF8, at, paths[index]);
    phonenum_record decoded;
    phonenum_arena arena;
    phonenum_error error = garbage_error();
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_status status = phonenum_decode(out, encoded_size, NULL, &arena, &decoded, &error);
    check_failure(paths[index], status, &error, PHONENUM_ERR_UTF8, bad, paths[index]);
    phonenum_arena_free(&arena);
    text[at] = 'a';
}

static void test_encode_quick_a_bad_byte_anywhere_is_refused_and_decoding_too(void **state)
{
    (void)state;
    char text[SIZE_MOST];
    memset(text, 'a', sizeof text);
    for (size_t index = 0; index < TEXTS; index++) {
        struct sample sample;
        make_sample(&sample);
        for (size_t size = 1; size <= SIZE_MOST; size++) {
            for (size_t at = 0; at < size; at++)
                check_bad_byte(&sample, index, text, size, at);
        }
    }
}

static void test_encode_quick_size_without_data_is_refused_in_every_field(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 7, 8, 16, 31, 64, 100};
    for (size_t index = 0; index < TEXTS; index++) {
        struct sample sample;
        make_sample(&sample);
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            *text_of(&sample, index) = (phonenum_str){NULL, sizes[i]};
            check_both_refuse(paths[index], &sample.record, PHONENUM_ERR_RECORD, 0, paths[index]);
        }
    }
}

static void test_encode_quick_long_texts_are_the_same(void **state)
{
    (void)state;
    static char text[70000];
    static uint8_t out[sizeof text + 1024];
    static const size_t sizes[] = {127, 128, 255, 256, 16383, 16384, 65535, 65536, 70000};
    memset(text, 'a', sizeof text);
    for (size_t index = 0; index < TEXTS; index++) {
        struct sample sample;
        make_sample(&sample);
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            *text_of(&sample, index) = (phonenum_str){text, sizes[i]};
            (void)check_both(paths[index], &sample.record, out, sizeof out);
        }
    }
}

static void check_numbers(int64_t attempts, int64_t expire_at, int64_t created_at, int64_t updated_at)
{
    uint8_t out[1024];
    char label[128];
    (void)snprintf(label, sizeof label, "%lld, %lld, %lld, %lld", (long long)attempts, (long long)expire_at,
                   (long long)created_at, (long long)updated_at);
    phonenum_record record = {.verification = {.kind = PHONENUM_VERIFICATION_ADMIN}};
    for (unsigned has = 0; has < 16; has++) {
        phonenum_record decoded;
        phonenum_arena arena;
        phonenum_arena_init(&arena, NULL, 0, NULL);
        /* Absent ones have the value too, which then does not count. */
        record.verification.has_attempts = has & 1;
        record.verification.has_expire_at = has >> 1 & 1;
        record.has_created_at = has >> 2 & 1;
        record.has_updated_at = has >> 3 & 1;
        record.verification.attempts = attempts;
        record.verification.expire_at = expire_at;
        record.created_at = created_at;
        record.updated_at = updated_at;
        size_t size = check_both(label, &record, out, sizeof out);
        assert_int_equal(phonenum_decode(out, size, NULL, &arena, &decoded, NULL), PHONENUM_OK);
        if (!phonenum_equal(&decoded, &record))
            fail_msg("%s, present %u: decoded as another record", label, has);
        phonenum_arena_free(&arena);
    }
}

static void test_encode_quick_numbers_around_every_power_of_two_are_the_same(void **state)
{
    (void)state;
    const int64_t time = 1700000000000;
    for (int bit = 0; bit < 64; bit++) {
        for (int offset = -1; offset <= 1; offset++) {
            int64_t value = (int64_t)((UINT64_C(1) << bit) + (uint64_t)offset);
            check_numbers(value, value, value, value);
            check_numbers(time, time, value, time);
            check_numbers(time, time, time, value);
            check_numbers(1, time + value % 1000, time, time);
        }
    }
    for (int64_t attempts = 0; attempts < 300; attempts++)
        check_numbers(attempts, time, time, time);
}

static void test_encode_quick_kinds_and_counts_out_of_range_are_refused(void **state)
{
    (void)state;
    const phonenum_link link = {.type = PHONENUM_STR("saml")};
    const phonenum_str code = PHONENUM_STR("code");
    struct sample sample;
    make_sample(&sample);
    sample.record.verification.kind = (phonenum_verification_kind)3;
    check_both_refuse("kind", &sample.record, PHONENUM_ERR_RECORD, 0, "verification");
    make_sample(&sample);
    sample.record.verification.strategy.kind = (phonenum_strategy_kind)-1;
    check_both_refuse("strategy", &sample.record, PHONENUM_ERR_RECORD, 0, "verification.otp.strategy");
    /* So many that their size is 0 to the machine. */
    phonenum_record record = {.linked_to = &link, .linked_to_count = SIZE_MAX / sizeof link + 1};
    check_both_refuse("links", &record, PHONENUM_ERR_LIMIT, 0, "linked_to");
    record = (phonenum_record){.backup_codes = &code, .backup_codes_count = SIZE_MAX / sizeof code + 1};
    check_both_refuse("codes", &record, PHONENUM_ERR_LIMIT, 0, "backup_codes");
}

/* A record in memory that was never set: whatever comes of it, nothing is written behind the buffer. */
static void test_encode_quick_flags_that_are_no_bools_outgrow_no_buffer(void **state)
{
    (void)state;
    for (size_t capacity = 0; capacity < 2 * ROOM; capacity++) {
        phonenum_record record = {.verification = {.kind = PHONENUM_VERIFICATION_OTP}};
        size_t size;
        memset(&record.has_object, 0xff, sizeof record.has_object);
        memset(&record.has_reserved_for_second_factor, 0xff, sizeof(bool));
        memset(&record.has_default_second_factor, 0xff, sizeof(bool));
        memset(&record.has_reserved, 0xff, sizeof(bool));
        memset(&record.reserved, 0xff, sizeof(bool));
        memset(&record.has_created_at, 0xff, sizeof(bool));
        memset(&record.has_updated_at, 0xff, sizeof(bool));
        memset(&record.verification.has_object, 0xff, sizeof(bool));
        memset(&record.verification.has_status, 0xff, sizeof(bool));
        memset(&record.verification.has_attempts, 0xff, sizeof(bool));
        memset(&record.verification.has_expire_at, 0xff, sizeof(bool));
        uint8_t *end = exact_copy(NULL, 0, capacity);
        phonenum_status status = phonenum_encode(&record, end - capacity, capacity, &size, NULL);
        assert_true(status != PHONENUM_OK || size <= capacity);
        exact_free(end, capacity);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encode_quick_texts_of_every_size_in_every_field_are_the_same),
        cmocka_unit_test(test_encode_quick_a_bad_byte_anywhere_is_refused_and_decoding_too),
        cmocka_unit_test(test_encode_quick_size_without_data_is_refused_in_every_field),
        cmocka_unit_test(test_encode_quick_long_texts_are_the_same),
        cmocka_unit_test(test_encode_quick_numbers_around_every_power_of_two_are_the_same),
        cmocka_unit_test(test_encode_quick_kinds_and_counts_out_of_range_are_refused),
        cmocka_unit_test(test_encode_quick_flags_that_are_no_bools_outgrow_no_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
