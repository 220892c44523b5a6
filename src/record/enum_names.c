/*
 * Enum values and their names.
 */
#include "record/enum_names.h"

#include "base/names.h"

#include <string.h>

static bool is_same(phonenum_str a, phonenum_str b)
{
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

uint32_t phonenum_value_of_api_name(const struct enum_names *names, phonenum_str name)
{
    uint32_t value = names->last;
    while (value > 0 && !is_same(names->list[value].api, name))
        value--;
    return value;
}

uint32_t phonenum_value_of_schema_name(const struct enum_names *names, phonenum_str name)
{
    uint32_t value = 0;
    while (value <= names->last && !is_same(names->list[value].schema, name))
        value++;
    return value;
}

#define UNNAMED(value) [PHONENUM_##value] = {{NULL, 0}, PHONENUM_STR_INIT(#value), ""}
#define NAMED(value, name) [PHONENUM_##value] = {PHONENUM_STR_INIT(name), PHONENUM_STR_INIT(#value), "\"" name "\""}

static const struct enum_name phone_number_objects[] = {
    UNNAMED(PHONE_NUMBER_OBJECT_UNSPECIFIED),
    NAMED(PHONE_NUMBER_OBJECT_PHONE_NUMBER, "phone_number"),
};

static const struct enum_name verification_objects[] = {
    UNNAMED(VERIFICATION_OBJECT_UNSPECIFIED),
    NAMED(VERIFICATION_OBJECT_VERIFICATION_OTP, "verification_otp"),
    NAMED(VERIFICATION_OBJECT_VERIFICATION_ADMIN, "verification_admin"),
};

static const struct enum_name verification_statuses[] = {
    UNNAMED(VERIFICATION_STATUS_UNSPECIFIED),        NAMED(VERIFICATION_STATUS_UNVERIFIED, "unverified"),
    NAMED(VERIFICATION_STATUS_VERIFIED, "verified"), NAMED(VERIFICATION_STATUS_FAILED, "failed"),
    NAMED(VERIFICATION_STATUS_EXPIRED, "expired"),
};

static const struct enum_name verification_strategies[] = {
    UNNAMED(VERIFICATION_STRATEGY_UNSPECIFIED),
    NAMED(VERIFICATION_STRATEGY_PHONE_CODE, "phone_code"),
    NAMED(VERIFICATION_STRATEGY_EMAIL_CODE, "email_code"),
    NAMED(VERIFICATION_STRATEGY_RESET_PASSWORD_EMAIL_CODE, "reset_password_email_code"),
    NAMED(VERIFICATION_STRATEGY_RESET_PASSWORD_PHONE_CODE, "reset_password_phone_code"),
    NAMED(VERIFICATION_STRATEGY_ADMIN, "admin"),
};

#define LIST(names, LAST) \
    {                     \
        names, LAST       \
    }

const struct enum_names phonenum_enum_names[] = {
    [ENUM_PHONE_NUMBER_OBJECT] = LIST(phone_number_objects, PHONE_NUMBER_OBJECT_LAST),
    [ENUM_VERIFICATION_OBJECT] = LIST(verification_objects, VERIFICATION_OBJECT_LAST),
    [ENUM_VERIFICATION_STATUS] = LIST(verification_statuses, VERIFICATION_STATUS_LAST),
    [ENUM_VERIFICATION_STRATEGY] = LIST(verification_strategies, VERIFICATION_STRATEGY_LAST),
};

#define DEFINE_SCHEMA_NAMES(type, names, ENUMERATION)                                                         \
    _Static_assert(sizeof(names) / sizeof(names)[0] == ENUMERATION##_LAST + 1, "a value has no name");        \
    const char *phonenum_##type##_name(phonenum_##type value)                                                 \
    {                                                                                                         \
        return (uint32_t)value <= ENUMERATION##_LAST ? (names)[value].api.data : NULL;                        \
    }                                                                                                         \
    bool phonenum_##type##_from_name(phonenum_str name, phonenum_##type *value)                               \
    {                                                                                                         \
        *value = (phonenum_##type)phonenum_value_of_api_name(&phonenum_enum_names[ENUM_##ENUMERATION], name); \
        return *value != 0;                                                                                   \
    }

DEFINE_SCHEMA_NAMES(phone_number_object, phone_number_objects, PHONE_NUMBER_OBJECT)
DEFINE_SCHEMA_NAMES(verification_object, verification_objects, VERIFICATION_OBJECT)
DEFINE_SCHEMA_NAMES(verification_status, verification_statuses, VERIFICATION_STATUS)
DEFINE_SCHEMA_NAMES(verification_strategy, verification_strategies, VERIFICATION_STRATEGY)

static const char *const verification_kinds[] = {
    [PHONENUM_VERIFICATION_NONE] = "none",
    [PHONENUM_VERIFICATION_OTP] = "otp",
    [PHONENUM_VERIFICATION_ADMIN] = "admin",
};

static const char *const strategy_kinds[] = {
    [PHONENUM_STRATEGY_NONE] = "none",
    [PHONENUM_STRATEGY_KNOWN] = "known",
    [PHONENUM_STRATEGY_CUSTOM] = "custom",
};

DEFINE_NAMES(verification_kind, verification_kinds)
DEFINE_NAMES(strategy_kind, strategy_kinds)

phonenum_str phonenum_strategy_text(const phonenum_strategy *strategy)
{
    if (strategy->kind == PHONENUM_STRATEGY_CUSTOM)
        return strategy->custom;
    bool is_known = strategy->kind == PHONENUM_STRATEGY_KNOWN;
    return phonenum_cstr(is_known ? phonenum_verification_strategy_name(strategy->known) : NULL);
}

phonenum_strategy phonenum_strategy_from_text(phonenum_str text)
{
    phonenum_strategy strategy = {.kind = PHONENUM_STRATEGY_NONE};
    if (phonenum_verification_strategy_from_name(text, &strategy.known))
        strategy.kind = PHONENUM_STRATEGY_KNOWN;
    else if (text.data)
        strategy = (phonenum_strategy){.kind = PHONENUM_STRATEGY_CUSTOM, .custom = text};
    return strategy;
}
