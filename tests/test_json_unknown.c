/*
 * Unknown fields in JSON, as the member `@unknown`: nothing is lost on the way, and nothing can be smuggled in.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/vectors.h"

#include <phonenum/codec.h>
#include <phonenum/json.h>
#include <string.h>

static char text[1 << 20];

static const phonenum_json_dialect dialects[] = {PHONENUM_JSON_API, PHONENUM_JSON_PROTO};

static phonenum_status read(const char *json, phonenum_json_dialect dialect, phonenum_arena *arena,
                            phonenum_record *record, phonenum_error *error)
{
    const phonenum_json_read_options options = {.flags = PHONENUM_JSON_KEEP_UNKNOWN, .dialect = dialect};
    *error = garbage_error();
    return phonenum_json_read(json, strlen(json), &options, arena, record, error);
}

static phonenum_status write(const phonenum_record *record, phonenum_json_dialect dialect, unsigned flags,
                             phonenum_error *error)
{
    const phonenum_json_write_options options = {.flags = PHONENUM_JSON_KEEP_UNKNOWN | flags, .dialect = dialect};
    size_t size;
    *error = garbage_error();
    phonenum_status status = phonenum_json_write(record, &options, text, sizeof text - 1, &size, error);
    text[size] = '\0';
    return status;
}

static bool same_bytes(phonenum_bytes a, phonenum_bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static void check_vector(const char *name, const phonenum_record *record, phonenum_json_dialect dialect)
{
    phonenum_arena arena = new_arena();
    phonenum_record again;
    phonenum_error error;
    phonenum_status status = write(record, dialect, 0, &error);
    /* What else can't be JSON is refused for its own reason. */
    if (status == PHONENUM_ERR_JSON_UNKNOWN)
        fail_msg("%s: unknown fields can't be written", name);
    if (!status) {
        check_success(name, read(text, dialect, &arena, &again, &error), &error);
        if (!same_bytes(again.unknown, record->unknown) ||
            !same_bytes(again.verification.unknown, record->verification.unknown))
            fail_msg("%s: other unknown fields come back from %s", name, text);
        if (dialect == PHONENUM_JSON_PROTO && !phonenum_equal(&again, record))
            fail_msg("%s: another record comes back from %s", name, text);
    }
    phonenum_arena_free(&arena);
}

static void run_vector(const test_vector *vector)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    phonenum_arena arena = new_arena();
    phonenum_record record;
    assert_int_equal(phonenum_decode(bytes.data, bytes.size, NULL, &arena, &record, NULL), PHONENUM_OK);
    for (size_t i = 0; i < COUNT_OF(dialects); i++)
        check_vector(vector->fields[0], &record, dialects[i]);
    phonenum_arena_free(&arena);
    builder_free(&bytes);
}

static void test_json_unknown_accepted_vectors_go_both_ways(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_vector);
}

/* 16: 1, in the record, in the verification, and in a link. */
static const uint8_t field_16[] = {0x80, 0x01, 0x01};

static phonenum_record record_with_unknown(phonenum_link *link)
{
    const phonenum_bytes unknown = {field_16, sizeof field_16};
    *link = (phonenum_link){.unknown = unknown};
    return (phonenum_record){.verification = {.kind = PHONENUM_VERIFICATION_OTP, .unknown = unknown},
                             .linked_to = link,
                             .linked_to_count = 1,
                             .unknown = unknown};
}

static void test_json_unknown_stands_at_each_level(void **state)
{
    (void)state;
    phonenum_link link;
    phonenum_error error;
    const phonenum_record record = record_with_unknown(&link);
    check_success("API", write(&record, PHONENUM_JSON_API, 0, &error), &error);
    assert_string_equal(text, "{\"verification\":{\"attempts\":null,\"expire_at\":null,\"@unknown\":\"gAEB\"},"
                              "\"linked_to\":[{\"@unknown\":\"gAEB\"}],\"@unknown\":\"gAEB\"}");
    check_success("proto", write(&record, PHONENUM_JSON_PROTO, 0, &error), &error);
    assert_string_equal(text, "{\"otp\":{\"@unknown\":\"gAEB\"},\"linkedTo\":[{\"@unknown\":\"gAEB\"}],"
                              "\"@unknown\":\"gAEB\"}");
    check_success("redacted", write(&record, PHONENUM_JSON_PROTO, PHONENUM_JSON_REDACT, &error), &error);
    assert_string_equal(text, "{\"otp\":{\"@unknown\":\"[REDACTED]\"},\"linkedTo\":[{\"@unknown\":\"[REDACTED]\"}],"
                              "\"@unknown\":\"[REDACTED]\"}");
}

static void check_error(const char *label, phonenum_status status, const phonenum_error *error,
                        phonenum_status expected, const char *field)
{
    if (status != expected || error->status != expected || error->line != 1 || strcmp(error->field, field) != 0)
        fail_msg("%s: status %d, line %d, path '%s'", label, (int)status, (int)error->line, error->field);
}

static void check_refused(const char *json, phonenum_json_dialect dialect, phonenum_status expected, const char *field)
{
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error;
    check_error(json, read(json, dialect, &arena, &record, &error), &error, expected, field);
    check_absent(json, &record);
    phonenum_arena_free(&arena);
}

static void test_json_unknown_other_than_base64_of_unknown_fields_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        phonenum_status status;
        const char *field;
    } api[] = {
        {"{\"@unknown\":\"gAE\"}", PHONENUM_ERR_JSON_UNKNOWN, "@unknown"},      /* no padding */
        {"{\"@unknown\":\"gA EB\"}", PHONENUM_ERR_JSON_UNKNOWN, "@unknown"},    /* a space */
        {"{\"@unknown\":\"gAE_\"}", PHONENUM_ERR_JSON_UNKNOWN, "@unknown"},     /* base64url */
        {"{\"@unknown\":\"gA==gAEB\"}", PHONENUM_ERR_JSON_UNKNOWN, "@unknown"}, /* padding inside */
        {"{\"@unknown\":\"gAF=\"}", PHONENUM_ERR_JSON_UNKNOWN, "@unknown"},     /* bits that no byte has */
        {"{\"@unknown\":\"[REDACTED]\"}", PHONENUM_ERR_JSON_UNKNOWN, "@unknown"},
        {"{\"@unknown\":\"gAEB/w==\"}", PHONENUM_ERR_JSON_UNKNOWN, "@unknown"}, /* a field, and a broken tag */
        {"{\"@unknown\":\"CgF4\"}", PHONENUM_ERR_JSON_UNKNOWN, "@unknown"},     /* 1: "x", the id */
        {"{\"@unknown\":\"EAE=\"}", PHONENUM_ERR_JSON_UNKNOWN, "@unknown"},     /* 2: 1, a known object */
        {"{\"verification\":{\"@unknown\":\"QgF4\"}}", PHONENUM_ERR_JSON_UNKNOWN, "verification"}, /* 8: "x", channel */
        {"{\"verification\":{\"@unknown\":\"EAI=\"}}", PHONENUM_ERR_JSON_UNKNOWN, "verification.@unknown"},
        {"{\"linked_to\":[{\"@unknown\":\"CgF4\"}]}", PHONENUM_ERR_JSON_UNKNOWN, "linked_to[0].@unknown"},
        {"{\"@unknown\":null}", PHONENUM_ERR_JSON_STRICT, "@unknown"},
        {"{\"@unknown\":5}", PHONENUM_ERR_JSON_STRICT, "@unknown"},
        {"{\"@unknown\":\"gAEB\",\"@unknown\":\"gAEB\"}", PHONENUM_ERR_JSON_DUPLICATE, "@unknown"},
    };
    for (size_t i = 0; i < COUNT_OF(api); i++)
        check_refused(api[i].json, PHONENUM_JSON_API, api[i].status, api[i].field);
    check_refused("{\"otp\":{\"@unknown\":\"QgF4\"}}", PHONENUM_JSON_PROTO, PHONENUM_ERR_JSON_UNKNOWN, "otp");
}

static void check_accepted(const char *json, const char *bytes, size_t size)
{
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error;
    uint8_t encoded[256];
    size_t encoded_size;
    check_success(json, read(json, PHONENUM_JSON_API, &arena, &record, &error), &error);
    assert_int_equal(phonenum_encode(&record, encoded, sizeof encoded, &encoded_size, NULL), PHONENUM_OK);
    check_bytes(json, encoded, encoded_size, bytes, size);
    phonenum_arena_free(&arena);
}

static void test_json_unknown_what_decoding_keeps_is_read(void **state)
{
    (void)state;
    check_accepted("{\"@unknown\":\"\"}", "", 0);
    check_accepted("{\"@unknown\":\"EAc=\"}", "\x10\x07", 2); /* an unknown object */
    check_accepted("{\"@unknown\":\"CAE=\"}", "\x08\x01", 2); /* 1 with another wire type */
    check_accepted("{\"@unknown\":\"gA\\u0045B\"}", "\x80\x01\x01", 3);
    /* A channel is unknown to an Admin verification. */
    check_accepted("{\"verification\":{\"@unknown\":\"QgF4\",\"object\":\"verification_admin\"}}",
                   "\x42\x05\x08\x02\x42\x01x", 7);
}

static void test_json_unknown_without_the_flag_is_any_member(void **state)
{
    (void)state;
    static const char json[] = "{\"@unknown\":\"gAEB\"}";
    phonenum_arena arena = new_arena();
    phonenum_record record;
    phonenum_error error = garbage_error();
    check_success("no flag", phonenum_json_read(json, sizeof json - 1, NULL, &arena, &record, &error), &error);
    assert_int_equal(record.unknown.size, 0);
    check_bytes("no flag", record.extra_json.data, record.extra_json.size, json, sizeof json - 1);
    /* With the flag, reading would take it for unknown fields. */
    check_refusal("extra_json", write(&record, PHONENUM_JSON_API, 0, &error), &error, PHONENUM_ERR_JSON_EXTRA,
                  "extra_json");
    phonenum_arena_free(&arena);
}

static void test_json_unknown_known_fields_are_not_written(void **state)
{
    (void)state;
    static const uint8_t id[] = {0x0a, 0x01, 'x'};
    const phonenum_record record = {.unknown = {id, sizeof id}};
    phonenum_error error;
    check_refusal("known", write(&record, PHONENUM_JSON_API, 0, &error), &error, PHONENUM_ERR_JSON_UNKNOWN, "unknown");
}

static void test_json_unknown_flags_that_contradict_are_refused(void **state)
{
    (void)state;
    const phonenum_record record = PHONENUM_RECORD_INIT;
    phonenum_error error;
    check_refusal("flags", write(&record, PHONENUM_JSON_API, PHONENUM_JSON_DROP_UNKNOWN, &error), &error,
                  PHONENUM_ERR_ARGUMENT, "");
}

/* All messages together, and an Admin verification that is read twice counts once. */
static void test_json_unknown_limit_is_kept_to(void **state)
{
    (void)state;
    static const char admin[] =
        "{\"verification\":{\"object\":\"verification_admin\",\"channel\":1,\"@unknown\":\"gAEB\"},"
        "\"@unknown\":\"gAEB\"}";
    for (size_t limit = 5; limit <= 6; limit++) {
        const phonenum_json_read_options options = {.limits = {.unknown = limit}, .flags = PHONENUM_JSON_KEEP_UNKNOWN};
        phonenum_arena arena = new_arena();
        phonenum_record record;
        phonenum_error error = garbage_error();
        phonenum_status status = phonenum_json_read(admin, sizeof admin - 1, &options, &arena, &record, &error);
        if (limit == 6)
            check_success("limit", status, &error);
        else
            check_error("limit", status, &error, PHONENUM_ERR_LIMIT, "@unknown");
        phonenum_arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_unknown_accepted_vectors_go_both_ways),
        cmocka_unit_test(test_json_unknown_stands_at_each_level),
        cmocka_unit_test(test_json_unknown_other_than_base64_of_unknown_fields_is_refused),
        cmocka_unit_test(test_json_unknown_what_decoding_keeps_is_read),
        cmocka_unit_test(test_json_unknown_without_the_flag_is_any_member),
        cmocka_unit_test(test_json_unknown_known_fields_are_not_written),
        cmocka_unit_test(test_json_unknown_flags_that_contradict_are_refused),
        cmocka_unit_test(test_json_unknown_limit_is_kept_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
