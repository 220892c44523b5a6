/*
 * Holds encoding to its bytes, to its buffer, and to its list of what can't be encoded.
 */
#include "support/check.h"
#include "support/memory.h"
#include "support/samples.h"
#include "support/vectors.h"

#include <phonenum/codec.h>
#include <stdlib.h>
#include <string.h>

enum {
    GUARD = 0xc5, /* what a buffer holds before the call */
    BEYOND = 400  /* capacity more than needed that is tried: far more than where it is seen at once to be enough */
};

static phonenum_bytes encode_ok(const char *label, const phonenum_record *record, phonenum_arena *arena)
{
    phonenum_bytes encoded;
    phonenum_error error = garbage_error();
    check_success(label, phonenum_encode_arena(record, arena, &encoded, &error), &error);
    assert_non_null(encoded.data);
    return encoded;
}

static void check_encoding(const char *label, const phonenum_record *record, const void *expected, size_t size)
{
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_bytes encoded = encode_ok(label, record, &arena);
    check_bytes(label, encoded.data, encoded.size, expected, size);
    /* And with much room to spare. */
    uint8_t *roomy = phonenum_arena_alloc(&arena, size + BEYOND, 1);
    assert_non_null(roomy);
    assert_int_equal(phonenum_encode(record, roomy, size + BEYOND, &encoded.size, NULL), PHONENUM_OK);
    check_bytes(label, roomy, encoded.size, expected, size);
    phonenum_arena_free(&arena);
}

static void test_encode_admin_record_gives_these_very_bytes(void **state)
{
    (void)state;
    static const char expected[] = "\x0a\x1f" /* 1, id: 31 bytes */
                                   "idn_29w83sxmDNGwOuEthce5gg56FcC"
                                   "\x10\x01"                     /* 2, object: PHONE_NUMBER */
                                   "\x1a\x0c+15555550100"         /* 3, phone_number: 12 bytes */
                                   "\x20\x01"                     /* 4, reserved_for_second_factor: true */
                                   "\x28\x00"                     /* 5, default_second_factor: false */
                                   "\x30\x00"                     /* 6, reserved: false */
                                   "\x42\x04"                     /* 8, admin: 4 bytes */
                                   "\x10\x02"                     /*   2, status: VERIFIED */
                                   "\x18\x05"                     /*   3, strategy: ADMIN */
                                   "\x58\x80\xd0\x95\xff\xbc\x31" /* 11, created_at: 1700000000000 */
                                   "\x60\x81\xd0\x95\xff\xbc\x31" /* 12, updated_at: 1700000000001 */;
    sample admin;
    sample_admin(&admin);
    check_encoding("admin", &admin.record, expected, sizeof expected - 1);
}

static void test_encode_full_record_gives_these_very_bytes(void **state)
{
    (void)state;
    static const char expected[] = "\x0a\x1f" /* 1, id: 31 bytes */
                                   "idn_29w83sxmDNGwOuEthce5gg56FcC"
                                   "\x10\x01"                     /* 2, object: PHONE_NUMBER */
                                   "\x1a\x0c+15555550100"         /* 3, phone_number: 12 bytes */
                                   "\x20\x01"                     /* 4, reserved_for_second_factor: true */
                                   "\x28\x00"                     /* 5, default_second_factor: false */
                                   "\x30\x00"                     /* 6, reserved: false */
                                   "\x3a\x37"                     /* 7, otp: 55 bytes */
                                   "\x08\x01"                     /*   1, object: VERIFICATION_OTP */
                                   "\x10\x02"                     /*   2, status: VERIFIED */
                                   "\x22\x07passkey"              /*   4, custom_strategy: 7 bytes */
                                   "\x28\x01"                     /*   5, attempts: 1 */
                                   "\x30\xc0\x9f\xba\xff\xbc\x31" /*   6, expire_at: 1700000600000 */
                                   "\x3a\x08"
                                   "client_1"                        /*   7, verified_at_client: 8 bytes */
                                   "\x42\x03sms"                     /*   8, channel: 3 bytes */
                                   "\x7a\x07{\"a\":1}"               /*   15, extra_json: 7 bytes */
                                   "\xab\x06\x0d\1\2\3\4\xac\x06"    /*   101, unknown: a group with a fixed32 */
                                   "\x4a\x21"                        /* 9, linked_to: 33 bytes */
                                   "\x0a\x0coauth_google"            /*   1, type: 12 bytes */
                                   "\x12\x05idn_1"                   /*   2, id: 5 bytes */
                                   "\x7a\x07{\"b\":0}"               /*   15, extra_json: 7 bytes */
                                   "\xa0\x06\x07"                    /*   100, unknown: varint 7 */
                                   "\x4a\x0d"                        /* 9, linked_to: 13 bytes */
                                   "\x0a\x04saml"                    /*   1, type: 4 bytes */
                                   "\x12\x05idn_2"                   /*   2, id: 5 bytes */
                                   "\x52\x08" CANARY "1"             /* 10, backup_codes: 8 bytes */
                                   "\x52\x08" CANARY "2"             /* 10, backup_codes: 8 bytes */
                                   "\x58\x80\xd0\x95\xff\xbc\x31"    /* 11, created_at: 1700000000000 */
                                   "\x60\x81\xd0\x95\xff\xbc\x31"    /* 12, updated_at: 1700000000001 */
                                   "\x7a\x10{\"c\":\"" CANARY "3\"}" /* 15, extra_json: 16 bytes */
                                   "\xa0\x06\x07" /* 100, unknown: varint 7 */;
    sample full;
    sample_full(&full);
    check_encoding("full", &full.record, expected, sizeof expected - 1);
}

static void test_encode_absent_record_gives_no_bytes(void **state)
{
    (void)state;
    const phonenum_record record = PHONENUM_RECORD_INIT;
    size_t size = 1;
    phonenum_error error = garbage_error();
    check_success("size", phonenum_encoded_size(&record, &size, &error), &error);
    assert_int_equal(size, 0);
    size = 1;
    check_success("encode", phonenum_encode(&record, NULL, 0, &size, &error), &error);
    assert_int_equal(size, 0);
    check_encoding("arena", &record, "", 0);
}

/* X(bytes, statement): what an explicit zero, false, "", enum 0 or empty submessage alone is written as. */
#define EXPLICIT(X)                                                                         \
    X("\x0a\x00", record.id = PHONENUM_STR(""))                                             \
    X("\x10\x00", record.has_object = true)                                                 \
    X("\x1a\x00", record.phone_number = PHONENUM_STR(""))                                   \
    X("\x20\x00", record.has_reserved_for_second_factor = true)                             \
    X("\x28\x00", record.has_default_second_factor = true)                                  \
    X("\x30\x00", record.has_reserved = true)                                               \
    X("\x3a\x00", verification->kind = PHONENUM_VERIFICATION_OTP)                           \
    X("\x42\x00", verification->kind = PHONENUM_VERIFICATION_ADMIN)                         \
    X("\x3a\x02\x08\x00", (OTP, verification->has_object = true))                           \
    X("\x3a\x02\x10\x00", (OTP, verification->has_status = true))                           \
    X("\x3a\x02\x18\x00", (OTP, verification->strategy.kind = PHONENUM_STRATEGY_KNOWN))     \
    X("\x3a\x02\x22\x00", (OTP, verification->strategy = empty_strategy))                   \
    X("\x3a\x02\x28\x00", (OTP, verification->has_attempts = true))                         \
    X("\x3a\x02\x30\x00", (OTP, verification->has_expire_at = true))                        \
    X("\x3a\x02\x3a\x00", (OTP, verification->verified_at_client = PHONENUM_STR("")))       \
    X("\x3a\x02\x42\x00", (OTP, verification->channel = PHONENUM_STR("")))                  \
    X("\x3a\x02\x7a\x00", (OTP, verification->extra_json = PHONENUM_STR("")))               \
    X("\x42\x02\x7a\x00", (ADMIN, verification->extra_json = PHONENUM_STR("")))             \
    X("\x4a\x00", record.linked_to_count = 1)                                               \
    X("\x4a\x02\x0a\x00", (record.linked_to_count = 1, link.type = PHONENUM_STR("")))       \
    X("\x4a\x02\x12\x00", (record.linked_to_count = 1, link.id = PHONENUM_STR("")))         \
    X("\x4a\x02\x7a\x00", (record.linked_to_count = 1, link.extra_json = PHONENUM_STR(""))) \
    X("\x52\x00", record.backup_codes_count = 1)                                            \
    X("\x58\x00", record.has_created_at = true)                                             \
    X("\x60\x00", record.has_updated_at = true)                                             \
    X("\x7a\x00", record.extra_json = PHONENUM_STR(""))

#define OTP verification->kind = PHONENUM_VERIFICATION_OTP
#define ADMIN verification->kind = PHONENUM_VERIFICATION_ADMIN

static void check_explicit(const phonenum_record *record, const char *bytes, size_t size)
{
    check_encoding("explicit", record, bytes, size);
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record decoded;
    assert_int_equal(phonenum_decode(bytes, size, NULL, &arena, &decoded, NULL), PHONENUM_OK);
    assert_true(phonenum_equal(record, &decoded));
    phonenum_arena_free(&arena);
}

static void test_encode_explicit_zeros_are_present_and_come_back(void **state)
{
    (void)state;
    const phonenum_strategy empty_strategy = {.kind = PHONENUM_STRATEGY_CUSTOM, .custom = PHONENUM_STR("")};
    const phonenum_str code = PHONENUM_STR("");
    (void)empty_strategy;
#define CHECK_EXPLICIT(bytes, statement)                                      \
    {                                                                         \
        phonenum_link link = {.type = phonenum_cstr(NULL)};                   \
        phonenum_record record = {.linked_to = &link, .backup_codes = &code}; \
        phonenum_verification *verification = &record.verification;           \
        (void)verification;                                                   \
        statement;                                                            \
        check_explicit(&record, bytes, sizeof(bytes) - 1);                    \
    }
    EXPLICIT(CHECK_EXPLICIT)
}

static void test_encode_int64_extremes_come_back(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *varint;
    } extremes[] = {
        {INT64_MAX, "\xff\xff\xff\xff\xff\xff\xff\xff\x7f"},     /* nine bytes */
        {INT64_MIN, "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"}, /* ten */
        {-1, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"},
    };
    for (size_t i = 0; i < COUNT_OF(extremes); i++) {
        phonenum_record record = {.has_created_at = true, .created_at = extremes[i].value};
        char expected[16] = "\x58"; /* 11, created_at */
        strcat(expected, extremes[i].varint);
        check_explicit(&record, expected, strlen(expected));
        record = (phonenum_record){
            .verification = {.kind = PHONENUM_VERIFICATION_OTP, .has_attempts = true, .attempts = extremes[i].value}};
        char inner[16] = "\x28"; /* 5, attempts */
        strcat(inner, extremes[i].varint);
        char outer[16] = {0x3a, (char)strlen(inner)}; /* 7, otp */
        strcat(outer, inner);
        check_explicit(&record, outer, strlen(outer));
    }
}

static void test_encode_true_is_one(void **state)
{
    (void)state;
    phonenum_record record = {.has_reserved = true, .reserved = true};
    check_explicit(&record, "\x30\x01", 2);
}

/* Encodes into `capacity` bytes with guards behind; start and guards must be as the contract says. */
static void check_capacity(const phonenum_record *record, const phonenum_bytes *whole, size_t capacity)
{
    uint8_t *buffer = malloc(capacity + 16);
    assert_non_null(buffer);
    memset(buffer, GUARD, capacity + 16);
    size_t size = SIZE_MAX;
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_encode(record, buffer, capacity, &size, &error);
    assert_int_equal(size, whole->size);
    if (capacity < whole->size) {
        check_failure("small", status, &error, PHONENUM_ERR_NO_SPACE, 0, "");
    } else {
        check_success("enough", status, &error);
        check_bytes("enough", buffer, size, whole->data, whole->size);
    }
    assert_true(memory_is_all(buffer + capacity, 16, GUARD));
    free(buffer);
    buffer = exact_copy(NULL, 0, capacity); /* and where AddressSanitizer knows of no byte behind */
    status = phonenum_encode(record, buffer - capacity, capacity, &size, NULL);
    assert_int_equal(status, capacity < whole->size ? PHONENUM_ERR_NO_SPACE : PHONENUM_OK);
    exact_free(buffer, capacity);
}

static void check_every_capacity(const char *label, const phonenum_record *record)
{
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_bytes whole = encode_ok(label, record, &arena);
    size_t size = 0;
    assert_int_equal(phonenum_encoded_size(record, &size, NULL), PHONENUM_OK);
    assert_int_equal(size, whole.size);
    for (size_t capacity = 0; capacity <= whole.size + BEYOND; capacity++)
        check_capacity(record, &whole, capacity);
    phonenum_arena_free(&arena);
}

static void test_encode_every_capacity_is_kept_to(void **state)
{
    (void)state;
    void (*const samples[])(sample *) = {sample_otp, sample_admin, sample_full};
    for (size_t i = 0; i < COUNT_OF(samples); i++) {
        sample made;
        samples[i](&made);
        check_every_capacity("sample", &made.record);
    }
}

/* The record borrows from bytes with none to spare, so that every byte of them read too many is seen. */
static void with_accepted_record(const test_vector *vector, void (*check)(const char *, const phonenum_record *))
{
    const phonenum_decode_options borrow = {.flags = PHONENUM_DECODE_BORROW};
    builder bytes = vector_bytes(vector, vector->fields[1]);
    uint8_t *exact = exact_copy(bytes.data, bytes.size, 1);
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_decode(exact, bytes.size, &borrow, &arena, &record, &error);
    check_success(vector->fields[0], status, &error);
    check(vector->fields[0], &record);
    phonenum_arena_free(&arena);
    exact_free(exact, 1);
    builder_free(&bytes);
}

static void run_capacities(const test_vector *vector)
{
    with_accepted_record(vector, check_every_capacity);
}

static void test_encode_accepted_vector_every_capacity_is_kept_to(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_capacities);
}

/* Encodes behind the length, into memory that begins `shift` bytes behind an aligned address and ends where it does. */
static void check_delimited(const char *label, const phonenum_record *record, const builder *expected, size_t shift,
                            size_t capacity)
{
    unsigned char *buffer = exact_copy(NULL, 0, shift + capacity) - capacity;
    memset(buffer - shift, GUARD, shift);
    size_t size = SIZE_MAX;
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_encode_delimited(record, buffer, capacity, &size, &error);
    assert_int_equal(size, expected->size);
    if (capacity < expected->size) {
        check_failure(label, status, &error, PHONENUM_ERR_NO_SPACE, 0, "");
    } else {
        check_success(label, status, &error);
        check_bytes(label, buffer, size, expected->data, expected->size);
    }
    assert_true(memory_is_all(buffer - shift, shift, GUARD));
    exact_free(buffer, shift);
}

/* The length, and the record's bytes. */
static builder delimited(const phonenum_bytes *whole)
{
    builder bytes = {0};
    build_varint(&bytes, whole->size);
    build_bytes(&bytes, whole->data, whole->size);
    return bytes;
}

static void check_every_delimited_capacity(const char *label, const phonenum_record *record)
{
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_bytes whole = encode_ok(label, record, &arena);
    builder expected = delimited(&whole);
    for (size_t capacity = 0; capacity <= expected.size + 1; capacity++)
        check_delimited(label, record, &expected, 0, capacity);
    builder_free(&expected);
    phonenum_arena_free(&arena);
}

static void run_delimited_capacities(const test_vector *vector)
{
    with_accepted_record(vector, check_every_delimited_capacity);
}

static void test_encode_accepted_vector_delimited_every_capacity_is_kept_to(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_delimited_capacities);
}

static void check_unaligned(const char *label, const phonenum_record *record, const phonenum_bytes *whole, size_t shift,
                            size_t capacity)
{
    unsigned char *buffer = exact_copy(NULL, 0, shift + capacity) - capacity;
    memset(buffer - shift, GUARD, shift);
    size_t size = SIZE_MAX;
    phonenum_error error = garbage_error();
    check_success(label, phonenum_encode(record, buffer, capacity, &size, &error), &error);
    check_bytes(label, buffer, size, whole->data, whole->size);
    assert_true(memory_is_all(buffer - shift, shift, GUARD));
    exact_free(buffer, shift);
}

/* With just enough room, and with so much that it is not looked at. */
static void check_every_shift(const char *label, const phonenum_record *record)
{
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_bytes whole = encode_ok(label, record, &arena);
    builder expected = delimited(&whole);
    for (size_t shift = 0; shift <= 8; shift++) {
        for (size_t more = 0; more <= BEYOND; more += BEYOND) {
            check_unaligned(label, record, &whole, shift, whole.size + more);
            check_delimited(label, record, &expected, shift, expected.size + more);
        }
    }
    builder_free(&expected);
    phonenum_arena_free(&arena);
}

static void run_shifts(const test_vector *vector)
{
    with_accepted_record(vector, check_every_shift);
}

static void test_encode_accepted_vector_into_buffer_of_any_alignment_gives_the_same_bytes(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_shifts);
}

static void test_encode_null_buffer_without_capacity_tells_the_size(void **state)
{
    (void)state;
    sample full;
    sample_full(&full);
    size_t size = 0;
    size_t needed = 0;
    assert_int_equal(phonenum_encoded_size(&full.record, &needed, NULL), PHONENUM_OK);
    assert_int_equal(phonenum_encode(&full.record, NULL, 0, &size, NULL), PHONENUM_ERR_NO_SPACE);
    assert_int_equal(size, needed);
}

static const char bad_text[] = "ab\xc3"; /* the third byte begins a sequence that is cut */

static phonenum_str bad(void)
{
    return phonenum_cstr(bad_text);
}

static phonenum_bytes fields(const char *bytes, size_t size)
{
    return (phonenum_bytes){(const uint8_t *)bytes, size};
}

#define FIELDS(literal) fields(literal, sizeof(literal) - 1)

/* X(name, status, path, statement): what makes sample_full impossible to encode. */
#define REFUSALS(X)                                                                                                 \
    X(id_null, ERR_RECORD, "id", record->id.data = NULL)                                                            \
    X(id_utf8, ERR_UTF8, "id", record->id = bad())                                                                  \
    X(object_2, ERR_RECORD, "object", record->object = (phonenum_phone_number_object)2)                             \
    X(object_negative, ERR_RECORD, "object", record->object = (phonenum_phone_number_object)-1)                     \
    X(phone_number_null, ERR_RECORD, "phone_number", record->phone_number.data = NULL)                              \
    X(phone_number_utf8, ERR_UTF8, "phone_number", record->phone_number = bad())                                    \
    X(kind_3, ERR_RECORD, "verification", verification->kind = (phonenum_verification_kind)3)                       \
    X(kind_negative, ERR_RECORD, "verification", verification->kind = (phonenum_verification_kind)-1)               \
    X(otp_object_3, ERR_RECORD, "verification.otp.object", verification->object = (phonenum_verification_object)3)  \
    X(otp_object_negative, ERR_RECORD, "verification.otp.object",                                                   \
      verification->object = (phonenum_verification_object)INT32_MIN)                                               \
    X(otp_status_5, ERR_RECORD, "verification.otp.status", verification->status = (phonenum_verification_status)5)  \
    X(strategy_kind_3, ERR_RECORD, "verification.otp.strategy",                                                     \
      verification->strategy.kind = (phonenum_strategy_kind)3)                                                      \
    X(strategy_known_6, ERR_RECORD, "verification.otp.strategy",                                                    \
      (verification->strategy.kind = PHONENUM_STRATEGY_KNOWN,                                                       \
       verification->strategy.known = (phonenum_verification_strategy)6))                                           \
    X(custom_null, ERR_RECORD, "verification.otp.custom_strategy", verification->strategy.custom.data = NULL)       \
    X(custom_absent, ERR_RECORD, "verification.otp.custom_strategy",                                                \
      verification->strategy.custom = phonenum_cstr(NULL))                                                          \
    X(custom_utf8, ERR_UTF8, "verification.otp.custom_strategy", verification->strategy.custom = bad())             \
    X(client_null, ERR_RECORD, "verification.otp.verified_at_client", verification->verified_at_client.data = NULL) \
    X(client_utf8, ERR_UTF8, "verification.otp.verified_at_client", verification->verified_at_client = bad())       \
    X(channel_null, ERR_RECORD, "verification.otp.channel", verification->channel.data = NULL)                      \
    X(channel_utf8, ERR_UTF8, "verification.otp.channel", verification->channel = bad())                            \
    X(admin_channel, ERR_RECORD, "verification.admin.channel", verification->kind = PHONENUM_VERIFICATION_ADMIN)    \
    X(otp_extra_null, ERR_RECORD, "verification.otp.extra_json", verification->extra_json.data = NULL)              \
    X(otp_extra_utf8, ERR_UTF8, "verification.otp.extra_json", verification->extra_json = bad())                    \
    X(otp_unknown_null, ERR_RECORD, "verification.otp.unknown", verification->unknown.data = NULL)                  \
    X(otp_unknown_bad, ERR_RECORD, "verification.otp.unknown", verification->unknown = FIELDS("\xa0"))              \
    X(links_null, ERR_RECORD, "linked_to", record->linked_to = NULL)                                                \
    X(link_type_null, ERR_RECORD, "linked_to[0].type", refused->links[0].type.data = NULL)                          \
    X(link_type_utf8, ERR_UTF8, "linked_to[1].type", refused->links[1].type = bad())                                \
    X(link_id_null, ERR_RECORD, "linked_to[1].id", refused->links[1].id.data = NULL)                                \
    X(link_id_utf8, ERR_UTF8, "linked_to[0].id", refused->links[0].id = bad())                                      \
    X(link_extra_null, ERR_RECORD, "linked_to[0].extra_json", refused->links[0].extra_json.data = NULL)             \
    X(link_extra_utf8, ERR_UTF8, "linked_to[1].extra_json", refused->links[1].extra_json = bad())                   \
    X(link_unknown_null, ERR_RECORD, "linked_to[0].unknown", refused->links[0].unknown.data = NULL)                 \
    X(link_unknown_bad, ERR_RECORD, "linked_to[1].unknown", refused->links[1].unknown = FIELDS("\x00"))             \
    X(codes_null, ERR_RECORD, "backup_codes", record->backup_codes = NULL)                                          \
    X(code_null, ERR_RECORD, "backup_codes[1]", refused->codes[1].data = NULL)                                      \
    X(code_absent, ERR_RECORD, "backup_codes[0]", refused->codes[0] = phonenum_cstr(NULL))                          \
    X(code_utf8, ERR_UTF8, "backup_codes[1]", refused->codes[1] = bad())                                            \
    X(extra_null, ERR_RECORD, "extra_json", record->extra_json.data = NULL)                                         \
    X(extra_utf8, ERR_UTF8, "extra_json", record->extra_json = bad())                                               \
    X(unknown_null, ERR_RECORD, "unknown", record->unknown.data = NULL)                                             \
    X(unknown_tag_cut, ERR_RECORD, "unknown", record->unknown = FIELDS("\xa0"))                                     \
    X(unknown_value_cut, ERR_RECORD, "unknown", record->unknown = FIELDS("\xa0\x06"))                               \
    X(unknown_number_0, ERR_RECORD, "unknown", record->unknown = FIELDS("\x00\x00"))                                \
    X(unknown_wire_type_6, ERR_RECORD, "unknown", record->unknown = FIELDS("\xa6\x06"))                             \
    X(unknown_group_open, ERR_RECORD, "unknown", record->unknown = FIELDS("\xa3\x06"))                              \
    X(unknown_group_end, ERR_RECORD, "unknown", record->unknown = FIELDS("\xa4\x06"))                               \
    X(unknown_length_past_end, ERR_RECORD, "unknown", record->unknown = FIELDS("\xa2\x06\x02x"))                    \
    X(unknown_second_bad, ERR_RECORD, "unknown", record->unknown = FIELDS("\xa0\x06\x01\xa0\x06"))

#define DEFINE_REFUSAL(name, status, path, statement)                \
    static void refuse_##name(sample *refused)                       \
    {                                                                \
        phonenum_record *record = &refused->record;                  \
        phonenum_verification *verification = &record->verification; \
        (void)verification;                                          \
        statement;                                                   \
    }
REFUSALS(DEFINE_REFUSAL)

static const struct {
    const char *name;
    phonenum_status status;
    const char *path;
    void (*make)(sample *refused);
} refusals[] = {
#define REFUSAL_ROW(name, status, path, statement) {#name, PHONENUM_##status, path, refuse_##name},
    REFUSALS(REFUSAL_ROW)
#undef REFUSAL_ROW
};

static void test_encode_what_can_not_be_encoded_is_refused_with_its_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        sample made;
        sample_full(&made);
        refusals[i].make(&made);
        size_t size = 1;
        phonenum_error error = garbage_error();
        phonenum_status status = phonenum_encoded_size(&made.record, &size, &error);
        check_refusal(refusals[i].name, status, &error, refusals[i].status, refusals[i].path);
        assert_int_equal(size, 0);
        if (status == PHONENUM_ERR_UTF8)
            assert_int_equal(error.offset, 2); /* within the text: its third byte */
    }
}

static void test_encode_refused_record_keeps_to_the_buffer_and_leaves_the_arena_untouched(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refusals); i++) {
        sample made;
        sample_full(&made);
        refusals[i].make(&made);
        uint8_t buffer[1024];
        for (size_t capacity = 0; capacity <= sizeof buffer - 16; capacity += 16) {
            memset(buffer, GUARD, sizeof buffer);
            size_t size = 1;
            phonenum_error error = garbage_error();
            phonenum_status status = phonenum_encode(&made.record, buffer, capacity, &size, &error);
            check_refusal(refusals[i].name, status, &error, refusals[i].status, refusals[i].path);
            assert_int_equal(size, 0);
            assert_true(memory_is_all(buffer + capacity, sizeof buffer - capacity, GUARD));
        }
        test_heap heap = {0};
        phonenum_arena arena;
        test_heap_arena(&arena, &heap);
        phonenum_bytes encoded = {buffer, 1};
        assert_int_equal(phonenum_encode_arena(&made.record, &arena, &encoded, NULL), refusals[i].status);
        assert_null(encoded.data);
        assert_int_equal(encoded.size, 0);
        assert_false(test_heap_holds_canary(&heap));
        test_heap_finish(&arena, &heap);
    }
}

static void test_encode_arena_takes_no_more_than_it_needs_of_a_large_buffer(void **state)
{
    (void)state;
    static unsigned char buffer[100000];
    phonenum_arena arena;
    phonenum_bytes encoded;
    sample made;
    sample_full(&made);
    phonenum_arena_init(&arena, buffer, sizeof buffer, NULL);
    assert_int_equal(phonenum_encode_arena(&made.record, &arena, &encoded, NULL), PHONENUM_OK);
    assert_ptr_equal(encoded.data, buffer);
    assert_ptr_equal(phonenum_arena_mark(&arena).next, buffer + encoded.size);
    phonenum_arena_free(&arena);
}

static void test_encode_arena_without_memory_is_no_memory_even_for_no_bytes(void **state)
{
    (void)state;
    const phonenum_record empty = PHONENUM_RECORD_INIT;
    test_heap heap = {.fail_at = 1, .fail_for_good = true};
    phonenum_arena arena;
    phonenum_bytes encoded = {(const uint8_t *)"x", 1};
    phonenum_error error = garbage_error();
    test_heap_arena(&arena, &heap);
    phonenum_status status = phonenum_encode_arena(&empty, &arena, &encoded, &error);
    check_refusal("no bytes", status, &error, PHONENUM_ERR_NO_MEMORY, "");
    assert_null(encoded.data);
    test_heap_finish(&arena, &heap);
}

/* Groups of number 1, so many of them one in another: no reader could be made to take one more. */
static void check_deep_groups(size_t most, phonenum_bytes *unknown, const phonenum_record *record)
{
    static uint8_t groups[2 * (PHONENUM_DEPTH_MAX + 1)];
    size_t size = 0;
    for (size_t depth = most; depth <= most + 1; depth++) {
        memset(groups, 0x0b, depth);
        memset(groups + depth, 0x0c, depth);
        *unknown = (phonenum_bytes){groups, 2 * depth};
        phonenum_status status = phonenum_encoded_size(record, &size, NULL);
        assert_int_equal(status, depth == most ? PHONENUM_OK : PHONENUM_ERR_RECORD);
    }
}

static void test_encode_groups_deeper_than_any_reader_takes_are_refused(void **state)
{
    (void)state;
    phonenum_record bare = PHONENUM_RECORD_INIT;
    check_deep_groups(PHONENUM_DEPTH_MAX, &bare.unknown, &bare);
    phonenum_record verified = {.verification = {.kind = PHONENUM_VERIFICATION_OTP}};
    check_deep_groups(PHONENUM_DEPTH_MAX - 1, &verified.verification.unknown, &verified);
    phonenum_link link = {.type = {NULL, 0}};
    phonenum_record linked = {.linked_to = &link, .linked_to_count = 1};
    check_deep_groups(PHONENUM_DEPTH_MAX - 1, &link.unknown, &linked);
}

static void test_encode_well_formed_unknown_is_written_verbatim(void **state)
{
    (void)state;
    /* Overlong tags, values and lengths, known numbers, and groups stay as they are. */
    static const char unknown[] = "\xa0\x86\x80\x80\x00\x81\x00" /* 100 in five bytes: 1 in two */
                                  "\x62\x81\x80\x00x"            /* 12 as bytes: a length of three bytes */
                                  "\x0b\x0b\x0c\x0c";            /* 1 as groups */
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.unknown = FIELDS(unknown);
    check_encoding("unknown", &record, unknown, sizeof unknown - 1);
}

static void test_encode_members_that_do_not_count_are_not_looked_at(void **state)
{
    (void)state;
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.object = (phonenum_phone_number_object)99;
    record.verification.object = (phonenum_verification_object)99;
    record.verification.channel = bad();
    record.verification.strategy.kind = (phonenum_strategy_kind)99;
    check_encoding("no verification", &record, "", 0);
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    record.verification.channel = phonenum_cstr(NULL);
    record.verification.strategy = (phonenum_strategy){.kind = PHONENUM_STRATEGY_NONE, .custom = bad()};
    check_encoding("no strategy", &record, "\x3a\x00", 2);
}

/* Texts are looked at in blocks: a byte that is no UTF-8 must be seen wherever it stands. */
static void test_encode_bad_byte_anywhere_in_a_text_is_refused(void **state)
{
    (void)state;
    enum {
        TEXT_MOST = 100
    };
    uint8_t buffer[TEXT_MOST + 200];
    for (size_t size = 1; size <= TEXT_MOST; size++) {
        char *text = (char *)exact_copy(NULL, 0, size) - size;
        memset(text, 'a', size);
        for (size_t at = 0; at < size; at++) {
            text[at] = '\x80';
            phonenum_record record = {.id = {text, size}};
            size_t encoded_size = 1;
            phonenum_error error = garbage_error();
            phonenum_status status = phonenum_encode(&record, buffer, sizeof buffer, &encoded_size, &error);
            check_failure("bad byte", status, &error, PHONENUM_ERR_UTF8, at, "id");
            assert_int_equal(encoded_size, 0);
            text[at] = 'a';
        }
        exact_free((unsigned char *)text, 0);
    }
}

/* X(path, statement): sizes that would come to 2 GiB. No such memory is there: the size is judged first. */
#define HUGE_SIZES(X)                                                                            \
    X("id", record->id.size = SIZE_MAX)                                                          \
    X("id", record->id.size = PHONENUM_ENCODED_SIZE_MAX)                                         \
    X("id", record->id.size = PHONENUM_ENCODED_SIZE_MAX - 5)                                     \
    X("verification.otp.channel", record->verification.channel.size = PHONENUM_ENCODED_SIZE_MAX) \
    X("verification.otp.unknown", record->verification.unknown.size = SIZE_MAX)                  \
    X("linked_to[1].type", huge->links[1].type.size = SIZE_MAX / 2)                              \
    X("backup_codes[1]", huge->codes[1].size = PHONENUM_ENCODED_SIZE_MAX)                        \
    X("extra_json", record->extra_json.size = PHONENUM_ENCODED_SIZE_MAX - 100)                   \
    X("unknown", record->unknown.size = PHONENUM_ENCODED_SIZE_MAX)

static void check_huge(const sample *huge, const char *path)
{
    size_t size = 1;
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_encoded_size(&huge->record, &size, &error);
    check_failure(path, status, &error, PHONENUM_ERR_LIMIT, 0, path);
    assert_int_equal(size, 0);
}

static void test_encode_two_gibibytes_are_refused_before_they_are_read(void **state)
{
    (void)state;
#define CHECK_HUGE(path, statement)              \
    {                                            \
        sample made;                             \
        sample *huge = &made;                    \
        sample_full(huge);                       \
        phonenum_record *record = &huge->record; \
        (void)record;                            \
        statement;                               \
        check_huge(huge, path);                  \
    }
    HUGE_SIZES(CHECK_HUGE)
}

/* Encodes into an arena of `size` bytes and no more; whether that was enough. */
static bool encode_into_arena(const char *label, const phonenum_record *record, size_t size)
{
    unsigned char *end = exact_copy(NULL, 0, size);
    unsigned char *buffer = end - size;
    phonenum_arena arena;
    phonenum_arena_init(&arena, buffer, size, NULL);
    phonenum_bytes encoded = {buffer, 1};
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_encode_arena(record, &arena, &encoded, &error);
    if (status) {
        check_failure(label, status, &error, PHONENUM_ERR_NO_MEMORY, 0, "");
        assert_null(encoded.data);
        assert_int_equal(encoded.size, 0);
    } else {
        check_success(label, status, &error);
        check_encoding(label, record, encoded.data, encoded.size);
    }
    phonenum_arena_free(&arena);
    exact_free(end, size);
    return !status;
}

static void check_every_arena(const char *label, const phonenum_record *record)
{
    size_t needed = 0;
    assert_int_equal(phonenum_encoded_size(record, &needed, NULL), PHONENUM_OK);
    for (size_t size = 0; size <= needed + 1; size++) {
        if (encode_into_arena(label, record, size) != (size >= needed))
            fail_msg("%s: an arena of %zu bytes for %zu", label, size, needed);
    }
}

static void run_arenas(const test_vector *vector)
{
    with_accepted_record(vector, check_every_arena);
}

static void test_encode_accepted_vector_into_arena_of_every_size_succeeds_or_changes_nothing(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_arenas);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encode_admin_record_gives_these_very_bytes),
        cmocka_unit_test(test_encode_full_record_gives_these_very_bytes),
        cmocka_unit_test(test_encode_absent_record_gives_no_bytes),
        cmocka_unit_test(test_encode_explicit_zeros_are_present_and_come_back),
        cmocka_unit_test(test_encode_int64_extremes_come_back),
        cmocka_unit_test(test_encode_true_is_one),
        cmocka_unit_test(test_encode_every_capacity_is_kept_to),
        cmocka_unit_test(test_encode_accepted_vector_every_capacity_is_kept_to),
        cmocka_unit_test(test_encode_accepted_vector_delimited_every_capacity_is_kept_to),
        cmocka_unit_test(test_encode_accepted_vector_into_buffer_of_any_alignment_gives_the_same_bytes),
        cmocka_unit_test(test_encode_null_buffer_without_capacity_tells_the_size),
        cmocka_unit_test(test_encode_what_can_not_be_encoded_is_refused_with_its_path),
        cmocka_unit_test(test_encode_refused_record_keeps_to_the_buffer_and_leaves_the_arena_untouched),
        cmocka_unit_test(test_encode_arena_takes_no_more_than_it_needs_of_a_large_buffer),
        cmocka_unit_test(test_encode_arena_without_memory_is_no_memory_even_for_no_bytes),
        cmocka_unit_test(test_encode_groups_deeper_than_any_reader_takes_are_refused),
        cmocka_unit_test(test_encode_well_formed_unknown_is_written_verbatim),
        cmocka_unit_test(test_encode_members_that_do_not_count_are_not_looked_at),
        cmocka_unit_test(test_encode_bad_byte_anywhere_in_a_text_is_refused),
        cmocka_unit_test(test_encode_two_gibibytes_are_refused_before_they_are_read),
        cmocka_unit_test(test_encode_accepted_vector_into_arena_of_every_size_succeeds_or_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
