/*
 * Holds comparing, copying and naming to what the record's header promises.
 */
#include "support/check.h"
#include "support/memory.h"
#include "support/names.h"
#include "support/samples.h"

#include <stdio.h>
#include <string.h>

/* X(name, statement): each alone makes another record of sample_full. */
#define CHANGES(X)                                                                                        \
    X(id, record->id = PHONENUM_STR("other"))                                                             \
    X(id_absent, record->id = phonenum_cstr(NULL))                                                        \
    X(id_empty, record->id = PHONENUM_STR(""))                                                            \
    X(id_shorter, record->id.size--)                                                                      \
    X(object, record->object = PHONENUM_PHONE_NUMBER_OBJECT_UNSPECIFIED)                                  \
    X(object_absent, record->has_object = false)                                                          \
    X(phone_number, record->phone_number = PHONENUM_STR("+15555550101"))                                  \
    X(reserved_for_second_factor, record->reserved_for_second_factor = false)                             \
    X(reserved_for_second_factor_absent, record->has_reserved_for_second_factor = false)                  \
    X(default_second_factor, record->default_second_factor = true)                                        \
    X(default_second_factor_absent, record->has_default_second_factor = false)                            \
    X(reserved, record->reserved = true)                                                                  \
    X(reserved_absent, record->has_reserved = false)                                                      \
    X(kind_admin, record->verification.kind = PHONENUM_VERIFICATION_ADMIN)                                \
    X(kind_none, record->verification.kind = PHONENUM_VERIFICATION_NONE)                                  \
    X(verification_object, record->verification.object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN) \
    X(verification_object_absent, record->verification.has_object = false)                                \
    X(verification_status, record->verification.status = PHONENUM_VERIFICATION_STATUS_FAILED)             \
    X(verification_status_absent, record->verification.has_status = false)                                \
    X(strategy_none, record->verification.strategy.kind = PHONENUM_STRATEGY_NONE)                         \
    X(strategy_known, record->verification.strategy.kind = PHONENUM_STRATEGY_KNOWN)                       \
    X(strategy_text, record->verification.strategy.custom = PHONENUM_STR("other"))                        \
    X(attempts, record->verification.attempts = INT64_MIN)                                                \
    X(attempts_absent, record->verification.has_attempts = false)                                         \
    X(expire_at, record->verification.expire_at = INT64_MAX)                                              \
    X(expire_at_absent, record->verification.has_expire_at = false)                                       \
    X(verified_at_client, record->verification.verified_at_client = PHONENUM_STR("other"))                \
    X(channel, record->verification.channel = PHONENUM_STR("whatsapp"))                                   \
    X(channel_absent, record->verification.channel = phonenum_cstr(NULL))                                 \
    X(verification_extra_json, record->verification.extra_json = PHONENUM_STR("{}"))                      \
    X(verification_unknown, record->verification.unknown.size = 0)                                        \
    X(links_fewer, record->linked_to_count = 1)                                                           \
    X(link_type, changed->links[0].type = PHONENUM_STR("other"))                                          \
    X(link_id, changed->links[1].id = PHONENUM_STR("other"))                                              \
    X(link_extra_json, changed->links[0].extra_json = phonenum_cstr(NULL))                                \
    X(link_unknown, changed->links[1].unknown = changed->links[0].unknown)                                \
    X(codes_fewer, record->backup_codes_count = 1)                                                        \
    X(codes_none, record->backup_codes_count = 0)                                                         \
    X(code, changed->codes[1] = PHONENUM_STR("other"))                                                    \
    X(created_at, record->created_at++)                                                                   \
    X(created_at_absent, record->has_created_at = false)                                                  \
    X(updated_at, record->updated_at++)                                                                   \
    X(updated_at_absent, record->has_updated_at = false)                                                  \
    X(extra_json, record->extra_json = PHONENUM_STR("{\"c\": 1}"))                                        \
    X(unknown_shorter, record->unknown.size--)                                                            \
    X(unknown_bytes, record->unknown.data = (const uint8_t *)"\xa0\x06\x08")

#define DEFINE_CHANGE(name, statement)              \
    static void change_##name(sample *changed)      \
    {                                               \
        phonenum_record *record = &changed->record; \
        (void)record;                               \
        statement;                                  \
    }
CHANGES(DEFINE_CHANGE)

static const struct {
    const char *name;
    void (*change)(sample *changed);
} changes[] = {
#define CHANGE_ROW(name, statement) {#name, change_##name},
    CHANGES(CHANGE_ROW)
#undef CHANGE_ROW
};

static void test_equal_same_content_elsewhere_is_equal(void **state)
{
    (void)state;
    sample a;
    sample b;
    sample_full(&a);
    sample_full(&b);
    char id[64];
    memcpy(id, a.record.id.data, a.record.id.size);
    b.record.id.data = id;
    assert_true(phonenum_equal(&a.record, &b.record));
    assert_true(phonenum_equal(&a.record, &a.record));
}

static void test_equal_each_member_changed_alone_is_not_equal(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        sample a;
        sample b;
        sample_full(&a);
        sample_full(&b);
        changes[i].change(&b);
        if (phonenum_equal(&a.record, &b.record) || phonenum_equal(&b.record, &a.record))
            fail_msg("%s: the change is not seen", changes[i].name);
        if (!phonenum_equal(&b.record, &b.record))
            fail_msg("%s: not equal to itself", changes[i].name);
    }
}

static void test_equal_known_strategies_differ_by_their_number(void **state)
{
    (void)state;
    sample a;
    sample b;
    sample_otp(&a);
    sample_otp(&b);
    b.record.verification.strategy.known = PHONENUM_VERIFICATION_STRATEGY_ADMIN;
    assert_false(phonenum_equal(&a.record, &b.record));
}

static void test_equal_members_that_do_not_count_are_not_looked_at(void **state)
{
    (void)state;
    const phonenum_record absent = PHONENUM_RECORD_INIT;
    phonenum_record other = PHONENUM_RECORD_INIT;
    other.object = PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER;
    other.reserved = true;
    other.created_at = 1;
    other.verification.status = PHONENUM_VERIFICATION_STATUS_FAILED;
    other.verification.channel = PHONENUM_STR("sms");
    other.verification.strategy.kind = PHONENUM_STRATEGY_CUSTOM;
    assert_true(phonenum_equal(&absent, &other));
    other.verification.kind = PHONENUM_VERIFICATION_OTP;
    phonenum_record third = other;
    third.verification.strategy = (phonenum_strategy){.kind = PHONENUM_STRATEGY_CUSTOM, .known = 3};
    assert_true(phonenum_equal(&other, &third));
}

static void test_equal_absent_text_is_not_empty_text(void **state)
{
    (void)state;
    const phonenum_record absent = PHONENUM_RECORD_INIT;
    phonenum_record other = PHONENUM_RECORD_INIT;
    other.id = PHONENUM_STR("");
    assert_false(phonenum_equal(&absent, &other));
    assert_false(phonenum_equal(&other, &absent));
    phonenum_record third = PHONENUM_RECORD_INIT;
    third.id = (phonenum_str){"elsewhere", 0};
    assert_true(phonenum_equal(&other, &third));
}

static void test_equal_empty_unknown_is_none(void **state)
{
    (void)state;
    const phonenum_record absent = PHONENUM_RECORD_INIT;
    phonenum_record other = PHONENUM_RECORD_INIT;
    other.unknown.data = (const uint8_t *)"";
    assert_true(phonenum_equal(&absent, &other));
}

static void test_str_macros_count_embedded_nuls(void **state)
{
    (void)state;
    static const phonenum_str constant = PHONENUM_STR_INIT("a\0b");
    assert_int_equal(constant.size, 3);
    assert_int_equal(PHONENUM_STR("a\0b\0").size, 4);
    assert_int_equal(PHONENUM_STR("").size, 0);
    assert_non_null(PHONENUM_STR("").data);
    assert_int_equal(phonenum_cstr("abc").size, 3);
    assert_int_equal(phonenum_cstr("").size, 0);
    assert_non_null(phonenum_cstr("").data);
    assert_null(phonenum_cstr(NULL).data);
    assert_int_equal(phonenum_cstr(NULL).size, 0);
}

static void test_record_init_is_all_absent(void **state)
{
    (void)state;
    const phonenum_record record = PHONENUM_RECORD_INIT;
    assert_null(record.id.data);
    assert_null(record.linked_to);
    assert_int_equal(record.verification.kind, PHONENUM_VERIFICATION_NONE);
    assert_int_equal(record.linked_to_count + record.backup_codes_count + record.unknown.size, 0);
    assert_false(record.has_object || record.has_reserved_for_second_factor || record.has_default_second_factor ||
                 record.has_reserved || record.has_created_at || record.has_updated_at);
}

/* Copies, then overwrites the source, so that a copy that still points into it is seen. */
static void test_copy_is_equal_and_owns_all_it_points_to(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    sample source;
    sample_full(&source);
    char id[] = "an id to be overwritten";
    uint8_t unknown[] = {0xa0, 0x06, 0x07};
    source.record.id = phonenum_cstr(id);
    source.links[1].id = phonenum_cstr(id);
    source.codes[0] = phonenum_cstr(id);
    source.record.unknown = (phonenum_bytes){unknown, sizeof unknown};
    phonenum_record copy;
    phonenum_error error = garbage_error();
    check_success("copy", phonenum_copy(&source.record, &arena, &copy, &error), &error);
    assert_true(phonenum_equal(&source.record, &copy));
    memset(id, 'X', sizeof id - 1);
    memset(unknown, 'X', sizeof unknown);
    memset(source.links, 'X', sizeof source.links);
    memset(source.codes, 'X', sizeof source.codes);
    assert_string_equal(copy.id.data, "an id to be overwritten"); /* NUL-terminated */
    assert_string_equal(copy.linked_to[1].id.data, "an id to be overwritten");
    assert_string_equal(copy.backup_codes[0].data, "an id to be overwritten");
    assert_int_equal(copy.unknown.data[0], 0xa0);
    test_heap_finish(&arena, &heap);
}

static void test_copy_members_that_do_not_count_are_left_out(void **state)
{
    (void)state;
    phonenum_record record = PHONENUM_RECORD_INIT;
    phonenum_record copy;
    phonenum_arena arena;
    phonenum_arena_init(&arena, NULL, 0, NULL);
    record.verification.kind = PHONENUM_VERIFICATION_OTP;
    record.verification.strategy.kind = PHONENUM_STRATEGY_KNOWN;
    record.verification.strategy.known = PHONENUM_VERIFICATION_STRATEGY_ADMIN;
    record.verification.strategy.custom = PHONENUM_STR("stale");
    assert_int_equal(phonenum_copy(&record, &arena, &copy, NULL), PHONENUM_OK);
    assert_null(copy.verification.strategy.custom.data);
    record.verification.kind = PHONENUM_VERIFICATION_NONE;
    record.verification.channel = PHONENUM_STR("stale");
    assert_int_equal(phonenum_copy(&record, &arena, &copy, NULL), PHONENUM_OK);
    assert_null(copy.verification.channel.data);
    phonenum_arena_free(&arena);
}

static void test_copy_each_changed_record_is_equal(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        test_heap heap = {0};
        phonenum_arena arena;
        test_heap_arena(&arena, &heap);
        sample source;
        sample_full(&source);
        changes[i].change(&source);
        phonenum_record copy;
        phonenum_error error = garbage_error();
        check_success(changes[i].name, phonenum_copy(&source.record, &arena, &copy, &error), &error);
        if (!phonenum_equal(&source.record, &copy))
            fail_msg("%s: the copy is not equal", changes[i].name);
        test_heap_finish(&arena, &heap);
    }
}

static void test_copy_onto_itself_moves_it_into_the_arena(void **state)
{
    (void)state;
    test_heap heap = {0};
    phonenum_arena arena;
    test_heap_arena(&arena, &heap);
    sample source;
    sample_full(&source);
    phonenum_record record = source.record;
    assert_int_equal(phonenum_copy(&record, &arena, &record, NULL), PHONENUM_OK);
    assert_true(phonenum_equal(&record, &source.record));
    assert_ptr_not_equal(record.id.data, source.record.id.data);
    test_heap_finish(&arena, &heap);
}

/* X(name, path, statement): each alone makes a record of sample_full that can't be copied. */
#define BROKEN(X)                                                                           \
    X(id, "id", record->id.data = NULL)                                                     \
    X(phone_number, "phone_number", record->phone_number.data = NULL)                       \
    X(custom_strategy, NULL, record->verification.strategy.custom.data = NULL)              \
    X(verified_at_client, NULL, record->verification.verified_at_client.data = NULL)        \
    X(channel, NULL, record->verification.channel.data = NULL)                              \
    X(verification_extra_json, NULL, record->verification.extra_json.data = NULL)           \
    X(verification_unknown, NULL, record->verification.unknown.data = NULL)                 \
    X(linked_to, "linked_to", record->linked_to = NULL)                                     \
    X(link_type, "linked_to[0].type", changed->links[0].type.data = NULL)                   \
    X(link_id, "linked_to[1].id", changed->links[1].id.data = NULL)                         \
    X(link_extra_json, "linked_to[0].extra_json", changed->links[0].extra_json.data = NULL) \
    X(link_unknown, "linked_to[0].unknown", changed->links[0].unknown.data = NULL)          \
    X(backup_codes, "backup_codes", record->backup_codes = NULL)                            \
    X(code, NULL, changed->codes[1].data = NULL)                                            \
    X(extra_json, "extra_json", record->extra_json.data = NULL)                             \
    X(unknown, "unknown", record->unknown.data = NULL)

#define DEFINE_BROKEN(name, path, statement)        \
    static void break_##name(sample *changed)       \
    {                                               \
        phonenum_record *record = &changed->record; \
        (void)record;                               \
        statement;                                  \
    }
BROKEN(DEFINE_BROKEN)

static const struct {
    const char *name;
    const char *path;
    void (*change)(sample *changed);
} broken[] = {
#define BROKEN_ROW(name, path, statement) {#name, path, break_##name},
    BROKEN(BROKEN_ROW)
#undef BROKEN_ROW
};

static void test_copy_null_data_with_a_size_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        test_heap heap = {0};
        phonenum_arena arena;
        test_heap_arena(&arena, &heap);
        sample source;
        sample_full(&source);
        broken[i].change(&source);
        phonenum_record copy = source.record;
        phonenum_error error = garbage_error();
        phonenum_status status = phonenum_copy(&source.record, &arena, &copy, &error);
        check_failure(broken[i].name, status, &error, PHONENUM_ERR_RECORD, 0, broken[i].path);
        check_absent(broken[i].name, &copy);
        assert_int_equal(phonenum_copy(&source.record, &arena, &copy, NULL), PHONENUM_ERR_RECORD);
        test_heap_finish(&arena, &heap);
    }
}

/* Sizes that wrap when they are multiplied, or a NUL is added. */
static void test_copy_counts_that_no_memory_holds_are_no_memory(void **state)
{
    (void)state;
    static const phonenum_link link = {.id = PHONENUM_STR_INIT("a")};
    static const phonenum_str code = PHONENUM_STR_INIT("a");
    const phonenum_record records[] = {
        {.linked_to = &link, .linked_to_count = SIZE_MAX / sizeof link + 1},
        {.backup_codes = &code, .backup_codes_count = SIZE_MAX / sizeof code + 1},
        {.id = {"a", SIZE_MAX}},
    };
    static const char *const paths[] = {"linked_to", "backup_codes", "id"};
    for (size_t i = 0; i < COUNT_OF(records); i++) {
        test_heap heap = {0};
        phonenum_arena arena;
        phonenum_record copy = records[i];
        phonenum_error error = garbage_error();
        test_heap_arena(&arena, &heap);
        phonenum_status status = phonenum_copy(&records[i], &arena, &copy, &error);
        check_failure(paths[i], status, &error, PHONENUM_ERR_NO_MEMORY, 0, paths[i]);
        check_absent(paths[i], &copy);
        assert_int_equal(heap.allocations, 0);
        test_heap_finish(&arena, &heap);
    }
}

static void test_names_objects_go_both_ways(void **state)
{
    (void)state;
    CHECK_NAME(phone_number_object, PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER, "phone_number");
    CHECK_NO_NAME(phone_number_object, 2);
    assert_null(phonenum_phone_number_object_name((phonenum_phone_number_object)0));
    CHECK_NAME(verification_object, PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP, "verification_otp");
    CHECK_NAME(verification_object, PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN, "verification_admin");
    CHECK_NO_NAME(verification_object, 3);
    assert_null(phonenum_verification_object_name((phonenum_verification_object)0));
}

static void test_names_statuses_go_both_ways(void **state)
{
    (void)state;
    CHECK_NAME(verification_status, PHONENUM_VERIFICATION_STATUS_UNVERIFIED, "unverified");
    CHECK_NAME(verification_status, PHONENUM_VERIFICATION_STATUS_VERIFIED, "verified");
    CHECK_NAME(verification_status, PHONENUM_VERIFICATION_STATUS_FAILED, "failed");
    CHECK_NAME(verification_status, PHONENUM_VERIFICATION_STATUS_EXPIRED, "expired");
    CHECK_NO_NAME(verification_status, 5);
    assert_null(phonenum_verification_status_name((phonenum_verification_status)0));
}

static void test_names_strategies_go_both_ways(void **state)
{
    (void)state;
    CHECK_NAME(verification_strategy, PHONENUM_VERIFICATION_STRATEGY_PHONE_CODE, "phone_code");
    CHECK_NAME(verification_strategy, PHONENUM_VERIFICATION_STRATEGY_EMAIL_CODE, "email_code");
    CHECK_NAME(verification_strategy, PHONENUM_VERIFICATION_STRATEGY_RESET_PASSWORD_EMAIL_CODE,
               "reset_password_email_code");
    CHECK_NAME(verification_strategy, PHONENUM_VERIFICATION_STRATEGY_RESET_PASSWORD_PHONE_CODE,
               "reset_password_phone_code");
    CHECK_NAME(verification_strategy, PHONENUM_VERIFICATION_STRATEGY_ADMIN, "admin");
    CHECK_NO_NAME(verification_strategy, 6);
    assert_null(phonenum_verification_strategy_name((phonenum_verification_strategy)0));
}

static void test_names_kinds_go_both_ways(void **state)
{
    (void)state;
    CHECK_NAME(verification_kind, PHONENUM_VERIFICATION_NONE, "none");
    CHECK_NAME(verification_kind, PHONENUM_VERIFICATION_OTP, "otp");
    CHECK_NAME(verification_kind, PHONENUM_VERIFICATION_ADMIN, "admin");
    CHECK_NO_NAME(verification_kind, 3);
    CHECK_NAME(strategy_kind, PHONENUM_STRATEGY_NONE, "none");
    CHECK_NAME(strategy_kind, PHONENUM_STRATEGY_KNOWN, "known");
    CHECK_NAME(strategy_kind, PHONENUM_STRATEGY_CUSTOM, "custom");
    CHECK_NO_NAME(strategy_kind, 3);
}

static void check_strategy_text(phonenum_str text, phonenum_strategy_kind kind, phonenum_verification_strategy known)
{
    phonenum_strategy strategy = phonenum_strategy_from_text(text);
    assert_int_equal(strategy.kind, kind);
    assert_int_equal(strategy.known, known);
    phonenum_str again = phonenum_strategy_text(&strategy);
    assert_int_equal(!again.data, !text.data);
    check_bytes("strategy", again.data, again.size, text.data, text.size);
}

static void test_strategy_text_goes_both_ways(void **state)
{
    (void)state;
    check_strategy_text(PHONENUM_STR("email_code"), PHONENUM_STRATEGY_KNOWN, PHONENUM_VERIFICATION_STRATEGY_EMAIL_CODE);
    check_strategy_text(PHONENUM_STR("ticket"), PHONENUM_STRATEGY_CUSTOM, PHONENUM_VERIFICATION_STRATEGY_UNSPECIFIED);
    check_strategy_text(PHONENUM_STR(""), PHONENUM_STRATEGY_CUSTOM, PHONENUM_VERIFICATION_STRATEGY_UNSPECIFIED);
    check_strategy_text(phonenum_cstr(NULL), PHONENUM_STRATEGY_NONE, PHONENUM_VERIFICATION_STRATEGY_UNSPECIFIED);
    phonenum_strategy unspecified = {.kind = PHONENUM_STRATEGY_KNOWN};
    assert_null(phonenum_strategy_text(&unspecified).data);
}

static void test_text_equal_tells_absent_from_empty(void **state)
{
    (void)state;
    const phonenum_str absent = phonenum_cstr(NULL);
    assert_true(phonenum_str_equal(absent, absent));
    assert_false(phonenum_str_equal(absent, PHONENUM_STR("")));
    assert_false(phonenum_str_equal(PHONENUM_STR(""), absent));
    assert_true(phonenum_str_equal(PHONENUM_STR(""), PHONENUM_STR("")));
    assert_true(phonenum_str_equal(PHONENUM_STR("a\0b"), PHONENUM_STR("a\0b")));
    assert_false(phonenum_str_equal(PHONENUM_STR("a\0b"), PHONENUM_STR("a\0c")));
    assert_false(phonenum_str_equal(PHONENUM_STR("a"), PHONENUM_STR("ab")));
}

static void test_text_format_prints_text_and_nothing_for_absent(void **state)
{
    (void)state;
    char printed[32];
    const phonenum_str text = {"number", 3};
    const phonenum_str absent = {NULL, 0};
    snprintf(printed, sizeof printed, "[" PHONENUM_STR_FORMAT "][" PHONENUM_STR_FORMAT "]",
             PHONENUM_STR_ARGUMENTS(text), PHONENUM_STR_ARGUMENTS(absent));
    assert_string_equal(printed, "[num][]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copy_counts_that_no_memory_holds_are_no_memory),
        cmocka_unit_test(test_equal_same_content_elsewhere_is_equal),
        cmocka_unit_test(test_equal_each_member_changed_alone_is_not_equal),
        cmocka_unit_test(test_equal_known_strategies_differ_by_their_number),
        cmocka_unit_test(test_equal_members_that_do_not_count_are_not_looked_at),
        cmocka_unit_test(test_equal_absent_text_is_not_empty_text),
        cmocka_unit_test(test_equal_empty_unknown_is_none),
        cmocka_unit_test(test_str_macros_count_embedded_nuls),
        cmocka_unit_test(test_record_init_is_all_absent),
        cmocka_unit_test(test_copy_is_equal_and_owns_all_it_points_to),
        cmocka_unit_test(test_copy_members_that_do_not_count_are_left_out),
        cmocka_unit_test(test_copy_each_changed_record_is_equal),
        cmocka_unit_test(test_copy_onto_itself_moves_it_into_the_arena),
        cmocka_unit_test(test_copy_null_data_with_a_size_is_refused),
        cmocka_unit_test(test_names_objects_go_both_ways),
        cmocka_unit_test(test_names_statuses_go_both_ways),
        cmocka_unit_test(test_names_strategies_go_both_ways),
        cmocka_unit_test(test_names_kinds_go_both_ways),
        cmocka_unit_test(test_strategy_text_goes_both_ways),
        cmocka_unit_test(test_text_equal_tells_absent_from_empty),
        cmocka_unit_test(test_text_format_prints_text_and_nothing_for_absent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
