/*
 * Holds the rules of validity to their list: each is broken alone, then several together.
 */
#include "support/check.h"
#include "support/samples.h"

#include <string.h>

/* X(name, sample, path, flags, statement): breaks one rule of a valid sample, at this path. NULL: breaks none. */
#define RULES(X)                                                                                                      \
    X(object_absent, sample_otp, "object", 0, record->has_object = false)                                             \
    X(object_unspecified, sample_otp, "object", 0, record->object = PHONENUM_PHONE_NUMBER_OBJECT_UNSPECIFIED)         \
    X(number_absent, sample_otp, "phone_number", 0, record->phone_number = phonenum_cstr(NULL))                       \
    X(number_empty, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR(""))                           \
    X(number_plus, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("+"))                           \
    X(number_1_digit, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("+1"))                       \
    X(number_2_digits, sample_otp, NULL, 0, record->phone_number = PHONENUM_STR("+12"))                               \
    X(number_15_digits, sample_otp, NULL, 0, record->phone_number = PHONENUM_STR("+999999999999999"))                 \
    X(number_16_digits, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("+9999999999999999"))      \
    X(number_0_first, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("+0123456"))                 \
    X(number_0_second, sample_otp, NULL, 0, record->phone_number = PHONENUM_STR("+1012345"))                          \
    X(number_no_plus, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("15555550100"))              \
    X(number_space, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("+1 5555550100"))              \
    X(number_letter, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("+1555555010a"))              \
    X(number_letter_first, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("+a5555550100"))        \
    X(number_slash, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("+1555555010/"))               \
    X(number_colon, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("+1555555010:"))               \
    X(number_nul, sample_otp, "phone_number", 0, record->phone_number = PHONENUM_STR("+15555550100\0"))               \
    X(reserved_absent, sample_otp, "reserved", 0, record->has_reserved = false)                                       \
    X(reserved_true, sample_otp, NULL, 0, record->reserved = true)                                                    \
    X(second_factors_absent, sample_otp, NULL, 0,                                                                     \
      record->has_default_second_factor = record->has_reserved_for_second_factor = false)                             \
    X(id_absent, sample_otp, NULL, 0, record->id = phonenum_cstr(NULL))                                               \
    X(verification_absent, sample_otp, NULL, 0, record->verification.kind = PHONENUM_VERIFICATION_NONE)               \
    X(otp_object_absent, sample_otp, NULL, 0, record->verification.has_object = false)                                \
    X(otp_object_admin, sample_otp, "verification.otp.object", 0,                                                     \
      record->verification.object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN)                                  \
    X(otp_object_unspecified, sample_otp, "verification.otp.object", 0,                                               \
      record->verification.object = PHONENUM_VERIFICATION_OBJECT_UNSPECIFIED)                                         \
    X(admin_object, sample_admin, NULL, 0,                                                                            \
      (record->verification.has_object = true,                                                                        \
       record->verification.object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN))                                \
    X(admin_object_otp, sample_admin, "verification.admin.object", 0,                                                 \
      (record->verification.has_object = true,                                                                        \
       record->verification.object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP))                                  \
    X(otp_status_absent, sample_otp, "verification.otp.status", 0, record->verification.has_status = false)           \
    X(otp_status_unspecified, sample_otp, "verification.otp.status", 0,                                               \
      record->verification.status = PHONENUM_VERIFICATION_STATUS_UNSPECIFIED)                                         \
    X(otp_status_expired, sample_otp, NULL, 0, record->verification.status = PHONENUM_VERIFICATION_STATUS_EXPIRED)    \
    X(otp_status_past_last, sample_otp, "verification.otp.status", 0,                                                 \
      record->verification.status = (phonenum_verification_status)5)                                                  \
    X(admin_status_absent, sample_admin, "verification.admin.status", 0, record->verification.has_status = false)     \
    X(admin_status_failed, sample_admin, NULL, 0, record->verification.status = PHONENUM_VERIFICATION_STATUS_FAILED)  \
    X(otp_strategy_absent, sample_otp, "verification.otp.strategy", 0,                                                \
      record->verification.strategy.kind = PHONENUM_STRATEGY_NONE)                                                    \
    X(otp_strategy_unspecified, sample_otp, "verification.otp.strategy", 0,                                           \
      record->verification.strategy.known = PHONENUM_VERIFICATION_STRATEGY_UNSPECIFIED)                               \
    X(otp_strategy_past_last, sample_otp, "verification.otp.strategy", 0,                                             \
      record->verification.strategy.known = (phonenum_verification_strategy)6)                                        \
    X(otp_strategy_custom, sample_otp, NULL, 0, record->verification.strategy = custom("passkey"))                    \
    X(otp_strategy_custom_empty, sample_otp, NULL, 0, record->verification.strategy = custom(""))                     \
    X(otp_strategy_custom_absent, sample_otp, "verification.otp.strategy", 0,                                         \
      record->verification.strategy = custom(NULL))                                                                   \
    X(otp_strategy_kind_out_of_range, sample_otp, "verification.otp.strategy", 0,                                     \
      record->verification.strategy.kind = (phonenum_strategy_kind)9)                                                 \
    X(otp_strategy_spelled, sample_otp, "verification.otp.custom_strategy", 0,                                        \
      record->verification.strategy = custom("email_code"))                                                           \
    X(otp_strategy_spelled_admin, sample_otp, "verification.otp.custom_strategy", 0,                                  \
      record->verification.strategy = custom("admin"))                                                                \
    X(admin_strategy_absent, sample_admin, "verification.admin.strategy", 0,                                          \
      record->verification.strategy.kind = PHONENUM_STRATEGY_NONE)                                                    \
    X(admin_strategy_phone_code, sample_admin, "verification.admin.strategy", 0,                                      \
      record->verification.strategy.known = PHONENUM_VERIFICATION_STRATEGY_PHONE_CODE)                                \
    X(admin_strategy_custom, sample_admin, "verification.admin.strategy", 0,                                          \
      record->verification.strategy = custom("passkey"))                                                              \
    X(link_type_absent, sample_otp, "linked_to[0].type", 0, broken->links[0].type = phonenum_cstr(NULL))              \
    X(link_type_empty, sample_otp, "linked_to[1].type", 0, broken->links[1].type = PHONENUM_STR(""))                  \
    X(link_id_absent, sample_otp, "linked_to[1].id", 0, broken->links[1].id = phonenum_cstr(NULL))                    \
    X(link_id_empty, sample_otp, "linked_to[0].id", 0, broken->links[0].id = PHONENUM_STR(""))                        \
    X(links_none, sample_otp, NULL, 0, record->linked_to_count = 0)                                                   \
    X(created_at_absent, sample_otp, "created_at", 0, record->has_created_at = false)                                 \
    X(created_at_0, sample_otp, "created_at", 0, record->created_at = 0)                                              \
    X(created_at_negative, sample_otp, "created_at", 0, record->created_at = INT64_MIN)                               \
    X(created_at_1, sample_otp, NULL, 0, record->created_at = 1)                                                      \
    X(updated_at_absent, sample_otp, "updated_at", 0, record->has_updated_at = false)                                 \
    X(updated_at_equal, sample_otp, NULL, 0, record->updated_at = record->created_at)                                 \
    X(updated_at_before, sample_otp, "updated_at", 0, record->updated_at = record->created_at - 1)                    \
    X(updated_at_negative, sample_otp, "updated_at", 0, record->updated_at = -1)                                      \
    X(open_extra_json, sample_otp, NULL, 0, record->extra_json = PHONENUM_STR("{}"))                                  \
    X(closed_extra_json, sample_otp, "extra_json", CLOSED, record->extra_json = PHONENUM_STR("{}"))                   \
    X(closed_unknown, sample_otp, "unknown", CLOSED, record->unknown = one_field())                                   \
    X(closed_otp_extra_json, sample_otp, "verification.otp.extra_json", CLOSED,                                       \
      record->verification.extra_json = PHONENUM_STR("{}"))                                                           \
    X(closed_otp_unknown, sample_otp, "verification.otp.unknown", CLOSED, record->verification.unknown = one_field()) \
    X(closed_admin_extra_json, sample_admin, "verification.admin.extra_json", CLOSED,                                 \
      record->verification.extra_json = PHONENUM_STR("{}"))                                                           \
    X(closed_link_extra_json, sample_otp, "linked_to[1].extra_json", CLOSED,                                          \
      broken->links[1].extra_json = PHONENUM_STR("{}"))                                                               \
    X(closed_link_unknown, sample_otp, "linked_to[0].unknown", CLOSED, broken->links[0].unknown = one_field())        \
    X(closed_nothing, sample_otp, NULL, CLOSED, (void)record)

enum {
    CLOSED = PHONENUM_VALIDATE_CLOSED
};

static phonenum_strategy custom(const char *text)
{
    return (phonenum_strategy){.kind = PHONENUM_STRATEGY_CUSTOM, .custom = phonenum_cstr(text)};
}

static phonenum_bytes one_field(void)
{
    static const uint8_t field[] = {0xa0, 0x06, 0x07}; /* number 100, varint 7 */
    return (phonenum_bytes){field, sizeof field};
}

#define DEFINE_RULE(name, start, path, flags, statement) \
    static void rule_##name(sample *broken)              \
    {                                                    \
        start(broken);                                   \
        phonenum_record *record = &broken->record;       \
        (void)record;                                    \
        statement;                                       \
    }
RULES(DEFINE_RULE)

static const struct {
    const char *name;
    const char *path;
    unsigned flags;
    void (*make)(sample *broken);
} rules[] = {
#define RULE_ROW(name, start, path, flags, statement) {#name, path, flags, rule_##name},
    RULES(RULE_ROW)
#undef RULE_ROW
};

/* What a callback has seen. */
struct seen {
    size_t count;
    size_t stop_at; /* 0 for never */
    char paths[512];
};

static bool note_broken(void *context, const phonenum_error *broken)
{
    struct seen *seen = context;
    check_failure("callback", PHONENUM_ERR_RULE, broken, PHONENUM_ERR_RULE, 0, NULL);
    strcat(seen->paths, broken->field);
    strcat(seen->paths, " ");
    seen->count++;
    return seen->count != seen->stop_at;
}

static void test_validate_each_rule_broken_alone_is_reported_with_its_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        sample made;
        rules[i].make(&made);
        phonenum_error error = garbage_error();
        phonenum_status status = phonenum_validate(&made.record, rules[i].flags, &error);
        if (rules[i].path)
            check_failure(rules[i].name, status, &error, PHONENUM_ERR_RULE, 0, rules[i].path);
        else
            check_success(rules[i].name, status, &error);
    }
}

static void test_validate_each_rule_broken_alone_is_reported_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        sample made;
        rules[i].make(&made);
        struct seen seen = {0};
        phonenum_status status = phonenum_validate_each(&made.record, rules[i].flags, note_broken, &seen);
        if (seen.count != (rules[i].path ? 1 : 0) || status != (rules[i].path ? PHONENUM_ERR_RULE : PHONENUM_OK))
            fail_msg("%s: status %d, reported %s", rules[i].name, (int)status, seen.paths);
    }
}

static void test_validate_closed_rules_do_not_hold_without_the_flag(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        sample made;
        rules[i].make(&made);
        if (rules[i].flags == CLOSED)
            assert_int_equal(phonenum_validate(&made.record, 0, NULL), PHONENUM_OK);
    }
}

static void test_validate_null_error_still_gives_the_status(void **state)
{
    (void)state;
    sample made;
    sample_otp(&made);
    assert_int_equal(phonenum_validate(&made.record, 0, NULL), PHONENUM_OK);
    made.record.has_object = false;
    assert_int_equal(phonenum_validate(&made.record, 0, NULL), PHONENUM_ERR_RULE);
}

static void test_validate_empty_record_breaks_every_rule_of_presence(void **state)
{
    (void)state;
    const phonenum_record record = PHONENUM_RECORD_INIT;
    struct seen seen = {0};
    assert_int_equal(phonenum_validate_each(&record, 0, note_broken, &seen), PHONENUM_ERR_RULE);
    assert_string_equal(seen.paths, "object phone_number reserved created_at updated_at ");
}

/* Breaks a rule of every part of the record. */
static void break_many(sample *made)
{
    sample_full(made);
    made->record.has_object = false;
    made->record.verification.has_status = false;
    made->record.verification.object = PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN;
    made->links[0].type = PHONENUM_STR("");
    made->links[1].id = phonenum_cstr(NULL);
    made->record.created_at = -1;
    made->record.updated_at = -2;
}

static const char many_paths[] =
    "object verification.otp.object verification.otp.status verification.otp.extra_json verification.otp.unknown "
    "linked_to[0].type linked_to[0].extra_json linked_to[0].unknown linked_to[1].id created_at updated_at extra_json "
    "unknown ";

static void test_validate_many_broken_rules_are_reported_in_the_order_of_fields(void **state)
{
    (void)state;
    sample made;
    break_many(&made);
    struct seen seen = {0};
    assert_int_equal(phonenum_validate_each(&made.record, CLOSED, note_broken, &seen), PHONENUM_ERR_RULE);
    assert_string_equal(seen.paths, many_paths);
    phonenum_error error = garbage_error();
    check_failure("first", phonenum_validate(&made.record, CLOSED, &error), &error, PHONENUM_ERR_RULE, 0, "object");
}

static void test_validate_callback_that_has_enough_is_not_called_again(void **state)
{
    (void)state;
    sample made;
    break_many(&made);
    for (size_t stop_at = 1; stop_at <= 13; stop_at++) {
        struct seen seen = {.stop_at = stop_at};
        assert_int_equal(phonenum_validate_each(&made.record, CLOSED, note_broken, &seen), PHONENUM_ERR_RULE);
        assert_int_equal(seen.count, stop_at);
        assert_memory_equal(seen.paths, many_paths, strlen(seen.paths));
    }
}

static void test_validate_unknown_flag_is_refused(void **state)
{
    (void)state;
    sample made;
    sample_otp(&made);
    struct seen seen = {0};
    for (unsigned flag = 2; flag != 0; flag <<= 1) {
        phonenum_error error = garbage_error();
        phonenum_status status = phonenum_validate(&made.record, flag | CLOSED, &error);
        check_failure("flag", status, &error, PHONENUM_ERR_ARGUMENT, 0, "");
        assert_int_equal(phonenum_validate_each(&made.record, flag, note_broken, &seen), PHONENUM_ERR_ARGUMENT);
    }
    assert_int_equal(seen.count, 0);
}

static void test_validate_kind_of_verification_out_of_range_is_refused(void **state)
{
    (void)state;
    sample made;
    sample_otp(&made);
    made.record.verification.kind = (phonenum_verification_kind)9;
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_validate(&made.record, 0, &error);
    check_failure("kind", status, &error, PHONENUM_ERR_RECORD, 0, "verification");
}

static void test_validate_links_counted_but_not_there_are_refused(void **state)
{
    (void)state;
    sample made;
    sample_otp(&made);
    made.record.linked_to = NULL;
    struct seen seen = {0};
    phonenum_error error = garbage_error();
    phonenum_status status = phonenum_validate(&made.record, 0, &error);
    check_failure("links", status, &error, PHONENUM_ERR_RECORD, 0, "linked_to");
    assert_int_equal(phonenum_validate_each(&made.record, 0, note_broken, &seen), PHONENUM_ERR_RECORD);
    assert_int_equal(seen.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_validate_each_rule_broken_alone_is_reported_with_its_path),
        cmocka_unit_test(test_validate_each_rule_broken_alone_is_reported_once),
        cmocka_unit_test(test_validate_closed_rules_do_not_hold_without_the_flag),
        cmocka_unit_test(test_validate_null_error_still_gives_the_status),
        cmocka_unit_test(test_validate_empty_record_breaks_every_rule_of_presence),
        cmocka_unit_test(test_validate_many_broken_rules_are_reported_in_the_order_of_fields),
        cmocka_unit_test(test_validate_callback_that_has_enough_is_not_called_again),
        cmocka_unit_test(test_validate_unknown_flag_is_refused),
        cmocka_unit_test(test_validate_kind_of_verification_out_of_range_is_refused),
        cmocka_unit_test(test_validate_links_counted_but_not_there_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
