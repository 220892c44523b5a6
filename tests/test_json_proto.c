/*
 * Protobuf's JSON: what each member is, what is refused and where. (tests/differential/proto_json.cc asks C++ protobuf.)
 */
#include "support/json.h"
#include "support/memory.h"
#include "support/names.h"

#include <phonenum/json.h>
#include <stdio.h>
#include <string.h>

static const phonenum_json_read_options reading = {.dialect = PHONENUM_JSON_PROTO};
static const phonenum_json_read_options ignoring = {.dialect = PHONENUM_JSON_PROTO,
                                                    .flags = PHONENUM_JSON_IGNORE_UNKNOWN};
static const phonenum_json_write_options writing = {.dialect = PHONENUM_JSON_PROTO};

static phonenum_record read_proto(const char *json, phonenum_arena *arena)
{
    phonenum_record record;
    phonenum_error error = garbage_error();
    check_success(json, phonenum_json_read(json, strlen(json), &reading, arena, &record, &error), &error);
    return record;
}

/* The JSON that is written, of at most 1 KiB, in memory that the next call uses again. */
static const char *write_proto(const phonenum_record *record, unsigned flags)
{
    static char out[1024];
    size_t size;
    phonenum_json_write_options options = writing;
    phonenum_error error = garbage_error();
    options.flags = flags;
    check_success("write", phonenum_json_write(record, &options, out, sizeof out - 1, &size, &error), &error);
    out[size] = '\0';
    return out;
}

/* Each is read and written as it stands, which is what C++ protobuf writes too, and survives bytes. */
static const char *const same[] = {
    "{}",
    "{\"id\":\"\",\"object\":\"PHONE_NUMBER_OBJECT_UNSPECIFIED\",\"phoneNumber\":\"+1\",\"reservedForSecondFactor\":"
    "false,"
    "\"defaultSecondFactor\":true,\"reserved\":false,\"otp\":{},\"linkedTo\":[{},{\"type\":\"saml\",\"id\":\"a\","
    "\"extraJson\":\"{\\\"a\\\":1}\"}],\"backupCodes\":[\"\",\"b\"],\"createdAt\":\"0\",\"updatedAt\":"
    "\"-9223372036854775808\",\"extraJson\":\"{\\\"b\\\":[]}\"}",
    "{\"otp\":{\"object\":\"VERIFICATION_OBJECT_VERIFICATION_ADMIN\",\"status\":\"VERIFICATION_STATUS_EXPIRED\","
    "\"strategy\":\"VERIFICATION_STRATEGY_UNSPECIFIED\",\"attempts\":\"3\",\"expireAt\":\"1700000000000\","
    "\"verifiedAtClient\":\"c\",\"channel\":\"sms\",\"extraJson\":\"x\"}}",
    "{\"admin\":{\"object\":\"VERIFICATION_OBJECT_VERIFICATION_OTP\",\"customStrategy\":\"admin\",\"extraJson\":\"\"}}",
    "{\"id\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f/\xc3\xa9\"}",
};

static void test_json_proto_is_written_as_it_was_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        phonenum_bytes encoded;
        phonenum_record decoded;
        phonenum_arena arena;
        phonenum_arena_init(&arena, NULL, 0, NULL);
        phonenum_record record = read_proto(same[i], &arena);
        assert_string_equal(write_proto(&record, 0), same[i]);
        assert_int_equal(phonenum_encode_arena(&record, &arena, &encoded, NULL), PHONENUM_OK);
        assert_int_equal(phonenum_decode(encoded.data, encoded.size, NULL, &arena, &decoded, NULL), PHONENUM_OK);
        assert_string_equal(write_proto(&decoded, 0), same[i]);
        phonenum_arena_free(&arena);
    }
}

/* What is read, and what is then written. */
static const char *const changed[][2] = {
    {"{\"phone_number\":\"a\",\"created_at\":1,\"linked_to\":[]}", "{\"phoneNumber\":\"a\",\"createdAt\":\"1\"}"},
    {"{\"otp\":{\"verified_at_client\":\"a\",\"custom_strategy\":\"b\",\"expire_at\":2,\"extra_json\":\"c\"}}",
     "{\"otp\":{\"customStrategy\":\"b\",\"expireAt\":\"2\",\"verifiedAtClient\":\"a\",\"extraJson\":\"c\"}}"},
    {"{\"createdAt\":-0,\"updatedAt\":1700e9}", "{\"createdAt\":\"0\",\"updatedAt\":\"1700000000000\"}"},
    {"{\"createdAt\":\"17.0\",\"updatedAt\":100000000000000000000e-2}",
     "{\"createdAt\":\"17\",\"updatedAt\":\"1000000000000000000\"}"},
    {"{\"object\":1,\"otp\":{\"status\":2,\"strategy\":5.0}}",
     "{\"object\":\"PHONE_NUMBER_OBJECT_PHONE_NUMBER\",\"otp\":{\"status\":\"VERIFICATION_STATUS_VERIFIED\","
     "\"strategy\":\"VERIFICATION_STRATEGY_ADMIN\"}}"},
    {"{\"id\":null,\"object\":null,\"reserved\":null,\"otp\":null,\"admin\":null,\"linkedTo\":null,\"createdAt\":null}",
     "{}"},
    {"{\"otp\":{\"strategy\":null,\"customStrategy\":\"x\"}}", "{\"otp\":{\"customStrategy\":\"x\"}}"},
    {" {\n\t\"i\\u0064\" : \"\\u00e9\" }\r\n", "{\"id\":\"\xc3\xa9\"}"},
};

static void test_json_proto_other_spellings_are_read_alike(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(changed); i++) {
        phonenum_arena arena;
        phonenum_arena_init(&arena, NULL, 0, NULL);
        phonenum_record record = read_proto(changed[i][0], &arena);
        assert_string_equal(write_proto(&record, 0), changed[i][1]);
        phonenum_arena_free(&arena);
    }
}

static const struct refused {
    const char *json;
    phonenum_status status;
    size_t offset;
    const char *path;
} refused[] = {
    {"{\"nothing\":1}", PHONENUM_ERR_JSON_STRICT, 11, "nothing"},
    {"{\"verification\":null}", PHONENUM_ERR_JSON_STRICT, 16, "verification"},
    {"{\"otp\":{\"nothing\":null}}", PHONENUM_ERR_JSON_STRICT, 18, "otp.nothing"},
    {"{\"linkedTo\":[{},{\"x\":1}]}", PHONENUM_ERR_JSON_STRICT, 21, "linkedTo[1].x"},
    {"{\"admin\":{\"channel\":\"sms\"}}", PHONENUM_ERR_JSON_STRICT, 20, "admin.channel"},
    {"{\"id\":1}", PHONENUM_ERR_JSON_STRICT, 6, "id"},
    {"{\"reserved\":\"true\"}", PHONENUM_ERR_JSON_STRICT, 12, "reserved"},
    {"{\"object\":\"phone_number\"}", PHONENUM_ERR_JSON_STRICT, 10, "object"},
    {"{\"object\":2147483648}", PHONENUM_ERR_JSON_STRICT, 10, "object"},
    {"{\"object\":1.5}", PHONENUM_ERR_JSON_STRICT, 10, "object"},
    {"{\"createdAt\":\"\"}", PHONENUM_ERR_JSON_STRICT, 13, "createdAt"},
    {"{\"createdAt\":\"05\"}", PHONENUM_ERR_JSON_STRICT, 13, "createdAt"},
    {"{\"createdAt\":\"5x\"}", PHONENUM_ERR_JSON_STRICT, 13, "createdAt"},
    {"{\"createdAt\":0.5}", PHONENUM_ERR_JSON_STRICT, 13, "createdAt"},
    {"{\"createdAt\":9223372036854775808}", PHONENUM_ERR_JSON_STRICT, 13, "createdAt"},
    {"{\"createdAt\":-9223372036854775809}", PHONENUM_ERR_JSON_STRICT, 13, "createdAt"},
    {"{\"createdAt\":\"9223372036854775808\"}", PHONENUM_ERR_JSON_STRICT, 13, "createdAt"},
    {"{\"createdAt\":\"-9223372036854775809\"}", PHONENUM_ERR_JSON_STRICT, 13, "createdAt"},
    {"{\"createdAt\":1e400}", PHONENUM_ERR_JSON_STRICT, 13, "createdAt"},
    {"{\"otp\":{\"attempts\":9223372036854775808}}", PHONENUM_ERR_JSON_STRICT, 19, "otp.attempts"},
    {"{\"createdAt\":1e1000000000000}", PHONENUM_ERR_JSON_STRICT, 13, "createdAt"},
    {"{\"linkedTo\":{}}", PHONENUM_ERR_JSON_STRICT, 12, "linkedTo"},
    {"{\"linkedTo\":[{},null]}", PHONENUM_ERR_JSON_STRICT, 16, "linkedTo[1]"},
    {"{\"backupCodes\":[\"a\",1]}", PHONENUM_ERR_JSON_STRICT, 20, "backupCodes[1]"},
    {"{\"otp\":[]}", PHONENUM_ERR_JSON_STRICT, 7, "otp"},
    {"{\"otp\":{},\"admin\":{}}", PHONENUM_ERR_JSON_DUPLICATE, 18, "admin"},
    {"{\"otp\":{\"strategy\":1,\"customStrategy\":\"\"}}", PHONENUM_ERR_JSON_DUPLICATE, 38, "otp.customStrategy"},
    {"{\"otp\":{\"strategy\":77,\"customStrategy\":\"\"}}", PHONENUM_ERR_JSON_DUPLICATE, 39, "otp.customStrategy"},
    {"{\"otp\":{\"customStrategy\":\"\",\"strategy\":1}}", PHONENUM_ERR_JSON_DUPLICATE, 39, "otp.strategy"},
    {"{\"phoneNumber\":\"\",\"phone_number\":\"\"}", PHONENUM_ERR_JSON_DUPLICATE, 18, "phoneNumber"},
    {"{\"id\":\"a\"", PHONENUM_ERR_TRUNCATED, 9, ""},
    {"[]", PHONENUM_ERR_JSON_TYPE, 0, ""},
    /* What is no JSON is told as such, whatever it stands for. */
    {"{\"id\":", PHONENUM_ERR_TRUNCATED, 6, "id"},
    {"{\"id\":@}", PHONENUM_ERR_JSON_SYNTAX, 6, "id"},
    {"{\"nothing\":[1,]}", PHONENUM_ERR_JSON_SYNTAX, 14, "nothing"},
    {"{\"createdAt\":NaN}", PHONENUM_ERR_JSON_SYNTAX, 13, "createdAt"},
    {"{\"createdAt\":+1}", PHONENUM_ERR_JSON_SYNTAX, 13, "createdAt"},
    {"{\"createdAt\":1.}", PHONENUM_ERR_JSON_SYNTAX, 15, "createdAt"},
    {"{\"linkedTo\":[@]}", PHONENUM_ERR_JSON_SYNTAX, 13, "linkedTo[0]"},
    {"{\"backupCodes\":[", PHONENUM_ERR_TRUNCATED, 16, "backupCodes[0]"},
    {"", PHONENUM_ERR_TRUNCATED, 0, ""},
    {"\xef\xbb\xbf{}", PHONENUM_ERR_JSON_SYNTAX, 0, ""},
    {"{\"id\":\"a\",}", PHONENUM_ERR_JSON_SYNTAX, 10, ""},
    {"{\"id\":\"a\"}x", PHONENUM_ERR_JSON_SYNTAX, 10, ""},
    {"{\"linkedTo\":[{},]}", PHONENUM_ERR_JSON_SYNTAX, 16, "linkedTo"},
    {"{\"createdAt\":01}", PHONENUM_ERR_JSON_SYNTAX, 14, "createdAt"},
    {"{\"id\":\"\\ud800\"}", PHONENUM_ERR_JSON_SYNTAX, 7, "id"},
    {"{\"otp\":{\"channel\":\"\\ude00\\ud83d\"}}", PHONENUM_ERR_JSON_SYNTAX, 19, "otp.channel"},
    {"{\"id\":\"a\x01\"}", PHONENUM_ERR_JSON_SYNTAX, 8, "id"},
    {"{\"id\":\"\xff\"}", PHONENUM_ERR_UTF8, 7, "id"},
    {"{\"id\":\"a\",\"\\u0069d\":\"b\"}", PHONENUM_ERR_JSON_DUPLICATE, 10, "id"},
};

/* What ignoring unknown members does not help: known ones of another type, names that stand twice, what is no JSON. */
static const struct refused refused_though_ignoring[] = {
    {"{\"id\":1}", PHONENUM_ERR_JSON_STRICT, 6, "id"},
    {"{\"x\":[1,]}", PHONENUM_ERR_JSON_SYNTAX, 8, "x"},
    {"{\"x\":\"\xff\"}", PHONENUM_ERR_UTF8, 6, "x"},
    {"{\"x\":1,\"x\":2}", PHONENUM_ERR_JSON_DUPLICATE, 7, "x"},
    {"{\"x\":1,\"\\u0078\":2}", PHONENUM_ERR_JSON_DUPLICATE, 7, "\\u0078"},
};

static void check_refused(const struct refused *one, const phonenum_json_read_options *options)
{
    const size_t size = strlen(one->json);
    unsigned char *exact = exact_copy(one->json, size, 0);
    phonenum_record record;
    phonenum_arena arena;
    phonenum_error error = garbage_error();
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_status status = phonenum_json_read((char *)exact, size, options, &arena, &record, &error);
    const phonenum_error expected = json_error_at(one->status, one->json, size, one->offset, one->path);
    check_json_failure(one->json, status, &error, &expected);
    check_absent(one->json, &record);
    phonenum_arena_free(&arena);
    exact_free(exact, 0);
}

static void test_json_proto_what_the_schema_has_no_place_for_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        check_refused(&refused[i], &reading);
}

static void test_json_proto_unknown_members_can_be_ignored(void **state)
{
    (void)state;
    static const char json[] = "{\"nothing\":[1,{\"a\":2}],\"id\":\"a\",\"otp\":{\"x\":null,\"channel\":\"sms\"},"
                               "\"linkedTo\":[{\"y\":\"\\ud83d\\ude00\"}]}";
    phonenum_record record;
    phonenum_arena arena;
    phonenum_error error = garbage_error();
    phonenum_arena_init(&arena, NULL, 0, NULL);
    check_success(json, phonenum_json_read(json, strlen(json), &ignoring, &arena, &record, &error), &error);
    assert_string_equal(write_proto(&record, 0), "{\"id\":\"a\",\"otp\":{\"channel\":\"sms\"},\"linkedTo\":[{}]}");
    phonenum_arena_free(&arena);
}

static void test_json_proto_ignoring_unknown_members_ignores_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused_though_ignoring); i++)
        check_refused(&refused_though_ignoring[i], &ignoring);
}

/* As deep as may be, in a member that is stepped over. */
static void test_json_proto_ignored_brackets_as_deep_as_the_limit_are_taken(void **state)
{
    (void)state;
    phonenum_record record;
    phonenum_arena arena;
    phonenum_error error = garbage_error();
    builder text = json_brackets("{\"nothing\":", 100);
    build_run(&text, ']', 100);
    build_byte(&text, '}');
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_status status = phonenum_json_read((char *)text.data, text.size, &ignoring, &arena, &record, &error);
    check_success("100 brackets", status, &error);
    check_absent("100 brackets", &record);
    phonenum_arena_free(&arena);
    builder_free(&text);
}

static void check_brackets(const char *before, size_t count, const phonenum_json_read_options *options, size_t offset)
{
    phonenum_record record;
    phonenum_arena arena;
    phonenum_error error = garbage_error();
    builder text = json_brackets(before, count);
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_status status = phonenum_json_read((char *)text.data, text.size, options, &arena, &record, &error);
    phonenum_error expected = json_error_at(PHONENUM_ERR_LIMIT, text.data, text.size, offset, error.field);
    check_json_failure(before, status, &error, &expected);
    check_absent(before, &record);
    phonenum_arena_free(&arena);
    builder_free(&text);
}

/* What is stepped over, or refused once it is known to be JSON, must not take the stack either. */
static void test_json_proto_brackets_deeper_than_the_limit_are_refused_wherever_they_stand(void **state)
{
    (void)state;
    static const struct {
        const char *before;
        size_t offset;
    } places[] = {
        {"{\"nothing\":", 111},
        {"{\"otp\":{\"nothing\":", 117},
        {"{\"linkedTo\":[{\"nothing\":", 122},
        {"{\"backupCodes\":", 115},
        {"{\"id\":", 106},
    };
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        check_brackets(places[i].before, 101, &reading, places[i].offset);
        check_brackets(places[i].before, 101, &ignoring, places[i].offset);
        check_brackets(places[i].before, 100000, &reading, places[i].offset);
        check_brackets(places[i].before, 100000, &ignoring, places[i].offset);
    }
}

static void test_json_proto_unknown_enum_numbers_come_where_decoding_puts_them(void **state)
{
    (void)state;
    static const char json[] = "{\"object\":7,\"otp\":{\"object\":-1,\"status\":1,\"strategy\":300}}";
    static const char bytes[] = "\x10\x07";
    static const char inner[] = "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x18\xac\x02";
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    phonenum_record record = read_proto(json, &arena);
    check_bytes("record", record.unknown.data, record.unknown.size, bytes, sizeof bytes - 1);
    check_bytes("otp", record.verification.unknown.data, record.verification.unknown.size, inner, sizeof inner - 1);
    assert_false(record.has_object || record.verification.has_object);
    assert_int_equal(record.verification.strategy.kind, PHONENUM_STRATEGY_NONE);
    assert_string_equal(write_proto(&record, PHONENUM_JSON_DROP_UNKNOWN),
                        "{\"otp\":{\"status\":\"VERIFICATION_STATUS_UNVERIFIED\"}}");
    phonenum_arena_free(&arena);
}

static void test_json_proto_unknown_fields_are_refused_in_writing(void **state)
{
    (void)state;
    char out[64];
    size_t size;
    phonenum_error error = garbage_error();
    const phonenum_link link = {.unknown = {(const uint8_t *)"\x68\x01", 2}};
    const phonenum_record record = {.linked_to = &link, .linked_to_count = 1};
    phonenum_status status = phonenum_json_write(&record, &writing, out, sizeof out, &size, &error);
    check_failure("unknown", status, &error, PHONENUM_ERR_JSON_UNKNOWN, 0, "linked_to[0].unknown");
    assert_string_equal(write_proto(&record, PHONENUM_JSON_DROP_UNKNOWN), "{\"linkedTo\":[{}]}");
}

static void test_json_proto_codes_are_redacted_in_extra_json_too(void **state)
{
    (void)state;
    const phonenum_str code = PHONENUM_STR(CANARY "1");
    phonenum_record record = {.backup_codes = &code,
                              .backup_codes_count = 1,
                              .extra_json = PHONENUM_STR("{\"a\":{\"backup_codes\":[\"" CANARY "2\"]}}")};
    assert_string_equal(write_proto(&record, PHONENUM_JSON_REDACT),
                        "{\"backupCodes\":[\"[REDACTED]\"],"
                        "\"extraJson\":\"{\\\"a\\\":{\\\"backup_codes\\\":[\\\"[REDACTED]\\\"]}}\"}");
    record.extra_json = PHONENUM_STR(CANARY "3, which is no JSON");
    assert_string_equal(write_proto(&record, PHONENUM_JSON_REDACT),
                        "{\"backupCodes\":[\"[REDACTED]\"],\"extraJson\":\"[REDACTED]\"}");
}

static void test_json_proto_long_numbers_are_what_they_are(void **state)
{
    (void)state;
    static const struct {
        size_t zeros;
        const char *end;
        int64_t value; /* -1: refused */
    } cases[] = {
        {10000, "e-10000}", 1},       {10000, "e-9999}", 10},           {10000, "e-9981}", -1}, {10000, "e-10001}", -1},
        {2000000, "e-20000001}", -1}, {0, "e18}", 1000000000000000000}, {0, "e-0}", 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        builder text = {0};
        phonenum_record record;
        phonenum_arena arena;
        phonenum_arena_init(&arena, NULL, 0, NULL);
        build_bytes(&text, "{\"createdAt\":1", 14);
        build_run(&text, '0', cases[i].zeros);
        build_bytes(&text, cases[i].end, strlen(cases[i].end));
        phonenum_status status = phonenum_json_read((char *)text.data, text.size, &reading, &arena, &record, NULL);
        assert_int_equal(status, cases[i].value < 0 ? PHONENUM_ERR_JSON_STRICT : PHONENUM_OK);
        if (!status)
            assert_int_equal(record.created_at, cases[i].value);
        phonenum_arena_free(&arena);
        builder_free(&text);
    }
}

static void test_json_proto_path_behind_codes_is_not_shown(void **state)
{
    (void)state;
    static const char json[] = "{\"nothing\":{\"backupCodes\":{\"" CANARY "\":@}}}";
    phonenum_record record;
    phonenum_arena arena;
    phonenum_error error = garbage_error();
    phonenum_arena_init(&arena, NULL, 0, NULL);
    assert_int_equal(phonenum_json_read(json, strlen(json), &ignoring, &arena, &record, &error),
                     PHONENUM_ERR_JSON_SYNTAX);
    assert_string_equal(error.field, "nothing.backupCodes");
    phonenum_arena_free(&arena);
}

static void test_json_proto_redacting_does_not_hide_a_malformed_code(void **state)
{
    (void)state;
    char out[64];
    size_t size;
    const phonenum_str codes[] = {PHONENUM_STR("\xff"), {NULL, 0}};
    const phonenum_status expected[] = {PHONENUM_ERR_UTF8, PHONENUM_ERR_RECORD};
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        for (int dialect = 0; dialect < 2; dialect++) {
            const phonenum_json_write_options options = {.flags = PHONENUM_JSON_REDACT,
                                                         .dialect = (phonenum_json_dialect)dialect};
            const phonenum_record record = {.backup_codes = &codes[i], .backup_codes_count = 1};
            phonenum_error error = garbage_error();
            phonenum_status status = phonenum_json_write(&record, &options, out, sizeof out, &size, &error);
            check_failure("redact", status, &error, expected[i], 0, "backup_codes[0]");
        }
    }
}

static void test_json_proto_flags_of_the_other_dialect_are_refused(void **state)
{
    (void)state;
    const phonenum_json_read_options wrong[] = {
        {.flags = PHONENUM_JSON_STRICT, .dialect = PHONENUM_JSON_PROTO},
        {.flags = PHONENUM_JSON_IGNORE_UNKNOWN},
        {.dialect = (phonenum_json_dialect)2},
        {.dialect = (phonenum_json_dialect)-1},
    };
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        phonenum_record record;
        phonenum_error error = garbage_error();
        phonenum_status status = phonenum_json_read("{}", 2, &wrong[i], &arena, &record, &error);
        check_failure("options", status, &error, PHONENUM_ERR_ARGUMENT, 0, "");
        phonenum_json_reader reader;
        phonenum_json_reader_init_memory(&reader, "{}", 2, &wrong[i]);
        assert_int_equal(phonenum_json_reader_next(&reader, &arena, &record, NULL), PHONENUM_ERR_ARGUMENT);
        phonenum_json_reader_free(&reader);
    }
    phonenum_arena_free(&arena);
    const phonenum_json_write_options options = {.dialect = (phonenum_json_dialect)2};
    const phonenum_record record = PHONENUM_RECORD_INIT;
    size_t size;
    assert_int_equal(phonenum_json_write(&record, &options, NULL, 0, &size, NULL), PHONENUM_ERR_ARGUMENT);
}

static void test_json_proto_every_capacity_is_kept_to(void **state)
{
    (void)state;
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        phonenum_record record = read_proto(same[i], &arena);
        const size_t whole = strlen(same[i]);
        for (size_t capacity = 0; capacity <= whole + 40; capacity++) {
            size_t size;
            char *end = (char *)exact_copy(NULL, 0, capacity);
            phonenum_status status = phonenum_json_write(&record, &writing, end - capacity, capacity, &size, NULL);
            assert_int_equal(status, capacity < whole ? PHONENUM_ERR_NO_SPACE : PHONENUM_OK);
            assert_int_equal(size, whole);
            if (!status)
                assert_memory_equal(end - capacity, same[i], whole);
            exact_free((unsigned char *)end, capacity);
        }
    }
    phonenum_arena_free(&arena);
}

static void test_json_dialect_names_go_both_ways(void **state)
{
    (void)state;
    CHECK_NAME(json_dialect, PHONENUM_JSON_API, "api");
    CHECK_NAME(json_dialect, PHONENUM_JSON_PROTO, "proto");
    CHECK_NO_NAME(json_dialect, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_proto_is_written_as_it_was_read),
        cmocka_unit_test(test_json_proto_other_spellings_are_read_alike),
        cmocka_unit_test(test_json_proto_what_the_schema_has_no_place_for_is_refused),
        cmocka_unit_test(test_json_proto_unknown_members_can_be_ignored),
        cmocka_unit_test(test_json_proto_ignoring_unknown_members_ignores_nothing_else),
        cmocka_unit_test(test_json_proto_ignored_brackets_as_deep_as_the_limit_are_taken),
        cmocka_unit_test(test_json_proto_brackets_deeper_than_the_limit_are_refused_wherever_they_stand),
        cmocka_unit_test(test_json_proto_unknown_enum_numbers_come_where_decoding_puts_them),
        cmocka_unit_test(test_json_proto_unknown_fields_are_refused_in_writing),
        cmocka_unit_test(test_json_proto_codes_are_redacted_in_extra_json_too),
        cmocka_unit_test(test_json_proto_long_numbers_are_what_they_are),
        cmocka_unit_test(test_json_proto_path_behind_codes_is_not_shown),
        cmocka_unit_test(test_json_proto_redacting_does_not_hide_a_malformed_code),
        cmocka_unit_test(test_json_proto_flags_of_the_other_dialect_are_refused),
        cmocka_unit_test(test_json_proto_every_capacity_is_kept_to),
        cmocka_unit_test(test_json_dialect_names_go_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
