/*
 * Writes records built by hand as JSON: what comes out, what is refused, and that writing loses nothing that was read.
 */
#include "support/json.h"
#include "support/memory.h"
#include "support/samples.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_refused(const char *label, const phonenum_record *record, unsigned flags, phonenum_status expected,
                          uint64_t offset, const char *field)
{
    char buffer[4096];
    const phonenum_json_write_options options = {.flags = flags};
    phonenum_error error = garbage_error();
    size_t size = 99;
    phonenum_status status = phonenum_json_write(record, &options, buffer, sizeof buffer, &size, &error);
    if (status == PHONENUM_OK)
        fail_msg("%s: written as %.*s", label, (int)size, buffer);
    check_failure(label, status, &error, expected, offset, field);
    assert_int_equal(size, 0);
    assert_int_equal(phonenum_json_write(record, &options, NULL, 0, &size, NULL), expected);
}

static phonenum_record record_with(phonenum_str extra_json)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.extra_json = extra_json;
    return record;
}

static phonenum_record verification_with(phonenum_verification_kind kind, phonenum_str extra_json)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.verification.kind = kind;
    record.verification.extra_json = extra_json;
    return record;
}

static void test_json_write_empty_record_has_the_defaults(void **state)
{
    (void)state;
    phonenum_record record = PHONENUM_RECORD_INIT;
    check_json("empty", &record, 0, "{\"verification\":null,\"linked_to\":[]}");
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    check_json("empty otp", &record, 0, "{\"verification\":{\"attempts\":null,\"expire_at\":null},\"linked_to\":[]}");
    record.verification.kind = PHONENUM_VERIFICATION_ADMIN;
    check_json("empty admin", &record, 0,
               "{\"verification\":{\"object\":\"verification_admin\",\"attempts\":null,\"expire_at\":null},"
               "\"linked_to\":[]}");
}

#define FULL_HEAD                                                                                                \
    "{\"id\":\"idn_29w83sxmDNGwOuEthce5gg56FcC\",\"object\":\"phone_number\",\"phone_number\":\"+15555550100\"," \
    "\"reserved_for_second_factor\":true,\"default_second_factor\":false,\"reserved\":false,\"verification\":"
#define FULL_OTP                                                                                           \
    "{\"object\":\"verification_otp\",\"status\":\"verified\",\"strategy\":\"phone_code\",\"attempts\":1," \
    "\"expire_at\":1700000600000,\"verified_at_client\":\"client_1\",\"channel\":\"sms\"}"
#define FULL_LINKS "[{\"type\":\"oauth_google\",\"id\":\"idn_1\"},{\"type\":\"saml\",\"id\":\"idn_2\"}]"
#define FULL_TIMES "\"created_at\":1700000000000,\"updated_at\":1700000000001"

static void test_json_write_full_record_is_in_the_order_of_the_schema(void **state)
{
    (void)state;
    sample full;
    sample_otp(&full);
    check_json("full", &full.record, 0,
               FULL_HEAD FULL_OTP ",\"linked_to\":" FULL_LINKS ",\"backup_codes\":[\"" CANARY "1\",\"" CANARY
                                  "2\"]," FULL_TIMES "}");
    sample_admin(&full);
    check_json("admin", &full.record, 0,
               FULL_HEAD "{\"status\":\"verified\",\"strategy\":\"admin\",\"attempts\":null,\"expire_at\":null},"
                         "\"linked_to\":[]," FULL_TIMES "}");
}

static void test_json_write_enum_zero_and_empty_codes_are_absent(void **state)
{
    (void)state;
    static const phonenum_str no_code[1] = {PHONENUM_STR_INIT("")};
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.has_object = true;
    record.backup_codes = no_code;
    record.verification = (phonenum_verification){.kind = PHONENUM_VERIFICATION_OTP,
                                                  .has_object = true,
                                                  .has_status = true,
                                                  .strategy = {.kind = PHONENUM_STRATEGY_KNOWN}};
    check_json("enum 0", &record, 0, "{\"verification\":{\"attempts\":null,\"expire_at\":null},\"linked_to\":[]}");
    record.verification.extra_json = PHONENUM_STR("{\"strategy\":5,\"status\":\"new\"}");
    record.extra_json = PHONENUM_STR("{\"object\":\"phone\"}");
    check_json("enum 0 beside extra_json", &record, 0,
               "{\"object\":\"phone\",\"verification\":{\"status\":\"new\",\"strategy\":5,\"attempts\":null,"
               "\"expire_at\":null},\"linked_to\":[]}");
}

static void test_json_write_explicit_zeros_and_empty_text_are_present(void **state)
{
    (void)state;
    phonenum_link link = {.type = PHONENUM_STR_INIT(""), .id = PHONENUM_STR_INIT("")};
    phonenum_str code = PHONENUM_STR_INIT("");
    phonenum_record record = {.id = PHONENUM_STR_INIT(""),
                              .phone_number = PHONENUM_STR_INIT(""),
                              .has_reserved = true,
                              .has_reserved_for_second_factor = true,
                              .has_default_second_factor = true,
                              .has_created_at = true,
                              .has_updated_at = true,
                              .linked_to = &link,
                              .linked_to_count = 1,
                              .backup_codes = &code,
                              .backup_codes_count = 1};
    record.verification =
        (phonenum_verification){.kind = PHONENUM_VERIFICATION_OTP,
                                .has_attempts = true,
                                .has_expire_at = true,
                                .strategy = {.kind = PHONENUM_STRATEGY_CUSTOM, .custom = PHONENUM_STR_INIT("")},
                                .verified_at_client = PHONENUM_STR_INIT(""),
                                .channel = PHONENUM_STR_INIT("")};
    check_json("zeros", &record, 0,
               "{\"id\":\"\",\"phone_number\":\"\",\"reserved_for_second_factor\":false,"
               "\"default_second_factor\":false,\"reserved\":false,\"verification\":{\"strategy\":\"\",\"attempts\":0,"
               "\"expire_at\":0,\"verified_at_client\":\"\",\"channel\":\"\"},\"linked_to\":[{\"type\":\"\","
               "\"id\":\"\"}],\"backup_codes\":[\"\"],\"created_at\":0,\"updated_at\":0}");
}

static void test_json_write_int64_edges_have_all_digits(void **state)
{
    (void)state;
    phonenum_record record = {
        .has_created_at = true, .has_updated_at = true, .created_at = INT64_MIN, .updated_at = INT64_MAX};
    check_json("edges", &record, 0,
               "{\"verification\":null,\"linked_to\":[],\"created_at\":-9223372036854775808,"
               "\"updated_at\":9223372036854775807}");
}

static void test_json_write_text_has_no_escapes_but_needed_ones(void **state)
{
    (void)state;
    phonenum_record record = {.id = PHONENUM_STR_INIT("a\0\x01\x1f\"\\\b\f\n\r\t/\x7f\xc3\xa9\xf0\x9f\x98\x80<'")};
    check_json("escapes", &record, 0,
               "{\"id\":\"a\\u0000\\u0001\\u001f\\\"\\\\\\b\\f\\n\\r\\t/\x7f\xc3\xa9\xf0\x9f\x98\x80<'\","
               "\"verification\":null,\"linked_to\":[]}");
}

#define AFTER_OBJECT "\"attempts\":null,\"expire_at\":null},\"linked_to\":[]}"

static void check_kind(const char *label, phonenum_verification verification, const char *members)
{
    char expected[256];
    phonenum_record record = {.verification = verification};
    snprintf(expected, sizeof expected, "{\"verification\":{%s" AFTER_OBJECT, members);
    check_json(label, &record, 0, expected);
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record read = json_read_ok(label, expected, strlen(expected), NULL, &arena);
    assert_int_equal(read.verification.kind, verification.kind);
    phonenum_arena_free(&arena);
}

static phonenum_verification of_kind(phonenum_verification_kind kind, phonenum_str custom)
{
    phonenum_verification verification = {.kind = kind,
                                          .strategy = {.kind = PHONENUM_STRATEGY_CUSTOM, .custom = custom}};
    return verification;
}

static void test_json_write_object_is_written_where_the_kind_needs_it(void **state)
{
    (void)state;
    const phonenum_strategy admin = {.kind = PHONENUM_STRATEGY_KNOWN, .known = PHONENUM_VERIFICATION_STRATEGY_ADMIN};
    phonenum_verification otp = {.kind = PHONENUM_VERIFICATION_OTP, .strategy = admin};
    check_kind("otp with admin", otp, "\"object\":\"verification_otp\",\"strategy\":\"admin\",");
    otp.has_object = true;
    check_kind("otp with admin, object 0", otp, "\"object\":\"verification_otp\",\"strategy\":\"admin\",");
    otp.object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP;
    check_kind("otp with admin and object", otp, "\"object\":\"verification_otp\",\"strategy\":\"admin\",");
    check_kind("otp with custom admin", of_kind(PHONENUM_VERIFICATION_OTP, PHONENUM_STR("admin")),
               "\"object\":\"verification_otp\",\"strategy\":\"admin\",");
    check_kind("otp with other", of_kind(PHONENUM_VERIFICATION_OTP, PHONENUM_STR("admi")), "\"strategy\":\"admi\",");
    check_kind("otp with longer", of_kind(PHONENUM_VERIFICATION_OTP, PHONENUM_STR("admin\0")),
               "\"strategy\":\"admin\\u0000\",");
    check_kind("admin with other", of_kind(PHONENUM_VERIFICATION_ADMIN, PHONENUM_STR("Admin")),
               "\"object\":\"verification_admin\",\"strategy\":\"Admin\",");
    check_kind("admin with admin", (phonenum_verification){.kind = PHONENUM_VERIFICATION_ADMIN, .strategy = admin},
               "\"strategy\":\"admin\",");
}

static void test_json_write_untyped_strategy_of_an_admin_needs_object(void **state)
{
    (void)state;
    phonenum_record record = verification_with(PHONENUM_VERIFICATION_ADMIN, PHONENUM_STR("{\"strategy\":[\"admin\"]}"));
    check_json("untyped strategy", &record, 0,
               "{\"verification\":{\"object\":\"verification_admin\",\"strategy\":[\"admin\"]," AFTER_OBJECT);
}

static void test_json_write_object_against_the_kind_is_refused(void **state)
{
    (void)state;
    phonenum_record record = PHONENUM_RECORD_INIT;
    record.verification = (phonenum_verification){.kind = PHONENUM_VERIFICATION_OTP,
                                                  .has_object = true,
                                                  .object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN};
    check_refused("otp says admin", &record, 0, PHONENUM_ERR_JSON_KIND, 0, "verification.otp.object");
    record.verification.kind = PHONENUM_VERIFICATION_ADMIN;
    record.verification.object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP;
    check_refused("admin says otp", &record, 0, PHONENUM_ERR_JSON_KIND, 0, "verification.admin.object");
    record = verification_with(PHONENUM_VERIFICATION_OTP, PHONENUM_STR("{\"object\":\"verification_ticket\"}"));
    check_refused("another object", &record, 0, PHONENUM_ERR_JSON_EXTRA, 1, "verification.otp.extra_json.object");
    record = verification_with(PHONENUM_VERIFICATION_OTP, PHONENUM_STR("{\"\\u006fbject\":5}"));
    check_refused("object is a number", &record, 0, PHONENUM_ERR_JSON_EXTRA, 1, "verification.otp.extra_json.object");
    /* With the strategy admin, an Admin needs no `object` of its own. */
    record = verification_with(PHONENUM_VERIFICATION_ADMIN, PHONENUM_STR("{\"object\":\"verification_ticket\"}"));
    record.verification.strategy =
        (phonenum_strategy){.kind = PHONENUM_STRATEGY_KNOWN, .known = PHONENUM_VERIFICATION_STRATEGY_ADMIN};
    check_refused("an admin's other object", &record, 0, PHONENUM_ERR_JSON_EXTRA, 1,
                  "verification.admin.extra_json.object");
    record.verification.extra_json = PHONENUM_STR("{\"object\":5}");
    check_refused("an admin's object is a number", &record, 0, PHONENUM_ERR_JSON_EXTRA, 1,
                  "verification.admin.extra_json.object");
}

static void test_json_write_extra_members_follow_in_their_order(void **state)
{
    (void)state;
    phonenum_link link = {.extra_json = PHONENUM_STR_INIT("{\"z\":1,\"a\":2}")};
    phonenum_record record = {.linked_to = &link, .linked_to_count = 1};
    record.extra_json =
        PHONENUM_STR(" { \"z\" : [ 1.0 , \"\\u0061 \" ] , \"updated_at\" : \"u\" ,\n\"a\":null,\"id\":5}\t");
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    record.verification.extra_json = PHONENUM_STR("{\"x\":1,\"expire_at\":1.5,\"status\":\"new\"}");
    check_json("order", &record, 0,
               "{\"id\":5,\"verification\":{\"status\":\"new\",\"attempts\":null,\"expire_at\":1.5,\"x\":1},"
               "\"linked_to\":[{\"z\":1,\"a\":2}],\"updated_at\":\"u\",\"z\":[1.0,\"\\u0061 \"],\"a\":null}");
    record = record_with(PHONENUM_STR("{}"));
    check_json("nothing in it", &record, 0, "{\"verification\":null,\"linked_to\":[]}");
    record = record_with(PHONENUM_STR("{\"verification\":[],\"linked_to\":{},\"backup_codes\":5}"));
    check_json("lists and verification", &record, 0, "{\"verification\":[],\"linked_to\":{},\"backup_codes\":5}");
}

/* The members that the schema does not know, whatever stands between them: with whitespace, and without. */
static void test_json_write_extra_members_between_known_ones_are_all_there(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"a\":1,\"b\":{\"c\":[]},\"attempts\":1.5,\"d\":\"e\",\"expire_at\":-0,\"f\":null,\"g\":2}",
        "{\"attempts\":1.5,\"a\":1,\"b\":{\"c\":[]},\"d\":\"e\",\"f\":null,\"g\":2,\"expire_at\":-0}",
        "{\"expire_at\":-0,\"attempts\":1.5,\"a\":1,\"b\":{\"c\":[]},\"d\":\"e\",\"f\":null,\"g\":2}",
        " {\"a\":1,\"b\":{\"c\": [] },\n\"attempts\":1.5,\"d\":\"e\",\"expire_at\" :-0,\"f\":null,\t\"g\":2}",
        "{\"a\":1,\"b\":{\"c\":[]},\"attempts\":1.5,\"d\":\"e\",\"expire_at\":-0,\"f\":null,\"g\":2 } "};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        phonenum_record record = verification_with(PHONENUM_VERIFICATION_OTP, phonenum_cstr(texts[i]));
        check_json(
            texts[i], &record, 0,
            "{\"verification\":{\"attempts\":1.5,\"expire_at\":-0,\"a\":1,\"b\":{\"c\":[]},\"d\":\"e\",\"f\":null,"
            "\"g\":2},\"linked_to\":[]}");
    }
}

/* Whitespace in extra_json counts in the encoded record, and not in JSON. */
static void test_json_write_record_that_is_too_large_to_encode_is_refused_for_its_whitespace(void **state)
{
    (void)state;
    enum {
        TEXT = 16 << 20,
        COUNT = PHONENUM_ENCODED_SIZE_MAX / TEXT + 1
    };
    builder text = {0};
    size_t size = 99;
    phonenum_error error = garbage_error();
    phonenum_link links[COUNT] = {{.type = {NULL, 0}}};
    build_run(&text, ' ', TEXT);
    memcpy(text.data, "{}", 2);
    for (size_t i = 0; i < COUNT; i++)
        links[i].extra_json = (phonenum_str){(char *)text.data, text.size};
    const phonenum_record record = {.linked_to = links, .linked_to_count = COUNT};
    phonenum_status status = phonenum_json_write(&record, NULL, NULL, 0, &size, &error);
    assert_int_equal(status, PHONENUM_ERR_LIMIT);
    assert_int_equal(error.status, PHONENUM_ERR_LIMIT);
    assert_int_equal(size, 0);
    builder_free(&text);
}

struct extra_case {
    const char *extra_json;
    uint64_t offset;
    const char *field; /* behind extra_json */
};

/* What no extra_json may be, wherever it stands. */
static const struct extra_case malformed[] = {
    {"", 0, ""},
    {" ", 1, ""},
    {"null", 0, ""},
    {"[]", 0, ""},
    {"\"a\"", 0, ""},
    {"5", 0, ""},
    {"{", 1, ""},
    {"{\"x\":1", 6, ""},
    {"{\"x\":1,}", 7, ""},
    {"{\"x\":01}", 6, ".x"},
    {"{\"x\":1}x", 7, ""},
    {"{\"x\":1}{}", 7, ""},
    {"\xef\xbb\xbf{}", 0, ""},
    {"{\"x\":\"\\ud800\"}", 6, ".x"},
    {"{\"x\":\"\n\"}", 6, ".x"},
    {"{\"x\":1,\"x\":1}", 7, ".x"},
    {"{\"x\":1,\"\\u0078\":1}", 7, ".\\u0078"},
    {"{\"x\":{\"y\":1,\"y\":1}}", 12, ".x.y"},
    {"{\"backup_codes\":{\"y\":1,\"y\":1}}", 23, ".backup_codes"},
};

static void check_extra(phonenum_record *record, phonenum_str *extra_json, const struct extra_case *test,
                        const char *path)
{
    char field[64];
    *extra_json = phonenum_cstr(test->extra_json);
    snprintf(field, sizeof field, "%sextra_json%s", path, test->field);
    check_refused(test->extra_json, record, 0, PHONENUM_ERR_JSON_EXTRA, test->offset, field);
}

static void test_json_write_malformed_extra_json_is_refused(void **state)
{
    (void)state;
    sample full;
    sample_otp(&full);
    for (size_t i = 0; i < COUNT_OF(malformed); i++) {
        check_extra(&full.record, &full.record.extra_json, &malformed[i], "");
        full.record.extra_json = (phonenum_str){NULL, 0};
        check_extra(&full.record, &full.record.verification.extra_json, &malformed[i], "verification.otp.");
        full.record.verification.extra_json = (phonenum_str){NULL, 0};
        check_extra(&full.record, &full.links[1].extra_json, &malformed[i], "linked_to[1].");
        full.links[1].extra_json = (phonenum_str){NULL, 0};
    }
}

static phonenum_str nested_extra(builder *text, size_t depth)
{
    build_bytes(text, "{\"x\":", 5);
    build_run(text, '[', depth);
    build_run(text, ']', depth);
    build_byte(text, '}');
    return (phonenum_str){(char *)text->data, text->size};
}

/* `around` is how many objects and arrays stand around the one that extra_json belongs to. */
static void check_depth(const phonenum_record *record, phonenum_str *extra_json, size_t around, size_t limit,
                        const char *field)
{
    builder text = {0};
    size_t size;
    phonenum_error error = garbage_error();
    const phonenum_json_write_options options = {.depth = limit};
    size_t depth = (limit ? limit : 100) - around;
    *extra_json = nested_extra(&text, depth);
    assert_int_equal(phonenum_json_write(record, &options, NULL, 0, &size, NULL), PHONENUM_ERR_NO_SPACE);
    text.size = 0;
    *extra_json = nested_extra(&text, depth + 1);
    phonenum_status status = phonenum_json_write(record, &options, NULL, 0, &size, &error);
    /* The path goes down to where it is too deep. */
    error.field[strlen(field)] = '\0';
    check_failure("too deep", status, &error, PHONENUM_ERR_JSON_EXTRA, 5 + depth, field);
    builder_free(&text);
}

static void test_json_write_extra_json_too_deep_is_refused(void **state)
{
    (void)state;
    static const size_t limits[] = {0, 3, 100, 1000};
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        phonenum_record record = PHONENUM_RECORD_INIT;
        check_depth(&record, &record.extra_json, 0, limits[i], "extra_json");
        record = verification_with(PHONENUM_VERIFICATION_ADMIN, PHONENUM_STR("{}"));
        check_depth(&record, &record.verification.extra_json, 1, limits[i], "verification.admin.extra_json");
        phonenum_link link = {.type = {NULL, 0}};
        record = (phonenum_record){.linked_to = &link, .linked_to_count = 1};
        check_depth(&record, &link.extra_json, 2, limits[i], "linked_to[0].extra_json");
    }
}

struct object_case {
    phonenum_record *record;
    phonenum_str *extra_json;
    const char *path;
};

/* Puts one member into extra_json, and expects to be refused because of that member. */
static void check_member(struct object_case object, const char *name, const char *value, bool escape_name)
{
    char extra_json[128];
    char field[64];
    if (escape_name)
        snprintf(extra_json, sizeof extra_json, "{\"x\":1,\"\\u%04x%s\":%s}", (unsigned)name[0], name + 1, value);
    else
        snprintf(extra_json, sizeof extra_json, "{\"x\":1,\"%s\":%s}", name, value);
    snprintf(field, sizeof field, "%sextra_json.%s", object.path, name);
    *object.extra_json = phonenum_cstr(extra_json);
    check_refused(extra_json, object.record, 0, PHONENUM_ERR_JSON_EXTRA, 7, field);
    *object.extra_json = (phonenum_str){NULL, 0};
}

/* Each member is typed in the record: any other value in extra_json would stand beside it. */
static void check_twins(struct object_case object, const char *const *names, size_t count, const char *value)
{
    for (size_t i = 0; i < count; i++) {
        check_member(object, names[i], value, false);
        check_member(object, names[i], value, true);
    }
}

static void check_all_twins(const char *value)
{
    sample full;
    sample_otp(&full);
    check_twins((struct object_case){&full.record, &full.record.extra_json, ""}, json_record_names,
                COUNT_OF(json_record_names), value);
    check_twins((struct object_case){&full.record, &full.record.verification.extra_json, "verification.otp."},
                json_verification_names, COUNT_OF(json_verification_names), value);
    check_twins((struct object_case){&full.record, &full.links[0].extra_json, "linked_to[0]."}, json_link_names,
                COUNT_OF(json_link_names), value);
}

static void test_json_write_extra_member_beside_its_typed_twin_is_refused(void **state)
{
    (void)state;
    check_all_twins("{\"a\":[5]}");
    check_all_twins("\"of no kind\"");
    check_all_twins("5.0");
}

static void test_json_write_extra_null_beside_its_typed_twin_is_refused(void **state)
{
    (void)state;
    check_all_twins("null");
}

struct typed_case {
    const char *name;
    const char *value; /* that reading types */
};

static void check_typed_values(struct object_case object, const struct typed_case *tests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_member(object, tests[i].name, tests[i].value, false);
        check_member(object, tests[i].name, tests[i].value, true);
    }
}

static void test_json_write_extra_value_that_reading_would_type_is_refused(void **state)
{
    (void)state;
    static const struct typed_case of_record[] = {
        {"id", "\"\""},
        {"object", "\"phone\\u005fnumber\""},
        {"phone_number", "\"+1\""},
        {"reserved", "false"},
        {"reserved_for_second_factor", "true"},
        {"default_second_factor", "true"},
        {"verification", "{}"},
        {"verification", "{\"object\":\"verification_otp\",\"status\":\"verified\"}"},
        {"linked_to", "[]"},
        {"linked_to", "[{\"id\":\"a\"}]"},
        {"backup_codes", "[]"},
        {"backup_codes", "[\"a\"]"},
        {"created_at", "0"},
        {"updated_at", "-9223372036854775808"}};
    static const struct typed_case of_otp[] = {{"object", "\"verification_otp\""},
                                               {"status", "\"verified\""},
                                               {"strategy", "\"admin\""},
                                               {"attempts", "1"},
                                               {"expire_at", "1"},
                                               {"verified_at_client", "\"a\""},
                                               {"channel", "\"sms\""}};
    static const struct typed_case of_link[] = {{"type", "\"a\""}, {"id", "\"a\""}};
    phonenum_record record = PHONENUM_RECORD_INIT;
    check_typed_values((struct object_case){&record, &record.extra_json, ""}, of_record, COUNT_OF(of_record));
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    check_typed_values((struct object_case){&record, &record.verification.extra_json, "verification.otp."}, of_otp,
                       COUNT_OF(of_otp));
    record.verification.kind = PHONENUM_VERIFICATION_ADMIN;
    check_typed_values((struct object_case){&record, &record.verification.extra_json, "verification.admin."}, of_otp,
                       COUNT_OF(of_otp) - 1);
    phonenum_link link = {.type = {NULL, 0}};
    record = (phonenum_record){.linked_to = &link, .linked_to_count = 1};
    check_typed_values((struct object_case){&record, &link.extra_json, "linked_to[0]."}, of_link, COUNT_OF(of_link));
}

static void test_json_write_extra_null_of_a_known_member_is_refused(void **state)
{
    (void)state;
    phonenum_record record = PHONENUM_RECORD_INIT;
    for (size_t i = 0; i < COUNT_OF(json_record_names); i++)
        check_member((struct object_case){&record, &record.extra_json, ""}, json_record_names[i], "null", false);
}

static void test_json_write_channel_in_extra_json_of_an_admin_is_an_unknown_member(void **state)
{
    (void)state;
    phonenum_record record = verification_with(PHONENUM_VERIFICATION_ADMIN, PHONENUM_STR("{\"channel\":\"sms\"}"));
    check_json("channel", &record, 0,
               "{\"verification\":{\"object\":\"verification_admin\",\"attempts\":null,\"expire_at\":null,"
               "\"channel\":\"sms\"},\"linked_to\":[]}");
}

static void test_json_write_invalid_utf8_and_malformed_records_are_refused(void **state)
{
    (void)state;
    phonenum_record record = record_with(PHONENUM_STR("{\"x\":\"\xff\"}"));
    check_refused("utf-8 in extra_json", &record, 0, PHONENUM_ERR_UTF8, 6, "extra_json");
    record = (phonenum_record){.id = PHONENUM_STR_INIT("a\xc3")};
    check_refused("utf-8 in id", &record, 0, PHONENUM_ERR_UTF8, 1, "id");
    record = (phonenum_record){.id = {NULL, 1}};
    check_refused("no data", &record, 0, PHONENUM_ERR_RECORD, 0, "id");
    record = (phonenum_record){.linked_to_count = 1};
    check_refused("no list", &record, 0, PHONENUM_ERR_RECORD, 0, "linked_to");
    record = (phonenum_record){.has_object = true, .object = (phonenum_phone_number_object)2};
    check_refused("no such enum", &record, 0, PHONENUM_ERR_RECORD, 0, "object");
    record =
        (phonenum_record){.verification = {.kind = PHONENUM_VERIFICATION_ADMIN, .channel = PHONENUM_STR_INIT("sms")}};
    check_refused("admin's channel", &record, 0, PHONENUM_ERR_RECORD, 0, "verification.admin.channel");
    record.verification.channel = (phonenum_str){NULL, 1};
    check_refused("admin's channel of no data", &record, 0, PHONENUM_ERR_RECORD, 0, "verification.admin.channel");
    record = (phonenum_record){.extra_json = {NULL, 1}};
    check_refused("extra_json of no data", &record, 0, PHONENUM_ERR_RECORD, 0, "extra_json");
}

static void test_json_write_unknown_fields_are_refused_or_dropped(void **state)
{
    (void)state;
    static const uint8_t field[] = {0xa0, 0x06, 0x07};
    const phonenum_bytes unknown = {field, sizeof field};
    phonenum_link link = {.type = {NULL, 0}};
    phonenum_record record = {.linked_to = &link, .linked_to_count = 1, .unknown = unknown};
    check_refused("record", &record, 0, PHONENUM_ERR_JSON_UNKNOWN, 0, "unknown");
    check_json("record", &record, PHONENUM_JSON_DROP_UNKNOWN, "{\"verification\":null,\"linked_to\":[{}]}");
    record.unknown = (phonenum_bytes){field, 0};
    check_json("none", &record, 0, "{\"verification\":null,\"linked_to\":[{}]}");
    link.unknown = unknown;
    check_refused("link", &record, 0, PHONENUM_ERR_JSON_UNKNOWN, 0, "linked_to[0].unknown");
    check_json("link", &record, PHONENUM_JSON_DROP_UNKNOWN, "{\"verification\":null,\"linked_to\":[{}]}");
    record = verification_with(PHONENUM_VERIFICATION_OTP, (phonenum_str){NULL, 0});
    record.verification.unknown = unknown;
    check_refused("otp", &record, 0, PHONENUM_ERR_JSON_UNKNOWN, 0, "verification.otp.unknown");
    check_json("otp", &record, PHONENUM_JSON_DROP_UNKNOWN, "{\"verification\":{" AFTER_OBJECT);
}

static void test_json_write_redact_hides_codes_at_every_depth(void **state)
{
    (void)state;
    phonenum_str codes[] = {PHONENUM_STR_INIT("a"), PHONENUM_STR_INIT("")};
    phonenum_link link = {.extra_json = PHONENUM_STR_INIT("{\"backup_codes\":\"a\"}")};
    phonenum_record record = {.linked_to = &link, .linked_to_count = 1, .backup_codes = codes, .backup_codes_count = 2};
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    record.verification.extra_json = PHONENUM_STR("{\"backup_codes\":{\"a\":\"b\"},\"backup_code\":\"shown\"}");
    record.extra_json = PHONENUM_STR("{\"x\":[{\"\\u0062ackup_codes\":[\"a\",[\"b\"],{\"c\":1},null]}],\"y\":[]}");
    check_json("redact", &record, PHONENUM_JSON_REDACT,
               "{\"verification\":{\"attempts\":null,\"expire_at\":null,\"backup_codes\":\"[REDACTED]\","
               "\"backup_code\":\"shown\"},\"linked_to\":[{\"backup_codes\":\"[REDACTED]\"}],"
               "\"backup_codes\":[\"[REDACTED]\",\"[REDACTED]\"],\"x\":[{\"\\u0062ackup_codes\":[\"[REDACTED]\","
               "\"[REDACTED]\",\"[REDACTED]\",\"[REDACTED]\"]}],\"y\":[]}");
    record = record_with(PHONENUM_STR("{\"backup_codes\":[1,[\"a\"]],\"x\":{\"backup_codes\":null}}"));
    check_json("untyped", &record, PHONENUM_JSON_REDACT,
               "{\"verification\":null,\"linked_to\":[],\"backup_codes\":[\"[REDACTED]\",\"[REDACTED]\"],"
               "\"x\":{\"backup_codes\":\"[REDACTED]\"}}");
    record = record_with(PHONENUM_STR("{\"\\u0062ackup_codes\":5}"));
    check_json("escaped", &record, PHONENUM_JSON_REDACT,
               "{\"verification\":null,\"linked_to\":[],\"backup_codes\":\"[REDACTED]\"}");
    record = verification_with(PHONENUM_VERIFICATION_NONE, (phonenum_str){NULL, 0});
    record.extra_json = PHONENUM_STR("{\"verification\":{\"object\":\"v\",\"backup_codes\":[]},\"linked_to\":{\"x\":"
                                     "{\"backup_codes\":7}}}");
    check_json("in untyped members", &record, PHONENUM_JSON_REDACT,
               "{\"verification\":{\"object\":\"v\",\"backup_codes\":[]},\"linked_to\":{\"x\":{\"backup_codes\":"
               "\"[REDACTED]\"}}}");
}

static void test_json_write_pretty_indents_by_two(void **state)
{
    (void)state;
    static const char expected[] = "{\n"
                                   "  \"verification\": {\n"
                                   "    \"attempts\": null,\n"
                                   "    \"expire_at\": null,\n"
                                   "    \"a\": {\n"
                                   "      \"b\": [\n"
                                   "        1.0,\n"
                                   "        []\n"
                                   "      ],\n"
                                   "      \"c\": {}\n"
                                   "    }\n"
                                   "  },\n"
                                   "  \"linked_to\": [\n"
                                   "    {\n"
                                   "      \"id\": \"x, y: [z]\"\n"
                                   "    },\n"
                                   "    {}\n"
                                   "  ],\n"
                                   "  \"backup_codes\": [\n"
                                   "    \"k\"\n"
                                   "  ],\n"
                                   "  \"created_at\": 5\n"
                                   "}";
    phonenum_link links[2] = {{.id = PHONENUM_STR_INIT("x, y: [z]")}};
    phonenum_str code = PHONENUM_STR_INIT("k");
    phonenum_record record = {.linked_to = links,
                              .linked_to_count = 2,
                              .backup_codes = &code,
                              .backup_codes_count = 1,
                              .has_created_at = true,
                              .created_at = 5};
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    record.verification.extra_json = PHONENUM_STR("{\"a\":{\"b\":[1.0,[]],\"c\":{}}}");
    check_json("pretty", &record, PHONENUM_JSON_PRETTY, expected);
    record = (phonenum_record)PHONENUM_RECORD_INIT;
    check_json("pretty, empty", &record, PHONENUM_JSON_PRETTY, "{\n  \"verification\": null,\n  \"linked_to\": []\n}");
    record = record_with(PHONENUM_STR("{\"backup_codes\":[1],\"linked_to\":5}"));
    check_json("pretty and redacted", &record, PHONENUM_JSON_PRETTY | PHONENUM_JSON_REDACT,
               "{\n  \"verification\": null,\n  \"linked_to\": 5,\n  \"backup_codes\": [\n    \"[REDACTED]\"\n  ]\n}");
}

static void check_capacity(const phonenum_record *record, const phonenum_json_write_options *options, builder whole,
                           size_t capacity)
{
    enum {
        BEHIND = 16
    };
    unsigned char *buffer = malloc(capacity + BEHIND);
    phonenum_error error = garbage_error();
    size_t size;
    assert_non_null(buffer);
    memset(buffer, 0x5a, capacity + BEHIND);
    phonenum_status status = phonenum_json_write(record, options, (char *)buffer, capacity, &size, &error);
    check_failure("capacity", status, &error, capacity < whole.size ? PHONENUM_ERR_NO_SPACE : PHONENUM_OK, 0, "");
    assert_int_equal(size, whole.size);
    assert_true(memory_is_all(buffer + capacity, BEHIND, 0x5a));
    if (capacity >= whole.size) {
        assert_memory_equal(buffer, whole.data, whole.size);
        assert_true(memory_is_all(buffer + whole.size, capacity - whole.size, 0x5a));
    }
    free(buffer);
}

/* Into memory that begins `shift` bytes behind an aligned address and ends with the buffer. */
static void check_exact_capacity(const phonenum_record *record, const phonenum_json_write_options *options,
                                 builder whole, size_t shift, size_t capacity)
{
    unsigned char *buffer = exact_copy(NULL, 0, shift + capacity) - capacity;
    phonenum_error error = garbage_error();
    size_t size;
    memset(buffer - shift, 0x5a, shift);
    phonenum_status status = phonenum_json_write(record, options, (char *)buffer, capacity, &size, &error);
    check_failure("exact", status, &error, capacity < whole.size ? PHONENUM_ERR_NO_SPACE : PHONENUM_OK, 0, "");
    assert_int_equal(size, whole.size);
    if (!status)
        check_bytes("exact", buffer, size, whole.data, whole.size);
    assert_true(memory_is_all(buffer - shift, shift, 0x5a));
    exact_free(buffer, shift);
}

/* Calls `check` with sample_full, options of each dialect and layout, redacted and not, and what is then written. */
static void with_all_options(void (*check)(const phonenum_record *, const phonenum_json_write_options *, builder))
{
    static const phonenum_json_dialect dialects[] = {PHONENUM_JSON_API, PHONENUM_JSON_PROTO};
    static const unsigned flags[] = {0, PHONENUM_JSON_PRETTY, PHONENUM_JSON_REDACT,
                                     PHONENUM_JSON_PRETTY | PHONENUM_JSON_REDACT};
    sample full;
    sample_full(&full);
    for (size_t i = 0; i < COUNT_OF(dialects) * COUNT_OF(flags); i++) {
        const phonenum_json_write_options options = {.flags = PHONENUM_JSON_DROP_UNKNOWN | flags[i % COUNT_OF(flags)],
                                                     .dialect = dialects[i / COUNT_OF(flags)]};
        builder whole = json_write_with("full", &full.record, &options);
        check(&full.record, &options, whole);
        builder_free(&whole);
    }
}

static void check_every_capacity(const phonenum_record *record, const phonenum_json_write_options *options,
                                 builder whole)
{
    for (size_t capacity = 0; capacity <= whole.size + 1; capacity++) {
        check_capacity(record, options, whole, capacity);
        check_exact_capacity(record, options, whole, 0, capacity);
    }
}

static void test_json_write_every_capacity_is_kept(void **state)
{
    (void)state;
    with_all_options(check_every_capacity);
}

static void check_every_shift(const phonenum_record *record, const phonenum_json_write_options *options, builder whole)
{
    for (size_t shift = 0; shift <= 8; shift++) {
        check_exact_capacity(record, options, whole, shift, whole.size);
        check_exact_capacity(record, options, whole, shift, whole.size + 100);
    }
}

/*
 * Control characters, six times as many bytes of escapes: more than a GiB, which makes writing check the record at once; where
 * pointers have 32 bits more than two, which no memory holds.
 */
static void test_json_write_gibibytes_are_counted_or_refused(void **state)
{
    (void)state;
    enum {
        TEXT = 16 << 20,
        COUNT = sizeof(size_t) > 4 ? 12 : 24
    };
    builder text = {0};
    build_run(&text, 1, TEXT);
    phonenum_str codes[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        codes[i] = (phonenum_str){(char *)text.data, text.size};
    const phonenum_record record = {.backup_codes = codes, .backup_codes_count = COUNT};
    phonenum_error error = garbage_error();
    size_t size;
    phonenum_status status = phonenum_json_write(&record, NULL, NULL, 0, &size, &error);
    const uint64_t needed = UINT64_C(6) * TEXT * COUNT;
    if (needed > SIZE_MAX / 2) {
        check_failure("large", status, &error, PHONENUM_ERR_LIMIT, 0, "");
        assert_int_equal(size, 0);
    } else {
        check_failure("large", status, &error, PHONENUM_ERR_NO_SPACE, 0, "");
        assert_true(size > needed && size < needed + 1000);
    }
    builder_free(&text);
}

static void test_json_write_into_buffer_of_any_alignment_gives_the_same_text(void **state)
{
    (void)state;
    with_all_options(check_every_shift);
}

static void check_bad_option(phonenum_json_write_options options)
{
    phonenum_record record = PHONENUM_RECORD_INIT;
    phonenum_error error = garbage_error();
    size_t size = 99;
    phonenum_status status = phonenum_json_write(&record, &options, NULL, 0, &size, &error);
    check_failure("option", status, &error, PHONENUM_ERR_ARGUMENT, 0, "");
    assert_int_equal(size, 0);
}

static void test_json_write_option_out_of_range_is_an_argument_error(void **state)
{
    (void)state;
    check_bad_option((phonenum_json_write_options){.flags = 16});
    check_bad_option((phonenum_json_write_options){.flags = ~0u});
    check_bad_option((phonenum_json_write_options){.depth = PHONENUM_DEPTH_MAX + 1});
}

static void check_redact(const char *text, const char *expected)
{
    phonenum_error error = garbage_error();
    size_t whole = strlen(expected);
    for (size_t capacity = 0; capacity <= whole + 1; capacity++) {
        char *buffer = malloc(capacity + (capacity == 0));
        size_t size;
        phonenum_status status = phonenum_json_redact(phonenum_cstr(text), buffer, capacity, &size, &error);
        check_failure(text, status, &error, capacity < whole ? PHONENUM_ERR_NO_SPACE : PHONENUM_OK, 0, "");
        assert_int_equal(size, whole);
        if (capacity >= whole)
            assert_memory_equal(buffer, expected, whole);
        free(buffer);
    }
}

static void test_json_redact_any_value_is_compact_and_redacted(void **state)
{
    (void)state;
    check_redact(" { \"a\" : [ 1 , \"x y\" ] , \"backup_codes\" : [ 1 , { } ] } ",
                 "{\"a\":[1,\"x y\"],\"backup_codes\":[\"[REDACTED]\",\"[REDACTED]\"]}");
    check_redact("[{\"backup\\u005fcodes\":\"a\"},{\"backup_codes\":[]}]",
                 "[{\"backup\\u005fcodes\":\"[REDACTED]\"},{\"backup_codes\":[]}]");
    check_redact("\"backup_codes\"", "\"backup_codes\"");
    check_redact("1e400", "1e400");
    check_redact(" null", "null");
    check_redact("{}", "{}");
}

static void check_redact_refused(const char *text, phonenum_status expected, size_t offset, const char *path)
{
    size_t size = 99;
    phonenum_error error = garbage_error();
    phonenum_error at = json_error_at(expected, text, strlen(text), offset, path);
    phonenum_status status = phonenum_json_redact(phonenum_cstr(text), NULL, 0, &size, &error);
    snprintf(at.field, sizeof at.field, "%s", error.field);
    check_json_failure(text, status, &error, &at);
    assert_int_equal(size, 0);
}

static void test_json_redact_malformed_text_is_refused(void **state)
{
    (void)state;
    check_redact_refused("", PHONENUM_ERR_TRUNCATED, 0, "");
    check_redact_refused("{\"a\":", PHONENUM_ERR_TRUNCATED, 5, "");
    check_redact_refused("{\"backup_codes\":[1,", PHONENUM_ERR_TRUNCATED, 19, "");
    check_redact_refused("{\"backup_codes\":[1,]}", PHONENUM_ERR_JSON_SYNTAX, 19, "");
    check_redact_refused("{} {}", PHONENUM_ERR_JSON_SYNTAX, 3, "");
    check_redact_refused("[1,\n01]", PHONENUM_ERR_JSON_SYNTAX, 5, "");
    check_redact_refused("\"\xff\"", PHONENUM_ERR_UTF8, 1, "");
    builder deep = {0};
    size_t size;
    build_run(&deep, '[', 100000);
    assert_int_equal(phonenum_json_redact((phonenum_str){(char *)deep.data, deep.size}, NULL, 0, &size, NULL),
                     PHONENUM_ERR_LIMIT);
    builder_free(&deep);
}

/* The path goes down to where it is too deep: too far for what an error holds. */
static void check_too_deep(const char *label, phonenum_status status, phonenum_error *error, const phonenum_error *at)
{
    error->field[strlen(at->field)] = '\0';
    check_json_failure(label, status, error, at);
}

static void test_json_hundred_thousand_brackets_in_extra_json_are_refused_by_all(void **state)
{
    (void)state;
    builder text = json_brackets("{\"x\":", 100000);
    const phonenum_str extra_json = {(char *)text.data, text.size};
    const phonenum_record record = record_with(extra_json);
    /* These two have no limit of the caller's, but the most that one may be. */
    const phonenum_error at = json_error_at(PHONENUM_ERR_LIMIT, text.data, text.size, 5 + PHONENUM_DEPTH_MAX, "x[0]");
    const phonenum_error extra_at = {.status = PHONENUM_ERR_JSON_EXTRA, .offset = 105, .field = "extra_json.x[0]"};
    phonenum_error error = garbage_error();
    phonenum_str name;
    phonenum_str value;
    size_t position = 0;
    size_t size = 99;
    check_too_deep("next member", phonenum_json_next_member(extra_json, &position, &name, &value, &error), &error, &at);
    assert_int_equal(position, 0);
    check_too_deep("redact", phonenum_json_redact(extra_json, NULL, 0, &size, &error), &error, &at);
    assert_int_equal(size, 0);
    check_too_deep("write", phonenum_json_write(&record, NULL, NULL, 0, &size, &error), &error, &extra_at);
    assert_int_equal(size, 0);
    builder_free(&text);
}

static void test_json_redact_names_standing_twice_are_redacted_both(void **state)
{
    (void)state;
    check_redact("{\"backup_codes\":1,\"backup_codes\":[2]}",
                 "{\"backup_codes\":\"[REDACTED]\",\"backup_codes\":[\"[REDACTED]\"]}");
}

static void check_member_is(phonenum_str object, size_t *position, const char *name, const char *value)
{
    phonenum_str actual_name;
    phonenum_str actual_value;
    phonenum_error error = garbage_error();
    check_success(name, phonenum_json_next_member(object, position, &actual_name, &actual_value, &error), &error);
    check_bytes(name, actual_name.data, actual_name.size, name, strlen(name));
    check_bytes(value, actual_value.data, actual_value.size, value, strlen(value));
}

static void check_no_member(const char *text, size_t *position, phonenum_status expected, size_t offset)
{
    phonenum_str name = PHONENUM_STR_INIT("garbage");
    phonenum_str value = PHONENUM_STR_INIT("garbage");
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_json_next_member(phonenum_cstr(text), position, &name, &value, &error);
    phonenum_error at = {.status = expected};
    if (expected != PHONENUM_END)
        at = json_error_at(expected, text, strlen(text), offset, "");
    snprintf(at.field, sizeof at.field, "%s", error.field);
    check_json_failure(text, status, &error, &at);
    assert_null(name.data);
    assert_null(value.data);
}

static void test_json_next_member_steps_through_all(void **state)
{
    (void)state;
    static const char text[] = " { \"a\" : [ 1 ] ,\"b\\n\":\"c\",\"\":{\"d\":1},\"a\":null } ";
    size_t position = 0;
    check_member_is(phonenum_cstr(text), &position, "a", "[ 1 ]");
    check_member_is(phonenum_cstr(text), &position, "b\\n", "\"c\"");
    check_member_is(phonenum_cstr(text), &position, "", "{\"d\":1}");
    check_member_is(phonenum_cstr(text), &position, "a", "null");
    check_no_member(text, &position, PHONENUM_END, 0);
    check_no_member(text, &position, PHONENUM_END, 0);
    position = 0;
    check_no_member("{}", &position, PHONENUM_END, 0);
    check_no_member("{ }", &position, PHONENUM_END, 0);
}

static void test_json_next_member_malformed_object_is_refused(void **state)
{
    (void)state;
    size_t position = 0;
    check_no_member("", &position, PHONENUM_ERR_TRUNCATED, 0);
    check_no_member(" ", &position, PHONENUM_ERR_TRUNCATED, 1);
    check_no_member("{", &position, PHONENUM_ERR_TRUNCATED, 1);
    check_no_member("x", &position, PHONENUM_ERR_JSON_SYNTAX, 0);
    check_no_member("{,}", &position, PHONENUM_ERR_JSON_SYNTAX, 1);
    check_no_member("{\"a\":+1}", &position, PHONENUM_ERR_JSON_SYNTAX, 5);
    assert_int_equal(position, 0);
    check_member_is(PHONENUM_STR("{\"a\":1,\"b\":x}"), &position, "a", "1");
    check_no_member("{\"a\":1,\"b\":x}", &position, PHONENUM_ERR_JSON_SYNTAX, 11);
    check_no_member("{\"a\":1,}", &position, PHONENUM_ERR_JSON_SYNTAX, 7);
    check_no_member("{\"a\":1 \"b\":2}", &position, PHONENUM_ERR_JSON_SYNTAX, 7);
}

static json_string name_of(phonenum_str raw)
{
    json_string name = {raw, memchr(raw.data, '\\', raw.size) != NULL};
    return name;
}

static bool same_name(phonenum_str a, phonenum_str b)
{
    static char a_text[8192];
    static char b_text[8192];
    assert_true(a.size <= sizeof a_text && b.size <= sizeof b_text);
    size_t a_size = phonenum_json_unescape(name_of(a), a_text);
    size_t b_size = phonenum_json_unescape(name_of(b), b_text);
    return a_size == b_size && memcmp(a_text, b_text, a_size) == 0;
}

/* How many members of one extra_json the other has too, wherever. */
static size_t common_members(phonenum_str a, phonenum_str b, size_t *count)
{
    phonenum_str name;
    phonenum_str value;
    phonenum_str other_name;
    phonenum_str other_value;
    size_t common = 0;
    *count = 0;
    for (size_t i = 0; a.data && phonenum_json_next_member(a, &i, &name, &value, NULL) == PHONENUM_OK; ++*count) {
        for (size_t j = 0; b.data && !phonenum_json_next_member(b, &j, &other_name, &other_value, NULL);)
            common += same_name(name, other_name) && value.size == other_value.size &&
                      memcmp(value.data, other_value.data, value.size) == 0;
    }
    return common;
}

static bool same_extra(phonenum_str a, phonenum_str b)
{
    size_t a_count;
    size_t b_count;
    size_t common = common_members(a, b, &a_count);
    return common == a_count && common_members(b, a, &b_count) == b_count && a_count == b_count && !a.data == !b.data;
}

/* Equal, but that members of extra_json may stand in another order, with other escapes in their names. */
static bool same_but_order(phonenum_record a, phonenum_record b)
{
    phonenum_link a_link;
    phonenum_link b_link;
    bool same = same_extra(a.extra_json, b.extra_json) && a.linked_to_count == b.linked_to_count &&
                same_extra(a.verification.extra_json, b.verification.extra_json);
    for (size_t i = 0; same && i < a.linked_to_count; i++) {
        a_link = a.linked_to[i];
        b_link = b.linked_to[i];
        same = same_extra(a_link.extra_json, b_link.extra_json);
        a_link.extra_json = b_link.extra_json = (phonenum_str){NULL, 0};
        phonenum_record a_record = {.linked_to = &a_link, .linked_to_count = 1};
        phonenum_record b_record = {.linked_to = &b_link, .linked_to_count = 1};
        same = same && phonenum_equal(&a_record, &b_record);
    }
    a.linked_to_count = b.linked_to_count = 0;
    a.extra_json = b.extra_json = a.verification.extra_json = b.verification.extra_json = (phonenum_str){NULL, 0};
    return same && phonenum_equal(&a, &b);
}

/* Whatever reading accepts, writing and reading it again gives the same record, and then always the same text. */
static void check_round_trip(const char *label, const void *text, size_t size)
{
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record first = json_read_ok(label, text, size, NULL, &arena);
    builder once = json_write_ok(label, &first, 0);
    builder pretty = json_write_ok(label, &first, PHONENUM_JSON_PRETTY);
    phonenum_record second = json_read_ok(label, once.data, once.size, NULL, &arena);
    phonenum_record third = json_read_ok(label, pretty.data, pretty.size, NULL, &arena);
    builder twice = json_write_ok(label, &second, 0);
    check_bytes(label, twice.data, twice.size, once.data, once.size);
    if (!phonenum_equal(&second, &third))
        fail_msg("%s: indented, it reads as another record", label);
    if (!same_but_order(first, second))
        fail_msg("%s: another record after writing and reading", label);
    phonenum_arena_free(&arena);
    builder_free(&once);
    builder_free(&pretty);
    builder_free(&twice);
}

static void run_round_trip(const test_vector *vector)
{
    builder json = vector_json(vector, vector->fields[1]);
    check_round_trip(vector->fields[0], json.data, json.size);
    builder_free(&json);
}

static void test_json_write_whatever_was_read_reads_back_the_same(void **state)
{
    (void)state;
    for_each_vector("json/accept.txt", JSON_ACCEPTED_LEAST, run_round_trip);
}

static void test_json_write_public_payloads_read_back_the_same(void **state)
{
    (void)state;
    char line[8192];
    size_t count = 0;
    FILE *in = fopen(TEST_VECTORS "/../../examples/numbers.ndjson", "r");
    assert_non_null(in);
    for (; fgets(line, sizeof line, in); count++)
        check_round_trip("numbers.ndjson", line, strlen(line));
    fclose(in);
    assert_true(count >= 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_write_empty_record_has_the_defaults),
        cmocka_unit_test(test_json_write_full_record_is_in_the_order_of_the_schema),
        cmocka_unit_test(test_json_write_enum_zero_and_empty_codes_are_absent),
        cmocka_unit_test(test_json_write_explicit_zeros_and_empty_text_are_present),
        cmocka_unit_test(test_json_write_int64_edges_have_all_digits),
        cmocka_unit_test(test_json_write_text_has_no_escapes_but_needed_ones),
        cmocka_unit_test(test_json_write_object_is_written_where_the_kind_needs_it),
        cmocka_unit_test(test_json_write_untyped_strategy_of_an_admin_needs_object),
        cmocka_unit_test(test_json_write_object_against_the_kind_is_refused),
        cmocka_unit_test(test_json_write_extra_members_follow_in_their_order),
        cmocka_unit_test(test_json_write_extra_members_between_known_ones_are_all_there),
        cmocka_unit_test(test_json_write_record_that_is_too_large_to_encode_is_refused_for_its_whitespace),
        cmocka_unit_test(test_json_write_malformed_extra_json_is_refused),
        cmocka_unit_test(test_json_write_extra_json_too_deep_is_refused),
        cmocka_unit_test(test_json_write_extra_member_beside_its_typed_twin_is_refused),
        cmocka_unit_test(test_json_write_extra_null_beside_its_typed_twin_is_refused),
        cmocka_unit_test(test_json_write_extra_value_that_reading_would_type_is_refused),
        cmocka_unit_test(test_json_write_extra_null_of_a_known_member_is_refused),
        cmocka_unit_test(test_json_write_channel_in_extra_json_of_an_admin_is_an_unknown_member),
        cmocka_unit_test(test_json_write_invalid_utf8_and_malformed_records_are_refused),
        cmocka_unit_test(test_json_write_unknown_fields_are_refused_or_dropped),
        cmocka_unit_test(test_json_write_redact_hides_codes_at_every_depth),
        cmocka_unit_test(test_json_write_pretty_indents_by_two),
        cmocka_unit_test(test_json_write_every_capacity_is_kept),
        cmocka_unit_test(test_json_write_gibibytes_are_counted_or_refused),
        cmocka_unit_test(test_json_write_into_buffer_of_any_alignment_gives_the_same_text),
        cmocka_unit_test(test_json_write_option_out_of_range_is_an_argument_error),
        cmocka_unit_test(test_json_redact_any_value_is_compact_and_redacted),
        cmocka_unit_test(test_json_redact_malformed_text_is_refused),
        cmocka_unit_test(test_json_hundred_thousand_brackets_in_extra_json_are_refused_by_all),
        cmocka_unit_test(test_json_redact_names_standing_twice_are_redacted_both),
        cmocka_unit_test(test_json_next_member_steps_through_all),
        cmocka_unit_test(test_json_next_member_malformed_object_is_refused),
        cmocka_unit_test(test_json_write_whatever_was_read_reads_back_the_same),
        cmocka_unit_test(test_json_write_public_payloads_read_back_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
