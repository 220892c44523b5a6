/*
 * Compares C++ protobuf's message with the record.
 */
#ifndef PHONENUM_TESTS_DIFFERENTIAL_COMPARE_H
#define PHONENUM_TESTS_DIFFERENTIAL_COMPARE_H

#include <phonenum/codec.h>
#include <phonenum/v1/phone_number.pb.h>
#include <string>

namespace differential
{

/* The first member that differs, or NULL. */
using Difference = const char *;

inline bool same_text(bool has, const std::string &text, phonenum_str ours)
{
    return has == (ours.data != nullptr) && (!has || text == std::string(ours.data, ours.size));
}

#define SAME_TEXT(message, ours, name)                                     \
    if (!same_text((message).has_##name(), (message).name(), (ours).name)) \
    return #name
#define SAME_NUMBER(message, ours, name)                                                                       \
    if ((message).has_##name() != (ours).has_##name || ((ours).has_##name && (message).name() != (ours).name)) \
    return #name
#define SAME_ENUM(message, ours, name)                                                              \
    if ((message).has_##name() != (ours).has_##name ||                                              \
        ((ours).has_##name && static_cast<int>((message).name()) != static_cast<int>((ours).name))) \
    return #name

template <typename Message> Difference compare_verification(const Message &message, const phonenum_verification &ours)
{
    SAME_ENUM(message, ours, object);
    SAME_ENUM(message, ours, status);
    if (message.has_strategy() != (ours.strategy.kind == PHONENUM_STRATEGY_KNOWN) ||
        (message.has_strategy() && static_cast<int>(message.strategy()) != static_cast<int>(ours.strategy.known)))
        return "strategy";
    if (message.has_custom_strategy() != (ours.strategy.kind == PHONENUM_STRATEGY_CUSTOM) ||
        (message.has_custom_strategy() && !same_text(true, message.custom_strategy(), ours.strategy.custom)))
        return "custom_strategy";
    SAME_NUMBER(message, ours, attempts);
    SAME_NUMBER(message, ours, expire_at);
    SAME_TEXT(message, ours, verified_at_client);
    SAME_TEXT(message, ours, extra_json);
    return nullptr;
}

inline Difference compare_either_verification(const phonenum::v1::PhoneNumber &message,
                                              const phonenum_verification &ours)
{
    if (message.has_otp() != (ours.kind == PHONENUM_VERIFICATION_OTP) ||
        message.has_admin() != (ours.kind == PHONENUM_VERIFICATION_ADMIN))
        return "kind of verification";
    if (message.has_otp())
        SAME_TEXT(message.otp(), ours, channel);
    if (message.has_otp())
        return compare_verification(message.otp(), ours);
    return message.has_admin() ? compare_verification(message.admin(), ours) : nullptr;
}

inline Difference compare_lists(const phonenum::v1::PhoneNumber &message, const phonenum_record &ours)
{
    if (static_cast<size_t>(message.linked_to_size()) != ours.linked_to_count)
        return "links";
    for (int i = 0; i < message.linked_to_size(); i++) {
        SAME_TEXT(message.linked_to(i), ours.linked_to[i], type);
        SAME_TEXT(message.linked_to(i), ours.linked_to[i], id);
        SAME_TEXT(message.linked_to(i), ours.linked_to[i], extra_json);
    }
    if (static_cast<size_t>(message.backup_codes_size()) != ours.backup_codes_count)
        return "codes";
    for (int i = 0; i < message.backup_codes_size(); i++) {
        if (!same_text(true, message.backup_codes(i), ours.backup_codes[i]))
            return "code";
    }
    return nullptr;
}

inline Difference compare(const phonenum::v1::PhoneNumber &message, const phonenum_record &ours)
{
    SAME_TEXT(message, ours, id);
    SAME_ENUM(message, ours, object);
    SAME_TEXT(message, ours, phone_number);
    SAME_NUMBER(message, ours, reserved_for_second_factor);
    SAME_NUMBER(message, ours, default_second_factor);
    SAME_NUMBER(message, ours, reserved);
    SAME_NUMBER(message, ours, created_at);
    SAME_NUMBER(message, ours, updated_at);
    SAME_TEXT(message, ours, extra_json);
    if (Difference difference = compare_either_verification(message, ours.verification))
        return difference;
    return compare_lists(message, ours);
}

#undef SAME_TEXT
#undef SAME_NUMBER
#undef SAME_ENUM

} // namespace differential

#endif
