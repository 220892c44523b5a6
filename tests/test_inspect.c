/*
 * Looks into encoded bytes field by field, and holds what is found against what decoding makes of the same bytes.
 */
#include "support/builder.h"
#include "support/check.h"
#include "support/memory.h"
#include "support/names.h"
#include "support/samples.h"
#include "support/vectors.h"

#include <phonenum/codec.h>
#include <phonenum/inspect.h>
#include <stdio.h>
#include <string.h>

static const char *const type_names[] = {"unknown", "text", "bool", "int64", "enum", "message", "json"};

/* A field in one line: where, header and value sizes, number:wire type, type, depth, value, path. */
static void describe(char *line, size_t capacity, const phonenum_field *field)
{
    int size = snprintf(line, capacity, "%zu+%zu+%zu %u:%d %s", field->offset, field->header_size, field->value_size,
                        (unsigned)field->number, (int)field->wire_type, type_names[field->type]);
    size += snprintf(line + size, capacity - (size_t)size, "%s depth %u", field->secret ? " secret" : "", field->depth);
    if (field->value != 0)
        size += snprintf(line + size, capacity - (size_t)size, " =%llu", (unsigned long long)field->value);
    if (field->value_name)
        size += snprintf(line + size, capacity - (size_t)size, " \"%s\"", field->value_name);
    if (field->bytes && field->type != PHONENUM_FIELD_MESSAGE)
        size += snprintf(line + size, capacity - (size_t)size, " '%.*s'", (int)field->value_size,
                         (const char *)field->bytes);
    snprintf(line + size, capacity - (size_t)size, " %s", field->path);
}

static void check_fields(builder bytes, const char *const *expected, size_t count)
{
    unsigned char *exact = exact_copy(bytes.data, bytes.size, 1);
    phonenum_inspector inspector;
    phonenum_field field;
    char line[512];
    phonenum_inspector_init(&inspector, exact, bytes.size);
    for (size_t i = 0; i < count; i++) {
        phonenum_error error = garbage_error();
        memset(&field, 0xa5, sizeof field);
        check_success(expected[i], phonenum_inspect_next(&inspector, &field, &error), &error);
        describe(line, sizeof line, &field);
        assert_string_equal(line, expected[i]);
    }
    for (int i = 0; i < 2; i++) {
        phonenum_error error = garbage_error();
        memset(&field, 0xa5, sizeof field);
        check_failure("end", phonenum_inspect_next(&inspector, &field, &error), &error, PHONENUM_END, 0, "");
        assert_true(memory_is_all(&field, sizeof field, 0));
    }
    exact_free(exact, 1);
}

static void test_inspect_nothing_is_the_end(void **state)
{
    (void)state;
    phonenum_inspector inspector;
    phonenum_field field;
    phonenum_error error = garbage_error();
    phonenum_inspector_init(&inspector, NULL, 0);
    check_failure("nothing", phonenum_inspect_next(&inspector, &field, &error), &error, PHONENUM_END, 0, "");
}

static void test_inspect_full_record_gives_every_field(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "0+2+31 1:2 text depth 0 'idn_29w83sxmDNGwOuEthce5gg56FcC' id",
        "33+1+1 2:0 enum depth 0 =1 \"phone_number\" object",
        "35+2+12 3:2 text depth 0 '+15555550100' phone_number",
        "49+1+1 4:0 bool depth 0 =1 reserved_for_second_factor",
        "51+1+1 5:0 bool depth 0 default_second_factor",
        "53+1+1 6:0 bool depth 0 reserved",
        "55+2+55 7:2 message depth 0 verification.otp",
        "57+1+1 1:0 enum depth 1 =1 \"verification_otp\" verification.otp.object",
        "59+1+1 2:0 enum depth 1 =2 \"verified\" verification.otp.status",
        "61+2+7 4:2 text depth 1 'passkey' verification.otp.custom_strategy",
        "70+1+1 5:0 int64 depth 1 =1 verification.otp.attempts",
        "72+1+6 6:0 int64 depth 1 =1700000600000 verification.otp.expire_at",
        "79+2+8 7:2 text depth 1 'client_1' verification.otp.verified_at_client",
        "89+2+3 8:2 text depth 1 'sms' verification.otp.channel",
        "94+2+7 15:2 json depth 1 '{\"a\":1}' verification.otp.extra_json",
        "103+2+0 101:3 unknown depth 1 verification.otp.101",
        "105+1+4 1:5 unknown depth 2 =67305985 verification.otp.101.1",
        "110+2+0 101:4 unknown depth 1 verification.otp.101",
        "112+2+34 9:2 message depth 0 linked_to[0]",
        "114+2+12 1:2 text depth 1 'oauth_google' linked_to[0].type",
        "128+2+5 2:2 text depth 1 'idn_1' linked_to[0].id",
        "135+2+8 15:2 json depth 1 '{\"b\":[]}' linked_to[0].extra_json",
        "145+2+1 100:0 unknown depth 1 =7 linked_to[0].100",
    };
    sample full;
    builder bytes = {0};
    uint8_t buffer[2048];
    size_t size;
    sample_full(&full);
    full.links[0].extra_json = PHONENUM_STR("{\"b\":[]}");
    full.record.linked_to_count = 1;
    full.record.backup_codes_count = 0;
    full.record.has_created_at = full.record.has_updated_at = false;
    full.record.extra_json = (phonenum_str){NULL, 0};
    full.record.unknown = (phonenum_bytes){NULL, 0};
    assert_int_equal(phonenum_encode(&full.record, buffer, sizeof buffer, &size, NULL), PHONENUM_OK);
    build_bytes(&bytes, buffer, size);
    check_fields(bytes, expected, COUNT_OF(expected));
    builder_free(&bytes);
}

static void test_inspect_lists_count_their_elements(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "0+2+0 9:2 message depth 0 linked_to[0]",
        "2+2+1 10:2 text secret depth 0 'a' backup_codes[0]",
        "5+2+3 9:2 message depth 0 linked_to[1]",
        "7+2+1 1:2 text depth 1 'b' linked_to[1].type",
        "10+2+0 10:2 text secret depth 0 '' backup_codes[1]",
        "12+2+2 8:2 message depth 0 verification.admin",
        "14+1+1 8:0 unknown depth 1 =1 verification.admin.8",
        "16+1+1 9:0 unknown depth 0 =1 linked_to[2]",
        "18+2+0 10:2 text secret depth 0 '' backup_codes[2]",
        "20+1+1 11:0 int64 depth 0 =5 created_at",
        "22+1+10 12:0 int64 depth 0 =18446744073709551615 updated_at",
        "33+2+2 15:2 json depth 0 '{}' extra_json",
    };
    static const uint8_t bytes[] = {0x4a, 0,    0x52, 1,    'a',  0x4a, 3, 0x0a, 1, 'b',  0x52, 0,    0x42,
                                    2,    0x40, 1,    0x48, 1,    0x52, 0, 0x58, 5, 0x60, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0x7a, 2, '{',  '}'};
    builder copy = {0};
    build_bytes(&copy, bytes, sizeof bytes);
    check_fields(copy, expected, COUNT_OF(expected));
    builder_free(&copy);
}

static void test_inspect_unknown_fields_have_their_value(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "0+2+10 100:0 unknown depth 0 =18446744073709551615 100",
        "12+2+8 100:1 unknown depth 0 =1229782938247303441 100",
        "22+3+1 100:2 unknown depth 0 'x' 100",
        "26+2+4 100:5 unknown depth 0 =572662306 100",
        "32+5+1 536870911:0 unknown depth 0 =1 536870911",
        "38+2+3 1:0 unknown depth 0 id",
    };
    builder bytes = {0};
    build_tag(&bytes, 100, BUILD_VARINT);
    build_varint(&bytes, UINT64_MAX);
    build_any(&bytes, 100, BUILD_I64);
    build_any(&bytes, 100, BUILD_LEN);
    build_any(&bytes, 100, BUILD_I32);
    build_any(&bytes, 536870911, BUILD_VARINT);
    build_bytes(&bytes, "\x88\x00\x80\x80\x00", 5); /* overlong tag and value */
    check_fields(bytes, expected, COUNT_OF(expected));
    builder_free(&bytes);
}

static void test_inspect_groups_nest(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "0+1+0 1:3 unknown depth 0 id",   "1+1+0 2:3 unknown depth 1 id.2",     "2+1+1 7:0 unknown depth 2 =5 id.2.7",
        "4+1+0 2:4 unknown depth 1 id.2", "5+2+1 9:2 unknown depth 1 'x' id.9", "8+1+0 1:4 unknown depth 0 id",
        "9+2+1 1:2 text depth 0 'a' id",
    };
    builder bytes = {0};
    build_bytes(&bytes,
                "\x0b\x13\x38\x05\x14\x4a\x01x\x0c\x0a\x01"
                "a",
                12);
    check_fields(bytes, expected, COUNT_OF(expected));
    builder_free(&bytes);
}

static void check_next(phonenum_inspector *inspector, bool secret, bool text)
{
    phonenum_field field;
    assert_int_equal(phonenum_inspect_next(inspector, &field, NULL), PHONENUM_OK);
    if (field.secret != secret || (field.type == PHONENUM_FIELD_TEXT) != text)
        fail_msg("field %s at %zu: secret %d, type %d", field.path, field.offset, field.secret, field.type);
}

static void test_inspect_field_10_is_secret_with_every_wire_type(void **state)
{
    (void)state;
    static const unsigned wire_types[] = {BUILD_VARINT, BUILD_I64, BUILD_LEN, BUILD_I32};
    for (size_t i = 0; i < COUNT_OF(wire_types); i++) {
        builder bytes = {0};
        phonenum_inspector inspector;
        build_any(&bytes, 10, wire_types[i]);
        build_any(&bytes, 11, wire_types[i]);
        phonenum_inspector_init(&inspector, bytes.data, bytes.size);
        check_next(&inspector, true, wire_types[i] == BUILD_LEN);
        check_next(&inspector, false, false);
        builder_free(&bytes);
    }
}

/* It can't be read as JSON, so backup codes in it can't be told from the rest. */
static void test_inspect_extra_json_that_is_no_text_is_secret_at_every_level(void **state)
{
    (void)state;
    static const unsigned wire_types[] = {BUILD_VARINT, BUILD_I64, BUILD_I32, BUILD_SGROUP};
    static const unsigned messages[] = {0, 7, 8, 9};
    for (size_t i = 0; i < COUNT_OF(wire_types) * COUNT_OF(messages); i++) {
        builder inner = {0};
        builder bytes = {0};
        phonenum_inspector inspector;
        unsigned message = messages[i / COUNT_OF(wire_types)];
        build_any(&inner, 15, wire_types[i % COUNT_OF(wire_types)]);
        if (message != 0) {
            build_tag(&bytes, message, BUILD_LEN);
            build_varint(&bytes, inner.size);
        }
        build_bytes(&bytes, inner.data, inner.size);
        phonenum_inspector_init(&inspector, bytes.data, bytes.size);
        if (message != 0)
            check_next(&inspector, false, false);
        check_next(&inspector, true, false);
        builder_free(&inner);
        builder_free(&bytes);
    }
}

static void test_inspect_all_within_a_group_10_is_secret(void **state)
{
    (void)state;
    builder bytes = {0};
    phonenum_inspector inspector;
    build_tag(&bytes, 10, BUILD_SGROUP);
    build_any(&bytes, 5, BUILD_LEN);
    build_any(&bytes, 6, BUILD_SGROUP);
    build_tag(&bytes, 10, BUILD_EGROUP);
    build_tag(&bytes, 20, BUILD_SGROUP);
    build_any(&bytes, 10, BUILD_SGROUP);
    build_tag(&bytes, 20, BUILD_EGROUP);
    build_tag(&bytes, 9, BUILD_LEN);
    build_varint(&bytes, 5);
    build_any(&bytes, 10, BUILD_LEN);
    build_tag(&bytes, 10, BUILD_SGROUP);
    build_tag(&bytes, 10, BUILD_EGROUP);
    phonenum_inspector_init(&inspector, bytes.data, bytes.size);
    for (size_t i = 0; i < 6; i++)
        check_next(&inspector, true, false); /* start, field, start, field, end, end */
    for (size_t i = 0; i < 5 + 1 + 3; i++)
        check_next(&inspector, false, false); /* in another group, and in a link, 10 means something else */
    builder_free(&bytes);
}

static void check_enum(uint32_t message, uint32_t number, uint64_t value, const char *name)
{
    builder inner = {0};
    builder bytes = {0};
    phonenum_inspector inspector;
    phonenum_field field;
    build_tag(&inner, number, BUILD_VARINT);
    build_varint(&inner, value);
    if (message)
        build_field(&bytes, message, inner.data, inner.size);
    else
        build_bytes(&bytes, inner.data, inner.size);
    phonenum_inspector_init(&inspector, bytes.data, bytes.size);
    for (uint32_t i = 0; i <= (message > 0); i++)
        assert_int_equal(phonenum_inspect_next(&inspector, &field, NULL), PHONENUM_OK);
    bool known = name || (uint32_t)value == 0;
    assert_int_equal(field.type, known ? PHONENUM_FIELD_ENUM : PHONENUM_FIELD_UNKNOWN);
    assert_true(field.value == value);
    if (name)
        assert_string_equal(field.value_name, name);
    else
        assert_null(field.value_name);
    builder_free(&inner);
    builder_free(&bytes);
}

static void test_inspect_enum_values_have_their_names(void **state)
{
    (void)state;
    static const char *const objects[] = {NULL, "verification_otp", "verification_admin", NULL};
    static const char *const statuses[] = {NULL, "unverified", "verified", "failed", "expired", NULL};
    static const char *const strategies[] = {
        NULL, "phone_code", "email_code", "reset_password_email_code", "reset_password_phone_code", "admin", NULL};
    check_enum(0, 2, 0, NULL);
    check_enum(0, 2, 1, "phone_number");
    check_enum(0, 2, 2, NULL);
    check_enum(0, 2, UINT64_MAX, NULL);
    check_enum(0, 2, 0x100000001, "phone_number");
    for (uint32_t message = 7; message <= 8; message++) {
        for (size_t i = 0; i < COUNT_OF(objects); i++)
            check_enum(message, 1, i, objects[i]);
        for (size_t i = 0; i < COUNT_OF(statuses); i++)
            check_enum(message, 2, i, statuses[i]);
        for (size_t i = 0; i < COUNT_OF(strategies); i++)
            check_enum(message, 3, i, strategies[i]);
    }
}

/* What inspecting finds of bytes as a whole. */
struct inspection {
    phonenum_status status;
    phonenum_error error;
    size_t open_groups; /* when it ended */
    size_t fields;
};

/* Goes through all fields, which must follow one another without a gap. */
static struct inspection inspect_all(const uint8_t *data, size_t size)
{
    struct inspection result = {PHONENUM_OK, garbage_error(), 0, 0};
    phonenum_inspector inspector;
    phonenum_field field;
    size_t expected_offset = 0;
    phonenum_inspector_init(&inspector, data, size);
    for (;; result.fields++) {
        result.status = phonenum_inspect_next(&inspector, &field, &result.error);
        if (result.status)
            break;
        assert_int_equal(field.offset, expected_offset);
        assert_true(field.header_size > 0 && (!field.bytes || field.bytes == data + field.offset + field.header_size));
        bool enters = field.type == PHONENUM_FIELD_MESSAGE;
        expected_offset += field.header_size + (enters ? 0 : field.value_size);
        result.open_groups += field.wire_type == PHONENUM_WIRE_SGROUP;
        result.open_groups -= field.wire_type == PHONENUM_WIRE_EGROUP;
    }
    assert_true(memory_is_all(&field, sizeof field, 0));
    if (result.status == PHONENUM_END)
        assert_int_equal(expected_offset, size);
    else
        assert_int_equal(phonenum_inspect_next(&inspector, &field, NULL), PHONENUM_END);
    return result;
}

/* Fails unless inspecting these bytes ends as decoding them does. Returns whether they decode. */
static bool check_as_decoding(const char *label, const uint8_t *data, size_t size)
{
    static const phonenum_decode_options unlimited = {
        .limits = {.input = SIZE_MAX, .links = SIZE_MAX, .codes = SIZE_MAX, .unknown = SIZE_MAX}};
    unsigned char *exact = exact_copy(data, size, 0);
    phonenum_arena arena;
    phonenum_record record;
    phonenum_error error = garbage_error();
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_status status = phonenum_decode(exact, size, &unlimited, &arena, &record, &error);
    struct inspection found = inspect_all(exact, size);
    phonenum_status expected = status ? status : PHONENUM_END;
    /* Inside a group, inspecting names each field; decoding, which keeps the group whole, does not. */
    check_failure(label, found.status, &found.error, expected, error.offset,
                  found.open_groups == 0 ? error.field : NULL);
    phonenum_arena_free(&arena);
    exact_free(exact, 0);
    return status == PHONENUM_OK;
}

static void check_vector(const test_vector *vector, bool accepted)
{
    builder bytes = vector_bytes(vector, vector->fields[1]);
    if (check_as_decoding(vector->fields[0], bytes.data, bytes.size) != accepted)
        fail_msg("%s: it is in the wrong file", vector->fields[0]);
    builder_free(&bytes);
}

static void run_accepted(const test_vector *vector)
{
    check_vector(vector, true);
}

static void run_rejected(const test_vector *vector)
{
    check_vector(vector, false);
}

static void test_inspect_every_vector_ends_as_decoding_does(void **state)
{
    (void)state;
    for_each_vector("wire/accept.txt", WIRE_ACCEPTED_LEAST, run_accepted);
    for_each_vector("wire/reject.txt", WIRE_REJECTED_LEAST, run_rejected);
}

static void test_inspect_every_prefix_ends_as_decoding_does(void **state)
{
    (void)state;
    sample full;
    uint8_t buffer[2048];
    size_t size;
    sample_full(&full);
    assert_int_equal(phonenum_encode(&full.record, buffer, sizeof buffer, &size, NULL), PHONENUM_OK);
    size_t accepted = 0;
    for (size_t cut = 0; cut <= size; cut++)
        accepted += check_as_decoding("prefix", buffer, cut);
    assert_true(accepted > 5 && accepted < size / 2);
}

static void test_inspect_every_field_with_every_wire_type_ends_as_decoding_does(void **state)
{
    (void)state;
    for (uint32_t number = 1; number <= 17; number++) {
        for (unsigned wire_type = 0; wire_type <= 5; wire_type++) {
            builder bytes = {0};
            build_text(&bytes, 9, "");
            build_text(&bytes, 10, "a");
            build_text(&bytes, 10, "b");
            if (wire_type == BUILD_EGROUP)
                build_tag(&bytes, number, wire_type);
            else
                build_any(&bytes, number, wire_type);
            for (size_t size = 7; size <= bytes.size; size++)
                (void)check_as_decoding("field", bytes.data, size);
            builder_free(&bytes);
        }
    }
}

static void check_groups(uint32_t message, size_t depth, bool accepted)
{
    builder inner = {0};
    builder bytes = {0};
    build_run(&inner, 0x0b, depth);
    build_run(&inner, 0x0c, depth);
    if (message)
        build_field(&bytes, message, inner.data, inner.size);
    else
        build_bytes(&bytes, inner.data, inner.size);
    assert_int_equal(check_as_decoding("groups", bytes.data, bytes.size), accepted);
    builder_free(&inner);
    builder_free(&bytes);
}

static void test_inspect_depth_limit_is_that_of_decoding(void **state)
{
    (void)state;
    check_groups(0, 100, true);
    check_groups(0, 101, false);
    check_groups(0, 100000, false);
    check_groups(7, 99, true);
    check_groups(7, 100, false);
    check_groups(9, 99, true);
    check_groups(9, 100, false);
}

static uint64_t random_state;

/* The same numbers in every run. */
static size_t random_below(size_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(random_state >> 33) % limit;
}

static void mutate(uint8_t *data, size_t *size, size_t capacity)
{
    static const uint8_t likely[] = {0x00, 0x01, 0x7f, 0x80, 0xff, 0x0b, 0x0c, 0x3a, 0x42, 0x48, 0x4a, 0x4b,
                                     0x50, 0x52, 0x53, 0x54, 0x3b, 0x3c, 0x7a, 0x0f, 0x07, 0xc3, 0x55, 0x51};
    size_t at = random_below(*size);
    switch (random_below(4)) {
    case 0:
        data[at] ^= (uint8_t)(1u << random_below(8));
        break;
    case 1:
        data[at] = likely[random_below(sizeof likely)];
        break;
    case 2:
        if (*size > 1) {
            memmove(data + at, data + at + 1, *size - at - 1);
            --*size;
        }
        break;
    default:
        if (*size < capacity) {
            memmove(data + at + 1, data + at, *size - at);
            data[at] = likely[random_below(sizeof likely)];
            ++*size;
        }
        break;
    }
}

/* Valid bytes with everything in them: the full sample, an Admin, unknown fields and groups at every level. */
static builder mutation_seed(size_t which)
{
    builder seed = {0};
    sample full;
    uint8_t buffer[2048];
    size_t size;
    if (which % 2 == 0)
        sample_full(&full);
    else
        sample_admin(&full);
    assert_int_equal(phonenum_encode(&full.record, buffer, sizeof buffer, &size, NULL), PHONENUM_OK);
    if (which % 4 < 2)
        build_bytes(&seed, buffer, size);
    for (uint32_t number = 1; number < 17; number++)
        build_any(&seed, number, (unsigned[]){BUILD_VARINT, BUILD_I64, BUILD_SGROUP, BUILD_I32}[(which + number) % 4]);
    return seed;
}

static void test_inspect_mutated_bytes_end_as_decoding_does(void **state)
{
    (void)state;
    enum {
        MUTATIONS = 20000
    };
    size_t accepted = 0;
    random_state = 1;
    for (size_t i = 0; i < MUTATIONS; i++) {
        uint8_t data[4096];
        char label[32];
        builder seed = mutation_seed(i);
        size_t size = seed.size;
        memcpy(data, seed.data, size);
        for (size_t rounds = 1 + random_below(4); rounds > 0; rounds--)
            mutate(data, &size, sizeof data);
        snprintf(label, sizeof label, "mutation %zu", i);
        accepted += check_as_decoding(label, data, size);
        builder_free(&seed);
    }
    assert_true(accepted > MUTATIONS / 20 && accepted < MUTATIONS * 19 / 20);
}

static void test_inspect_names_go_both_ways(void **state)
{
    (void)state;
    CHECK_NAME(wire_type, PHONENUM_WIRE_VARINT, "VARINT");
    CHECK_NAME(wire_type, PHONENUM_WIRE_I64, "I64");
    CHECK_NAME(wire_type, PHONENUM_WIRE_LEN, "LEN");
    CHECK_NAME(wire_type, PHONENUM_WIRE_SGROUP, "SGROUP");
    CHECK_NAME(wire_type, PHONENUM_WIRE_EGROUP, "EGROUP");
    CHECK_NAME(wire_type, PHONENUM_WIRE_I32, "I32");
    CHECK_NO_NAME(wire_type, 6);
    CHECK_NAME(field_type, PHONENUM_FIELD_UNKNOWN, "unknown");
    CHECK_NAME(field_type, PHONENUM_FIELD_TEXT, "text");
    CHECK_NAME(field_type, PHONENUM_FIELD_BOOL, "bool");
    CHECK_NAME(field_type, PHONENUM_FIELD_INT64, "int64");
    CHECK_NAME(field_type, PHONENUM_FIELD_ENUM, "enum");
    CHECK_NAME(field_type, PHONENUM_FIELD_MESSAGE, "message");
    CHECK_NAME(field_type, PHONENUM_FIELD_JSON, "json");
    CHECK_NO_NAME(field_type, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inspect_nothing_is_the_end),
        cmocka_unit_test(test_inspect_full_record_gives_every_field),
        cmocka_unit_test(test_inspect_lists_count_their_elements),
        cmocka_unit_test(test_inspect_unknown_fields_have_their_value),
        cmocka_unit_test(test_inspect_groups_nest),
        cmocka_unit_test(test_inspect_field_10_is_secret_with_every_wire_type),
        cmocka_unit_test(test_inspect_extra_json_that_is_no_text_is_secret_at_every_level),
        cmocka_unit_test(test_inspect_all_within_a_group_10_is_secret),
        cmocka_unit_test(test_inspect_enum_values_have_their_names),
        cmocka_unit_test(test_inspect_every_vector_ends_as_decoding_does),
        cmocka_unit_test(test_inspect_every_prefix_ends_as_decoding_does),
        cmocka_unit_test(test_inspect_every_field_with_every_wire_type_ends_as_decoding_does),
        cmocka_unit_test(test_inspect_depth_limit_is_that_of_decoding),
        cmocka_unit_test(test_inspect_mutated_bytes_end_as_decoding_does),
        cmocka_unit_test(test_inspect_names_go_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
