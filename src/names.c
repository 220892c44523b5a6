/*
 * Enum values and the names that the JSON form has for them.
 */
#include "schema.h"

#include <phonenum/record.h>

static const char *const phone_number_object_names[] = {
    [PHONENUM_PHONE_NUMBER_OBJECT_PHONE_NUMBER] = "phone_number",
};

static const char *const verification_object_names[] = {
    [PHONENUM_VERIFICATION_OBJECT_VERIFICATION_OTP] = "verification_otp",
    [PHONENUM_VERIFICATION_OBJECT_VERIFICATION_ADMIN] = "verification_admin",
};

static const char *const verification_status_names[] = {
    [PHONENUM_VERIFICATION_STATUS_UNVERIFIED] = "unverified",
    [PHONENUM_VERIFICATION_STATUS_VERIFIED] = "verified",
    [PHONENUM_VERIFICATION_STATUS_FAILED] = "failed",
    [PHONENUM_VERIFICATION_STATUS_EXPIRED] = "expired",
};

static const char *const verification_strategy_names[] = {
    [PHONENUM_VERIFICATION_STRATEGY_PHONE_CODE] = "phone_code",
    [PHONENUM_VERIFICATION_STRATEGY_EMAIL_CODE] = "email_code",
    [PHONENUM_VERIFICATION_STRATEGY_RESET_PASSWORD_EMAIL_CODE] = "reset_password_email_code",
    [PHONENUM_VERIFICATION_STRATEGY_RESET_PASSWORD_PHONE_CODE] = "reset_password_phone_code",
    [PHONENUM_VERIFICATION_STRATEGY_ADMIN] = "admin",
};

static const char *name_of(const char *const names[], uint32_t last, uint32_t value)
{
    return value <= last ? names[value] : NULL;
}

static uint32_t value_of(const char *const names[], uint32_t last, phonenum_str name)
{
    for (uint32_t value = 1; value <= last; value++) {
        size_t size = 0;
        while (size < name.size && names[value][size] != '\0' && names[value][size] == name.data[size])
            size++;
        if (size == name.size && names[value][size] == '\0')
            return value;
    }
    return 0;
}

#define DEFINE_NAMES(type, LAST)                                                                                    \
    _Static_assert(sizeof type##_names / sizeof type##_names[0] == (LAST) + 1, "a value of " #type " has no name"); \
    const char *phonenum_##type##_name(phonenum_##type value)                                                       \
    {                                                                                                               \
        return name_of(type##_names, LAST, (uint32_t)value);                                                        \
    }                                                                                                               \
    phonenum_##type phonenum_##type##_from_name(phonenum_str name)                                                  \
    {                                                                                                               \
        return (phonenum_##type)value_of(type##_names, LAST, name);                                                 \
    }

DEFINE_NAMES(phone_number_object, PHONE_NUMBER_OBJECT_LAST)
DEFINE_NAMES(verification_object, VERIFICATION_OBJECT_LAST)
DEFINE_NAMES(verification_status, VERIFICATION_STATUS_LAST)
DEFINE_NAMES(verification_strategy, VERIFICATION_STRATEGY_LAST)
