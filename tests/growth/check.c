/*
 * Checks the library that grow.py made: every new field goes through every call, at every size of buffer. Compiled with
 * FIELD_SET_A or FIELD_SET_B.
 */
#include "support/check.h"
#include "support/memory.h"
#include "support/paths.h"

#include <phonenum/codec.h>
#include <phonenum/json.h>
#include <stdio.h>
#include <string.h>
#if defined(TEST_PROTOBUF_C)
#include <phonenum/protobuf_c.h>
#endif

enum {
    BYTES_MOST = 4096
};

/* A record with a verification and a link, in which the fields that were there before are as large as usual texts get. */
typedef struct grown {
    phonenum_record record;
    phonenum_link link;
    phonenum_str code;
} grown;

#define SIXTEEN "0123456789abcdef"
#define SIXTY_FOUR SIXTEEN SIXTEEN SIXTEEN SIXTEEN

static void fill(grown *out, phonenum_verification_kind kind)
{
    static const char long_text[] = SIXTY_FOUR;
    memset(out, 0, sizeof *out);
    out->code = (phonenum_str){long_text, 16};
    out->link.type = out->link.id = (phonenum_str){long_text, 32};
    const phonenum_str channel = {long_text, 16};
    out->record = (phonenum_record){
        .id = {long_text, 32},
        .has_object = true,
        .object = PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER,
        .phone_number = {long_text, 16},
        .has_reserved = true,
        .verification = {.kind = kind,
                         .has_status = true,
                         .status = PHONENUM_VERIFICATION_STATUS_VERIFIED,
                         .strategy = {.kind = PHONENUM_STRATEGY_CUSTOM, .custom = {long_text, 7}},
                         .has_attempts = true,
                         .attempts = -1,
                         .has_expire_at = true,
                         .expire_at = -1,
                         .verified_at_client = {long_text, 64},
                         .channel = kind == PHONENUM_VERIFICATION_OTP ? channel : phonenum_cstr(NULL)},
        .linked_to = &out->link,
        .linked_to_count = 1,
        .backup_codes = &out->code,
        .backup_codes_count = 1,
        .has_created_at = true,
        .created_at = -1,
        .has_updated_at = true,
        .updated_at = -1,
    };
}

/* The new fields: how each is set, and set otherwise; which are texts; which only an OTP has. */
typedef struct field {
    const char *path;
    void (*set)(grown *of);
    void (*change)(grown *of);
    phonenum_str *(*text)(grown *of); /* NULL if the field is no text */
    bool otp_only;
} field;

#define SETTERS(name, member, has, value, other) \
    static void set_##name(grown *of)            \
    {                                            \
        has;                                     \
        of->member = value;                      \
    }                                            \
    static void change_##name(grown *of)         \
    {                                            \
        of->member = other;                      \
    }
#define NUMBER(name, holder, member, value, other) \
    SETTERS(name, holder.member, of->holder.has_##member = true, value, other)
#define TEXT(name, member, value, other)                                     \
    SETTERS(name, member, (void)0, PHONENUM_STR(value), PHONENUM_STR(other)) \
    static phonenum_str *text_##name(grown *of)                              \
    {                                                                        \
        return &of->member;                                                  \
    }

#if defined(FIELD_SET_A)
TEXT(label, record.label, SIXTY_FOUR, "another label")
NUMBER(archived, record, archived, true, false)
TEXT(note, record.verification.note, SIXTY_FOUR, "")
NUMBER(checked_at, record.verification, checked_at, INT64_MIN, 1700000000000)
NUMBER(forced, record.verification, forced, true, false)
NUMBER(outcome, record.verification, outcome, PHONENUM_VERIFICATION_STATUS_EXPIRED, PHONENUM_VERIFICATION_STATUS_FAILED)
NUMBER(retries, record.verification, retries, 3, -1)
TEXT(issuer, link.issuer, SIXTEEN SIXTEEN, "")
NUMBER(primary, link, primary, true, false)

static const field fields[] = {
    {"label", set_label, change_label, text_label, false},
    {"archived", set_archived, change_archived, NULL, false},
    {"note", set_note, change_note, text_note, false},
    {"checked_at", set_checked_at, change_checked_at, NULL, false},
    {"forced", set_forced, change_forced, NULL, false},
    {"outcome", set_outcome, change_outcome, NULL, false},
    {"retries", set_retries, change_retries, NULL, true},
    {"issuer", set_issuer, change_issuer, text_issuer, false},
    {"primary", set_primary, change_primary, NULL, false},
};
#else
NUMBER(seen_at, record, seen_at, -1, 0)
NUMBER(level, record, level, PHONENUM_VERIFICATION_STATUS_EXPIRED, PHONENUM_VERIFICATION_STATUS_FAILED)
TEXT(locale, record.verification.locale, SIXTEEN, "el")
NUMBER(voice, record.verification, voice, true, false)
NUMBER(medium, record.verification, medium, PHONENUM_VERIFICATION_STATUS_EXPIRED, PHONENUM_VERIFICATION_STATUS_FAILED)
NUMBER(uses, link, uses, INT64_MAX, 0)
NUMBER(state, link, state, PHONENUM_VERIFICATION_STATUS_EXPIRED, PHONENUM_VERIFICATION_STATUS_FAILED)

static const field fields[] = {
    {"seen_at", set_seen_at, change_seen_at, NULL, false},    {"level", set_level, change_level, NULL, false},
    {"locale", set_locale, change_locale, text_locale, true}, {"voice", set_voice, change_voice, NULL, true},
    {"medium", set_medium, change_medium, NULL, true},        {"uses", set_uses, change_uses, NULL, false},
    {"state", set_state, change_state, NULL, false},
};
#endif

/* A record with this field alone, or with all that its kind of verification has. */
static void fill_with(grown *out, phonenum_verification_kind kind, const field *only)
{
    fill(out, kind);
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        bool wanted = only ? &fields[i] == only : !fields[i].otp_only || kind == PHONENUM_VERIFICATION_OTP;
        if (wanted)
            fields[i].set(out);
    }
}

/* Calls `check` with records of both kinds that have every field alone, and all of them. */
static void for_each_record(void (*check)(const char *label, const phonenum_record *record))
{
    const phonenum_verification_kind kinds[] = {PHONENUM_VERIFICATION_OTP, PHONENUM_VERIFICATION_ADMIN};
    grown of;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        fill_with(&of, kinds[i], NULL);
        check("all fields", &of.record);
        for (size_t j = 0; j < COUNT_OF(fields); j++) {
            if (fields[j].otp_only && kinds[i] == PHONENUM_VERIFICATION_ADMIN)
                continue;
            fill_with(&of, kinds[i], &fields[j]);
            check(fields[j].path, &of.record);
        }
    }
}

/* Fails unless the bytes decode into the record, with nothing unknown. */
static void check_decodes(const char *label, const void *data, size_t size, const phonenum_record *expected)
{
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    check_success(label, phonenum_decode(data, size, NULL, &arena, &record, &error), &error);
    if (record.unknown.size + record.verification.unknown.size + record.linked_to[0].unknown.size > 0)
        fail_msg("%s: decoding keeps it as unknown", label);
    if (!phonenum_equal(&record, expected))
        fail_msg("%s: decoding gives another record", label);
    const char *path = path_that_differs(data, size, &record, &error);
    if (path)
        fail_msg("%s: finding gives another value than decoding: %s", label, path);
    phonenum_arena_free(&arena);
}

/* Into memory of exactly this size. */
static void check_capacity(const char *label, const phonenum_record *record, const phonenum_bytes *whole,
                           size_t capacity)
{
    size_t size = 0;
    uint8_t *end = exact_copy(NULL, 0, capacity);
    phonenum_status status = phonenum_encode(record, end - capacity, capacity, &size, NULL);
    assert_int_equal(size, whole->size);
    assert_int_equal(status, capacity < whole->size ? PHONENUM_ERR_NO_SPACE : PHONENUM_OK);
    if (!status)
        check_bytes(label, end - capacity, size, whole->data, whole->size);
    exact_free(end, capacity);
}

static void check_every_capacity(const char *label, const phonenum_record *record)
{
    phonenum_arena arena = new_arena();
    phonenum_bytes whole;
    assert_int_equal(phonenum_encode_arena(record, &arena, &whole, NULL), PHONENUM_OK);
    for (size_t capacity = 0; capacity <= whole.size + 600; capacity++)
        check_capacity(label, record, &whole, capacity);
    check_decodes(label, whole.data, whole.size, record);
    phonenum_arena_free(&arena);
}

static void test_growth_every_capacity_is_kept_to(void **state)
{
    (void)state;
    for_each_record(check_every_capacity);
}

static void check_copy(const char *label, const phonenum_record *record)
{
    phonenum_arena arena = new_arena();
    phonenum_record copy;
    phonenum_error error = garbage_error();
    check_success(label, phonenum_copy(record, &arena, &copy, &error), &error);
    assert_true(phonenum_equal(record, &copy));
    phonenum_arena_free(&arena);
}

static void test_growth_copies_are_equal(void **state)
{
    (void)state;
    for_each_record(check_copy);
}

static void test_growth_a_change_of_any_field_makes_records_unequal(void **state)
{
    (void)state;
    grown all;
    grown changed;
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        fill_with(&all, PHONENUM_VERIFICATION_OTP, NULL);
        fill_with(&changed, PHONENUM_VERIFICATION_OTP, NULL);
        fields[i].change(&changed);
        if (phonenum_equal(&all.record, &changed.record))
            fail_msg("%s: records that differ in it are equal", fields[i].path);
    }
}

/* A copy that points to nothing of the record it was made from: the texts of that are gone. */
static void test_growth_copies_own_every_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        char text[] = "a text that goes";
        grown of;
        phonenum_record copy;
        phonenum_arena arena = new_arena();
        if (!fields[i].text)
            continue;
        fill_with(&of, PHONENUM_VERIFICATION_OTP, NULL);
        *fields[i].text(&of) = phonenum_cstr(text);
        assert_int_equal(phonenum_copy(&of.record, &arena, &copy, NULL), PHONENUM_OK);
        memset(text, 'x', sizeof text - 1);
        if (phonenum_equal(&of.record, &copy))
            fail_msg("%s: the copy points to the source's text", fields[i].path);
        phonenum_arena_free(&arena);
    }
}

static void check_json(const char *label, const phonenum_record *record, phonenum_json_dialect dialect)
{
    const phonenum_json_write_options writing = {.dialect = dialect};
    const phonenum_json_read_options reading = {.dialect = dialect};
    static char text[BYTES_MOST];
    size_t size;
    phonenum_arena arena = new_arena();
    phonenum_record again;
    phonenum_error error = garbage_error();
    check_success(label, phonenum_json_write(record, &writing, text, sizeof text, &size, &error), &error);
    check_success(label, phonenum_json_read(text, size, &reading, &arena, &again, &error), &error);
    /* The API's form may add the verification's object. */
    again.verification.has_object = false;
    if (!phonenum_equal(record, &again))
        fail_msg("%s: comes back otherwise from JSON: %.*s", label, (int)size, text);
    phonenum_arena_free(&arena);
}

static void check_both_json(const char *label, const phonenum_record *record)
{
    check_json(label, record, PHONENUM_JSON_API);
    check_json(label, record, PHONENUM_JSON_PROTO);
}

static void test_growth_json_goes_both_ways(void **state)
{
    (void)state;
    for_each_record(check_both_json);
}

static void check_bad_text(const field *field, phonenum_str bad)
{
    static uint8_t buffer[BYTES_MOST];
    grown of;
    size_t size;
    fill_with(&of, PHONENUM_VERIFICATION_OTP, NULL);
    *field->text(&of) = bad;
    for (size_t capacity = 0; capacity <= sizeof buffer; capacity += 64) {
        if (phonenum_encode(&of.record, buffer, capacity, &size, NULL) != PHONENUM_ERR_UTF8)
            fail_msg("%s: text that is not valid UTF-8 is encoded into %zu bytes", field->path, capacity);
    }
}

static void test_growth_bad_text_is_refused_at_any_capacity(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (!fields[i].text)
            continue;
        check_bad_text(&fields[i], PHONENUM_STR("\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7"));
        check_bad_text(&fields[i], PHONENUM_STR("twenty bytes of text\xff"));
        check_bad_text(&fields[i], PHONENUM_STR("\xff"));
    }
}

static void test_growth_an_admin_has_no_field_of_an_otp(void **state)
{
    (void)state;
    static uint8_t buffer[BYTES_MOST];
    const size_t capacities[] = {0, sizeof buffer};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        grown of;
        size_t size;
        if (!fields[i].otp_only)
            continue;
        fill(&of, PHONENUM_VERIFICATION_ADMIN);
        fields[i].set(&of);
        for (size_t j = 0; j < COUNT_OF(capacities); j++) {
            phonenum_error error = garbage_error();
            phonenum_status status = phonenum_encode(&of.record, buffer, capacities[j], &size, &error);
            char path[64];
            snprintf(path, sizeof path, "verification.admin.%s", fields[i].path);
            check_refusal(fields[i].path, status, &error, PHONENUM_ERR_RECORD, path);
        }
        assert_int_equal(phonenum_json_write(&of.record, NULL, (char *)buffer, sizeof buffer, &size, NULL),
                         PHONENUM_ERR_RECORD);
    }
}

#if defined(TEST_PROTOBUF_C)
static void check_bridge(const char *label, const phonenum_record *record)
{
    static uint8_t packed[BYTES_MOST];
    phonenum_arena arena = new_arena();
    phonenum_bytes encoded;
    phonenum_record again;
    Phonenum__V1__PhoneNumber *message;
    phonenum_error error = garbage_error();
    check_success(label, phonenum_to_protobuf_c(record, &arena, &message, &error), &error);
    size_t size = protobuf_c_message_pack(&message->base, packed);
    assert_int_equal(phonenum_encode_arena(record, &arena, &encoded, NULL), PHONENUM_OK);
    check_bytes(label, packed, size, encoded.data, encoded.size);
    check_success(label, phonenum_from_protobuf_c(message, &arena, &again, &error), &error);
    if (!phonenum_equal(record, &again))
        fail_msg("%s: comes back otherwise over the bridge", label);
    phonenum_arena_free(&arena);
}

static void test_growth_the_bridge_goes_both_ways(void **state)
{
    (void)state;
    for_each_record(check_bridge);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_growth_every_capacity_is_kept_to),
        cmocka_unit_test(test_growth_copies_are_equal),
        cmocka_unit_test(test_growth_a_change_of_any_field_makes_records_unequal),
        cmocka_unit_test(test_growth_copies_own_every_text),
        cmocka_unit_test(test_growth_json_goes_both_ways),
        cmocka_unit_test(test_growth_bad_text_is_refused_at_any_capacity),
        cmocka_unit_test(test_growth_an_admin_has_no_field_of_an_otp),
#if defined(TEST_PROTOBUF_C)
        cmocka_unit_test(test_growth_the_bridge_goes_both_ways),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
