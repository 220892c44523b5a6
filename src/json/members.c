/*
 * The tables behind json_members.h.
 */
#include "json/members.h"

#include "record/schema.h"

#include <stddef.h>

#define MEMBER(name, kind, holder, value_member, has_member)                     \
    .quoted = ",\"" name "\":", .quoted_size = sizeof(name) + 2, .type = (kind), \
    .value = offsetof(holder, value_member), .has = offsetof(holder, has_member)

/* A member that has no other to say whether it is there. */
#define PLAIN(name, kind, holder, member) MEMBER(name, kind, holder, member, member)
#define FLAGGED(name, kind, holder, member) MEMBER(name, kind, holder, member, has_##member)
#define LIST(name, kind, holder, member) MEMBER(name, kind, holder, member, member##_count)

#define OTHER_NAME(name) .other_name = PHONENUM_STR_INIT(name)
#define NAMES(type, field) .names = &phonenum_##type##_names, .tag = field##_TAG
#define REQUIRED .required = true
#define NULLABLE .nullable = true
#define NULL_IF_ABSENT REQUIRED, NULLABLE, .absent = "null"

/* The API's. */

static const struct json_member record_members[] = {
    {PLAIN("id", JSON_TEXT, phonenum_record, id), NULLABLE},
    {FLAGGED("object", JSON_ENUM, phonenum_record, object), NAMES(phone_number_object, PHONE_NUMBER_OBJECT), REQUIRED},
    {PLAIN("phone_number", JSON_TEXT, phonenum_record, phone_number), REQUIRED},
    {FLAGGED("reserved_for_second_factor", JSON_BOOL, phonenum_record, reserved_for_second_factor), NULLABLE},
    {FLAGGED("default_second_factor", JSON_BOOL, phonenum_record, default_second_factor), NULLABLE},
    {FLAGGED("reserved", JSON_BOOL, phonenum_record, reserved), REQUIRED},
    {PLAIN("verification", JSON_VERIFICATION, phonenum_record, verification), NULL_IF_ABSENT},
    {LIST("linked_to", JSON_LINKS, phonenum_record, linked_to), REQUIRED, .absent = "[]"},
    {LIST("backup_codes", JSON_CODES, phonenum_record, backup_codes), NULLABLE},
    {FLAGGED("created_at", JSON_INT64, phonenum_record, created_at), REQUIRED},
    {FLAGGED("updated_at", JSON_INT64, phonenum_record, updated_at), REQUIRED},
};

/* An Admin's are the same but for the last. */
static const struct json_member verification_members[] = {
    {FLAGGED("object", JSON_ENUM, phonenum_verification, object), NAMES(verification_object, VERIFICATION_OBJECT),
     NULLABLE},
    {FLAGGED("status", JSON_ENUM, phonenum_verification, status), NAMES(verification_status, VERIFICATION_STATUS),
     REQUIRED},
    {PLAIN("strategy", JSON_STRATEGY, phonenum_verification, strategy),
     NAMES(verification_strategy, VERIFICATION_STRATEGY), REQUIRED},
    {FLAGGED("attempts", JSON_INT64, phonenum_verification, attempts), NULL_IF_ABSENT},
    {FLAGGED("expire_at", JSON_INT64, phonenum_verification, expire_at), NULL_IF_ABSENT},
    {PLAIN("verified_at_client", JSON_TEXT, phonenum_verification, verified_at_client), NULLABLE},
    {PLAIN("channel", JSON_TEXT, phonenum_verification, channel), NULLABLE},
};

static const struct json_member link_members[] = {
    {PLAIN("type", JSON_TEXT, phonenum_link, type), REQUIRED},
    {PLAIN("id", JSON_TEXT, phonenum_link, id), REQUIRED},
};

/* Those of protobuf's JSON mapping, by field numbers. */

static const struct json_member proto_record_members[] = {
    {PLAIN("id", JSON_TEXT, phonenum_record, id)},
    {FLAGGED("object", JSON_ENUM, phonenum_record, object), NAMES(phone_number_object, PHONE_NUMBER_OBJECT)},
    {PLAIN("phoneNumber", JSON_TEXT, phonenum_record, phone_number), OTHER_NAME("phone_number")},
    {FLAGGED("reservedForSecondFactor", JSON_BOOL, phonenum_record, reserved_for_second_factor),
     OTHER_NAME("reserved_for_second_factor")},
    {FLAGGED("defaultSecondFactor", JSON_BOOL, phonenum_record, default_second_factor),
     OTHER_NAME("default_second_factor")},
    {FLAGGED("reserved", JSON_BOOL, phonenum_record, reserved)},
    {PLAIN("otp", JSON_OTP, phonenum_record, verification)},
    {PLAIN("admin", JSON_ADMIN, phonenum_record, verification)},
    {LIST("linkedTo", JSON_LINKS, phonenum_record, linked_to), OTHER_NAME("linked_to")},
    {LIST("backupCodes", JSON_CODES, phonenum_record, backup_codes), OTHER_NAME("backup_codes")},
    {FLAGGED("createdAt", JSON_INT64, phonenum_record, created_at), OTHER_NAME("created_at")},
    {FLAGGED("updatedAt", JSON_INT64, phonenum_record, updated_at), OTHER_NAME("updated_at")},
    {PLAIN("extraJson", JSON_EXTRA, phonenum_record, extra_json), OTHER_NAME("extra_json")},
};

/* An Admin's are the same but for the last. */
static const struct json_member proto_verification_members[] = {
    {FLAGGED("object", JSON_ENUM, phonenum_verification, object), NAMES(verification_object, VERIFICATION_OBJECT)},
    {FLAGGED("status", JSON_ENUM, phonenum_verification, status), NAMES(verification_status, VERIFICATION_STATUS)},
    {PLAIN("strategy", JSON_KNOWN_STRATEGY, phonenum_verification, strategy),
     NAMES(verification_strategy, VERIFICATION_STRATEGY)},
    {PLAIN("customStrategy", JSON_CUSTOM_STRATEGY, phonenum_verification, strategy), OTHER_NAME("custom_strategy")},
    {FLAGGED("attempts", JSON_INT64, phonenum_verification, attempts)},
    {FLAGGED("expireAt", JSON_INT64, phonenum_verification, expire_at), OTHER_NAME("expire_at")},
    {PLAIN("verifiedAtClient", JSON_TEXT, phonenum_verification, verified_at_client), OTHER_NAME("verified_at_client")},
    {PLAIN("extraJson", JSON_EXTRA, phonenum_verification, extra_json), OTHER_NAME("extra_json")},
    {PLAIN("channel", JSON_TEXT, phonenum_verification, channel)},
};

static const struct json_member proto_link_members[] = {
    {PLAIN("type", JSON_TEXT, phonenum_link, type)},
    {PLAIN("id", JSON_TEXT, phonenum_link, id)},
    {PLAIN("extraJson", JSON_EXTRA, phonenum_link, extra_json), OTHER_NAME("extra_json")},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define TYPE(members, without, holder)                                 \
    {                                                                  \
        members, COUNT(members) - (without), offsetof(holder, unknown) \
    }

const struct json_object_type *phonenum_json_object_type(phonenum_json_dialect dialect, enum json_object_kind kind)
{
    static const struct json_object_type types[][4] = {
        [PHONENUM_JSON_API] = {[JSON_OBJECT_RECORD] = TYPE(record_members, 0, phonenum_record),
                               [JSON_OBJECT_OTP] = TYPE(verification_members, 0, phonenum_verification),
                               [JSON_OBJECT_ADMIN] = TYPE(verification_members, 1, phonenum_verification),
                               [JSON_OBJECT_LINK] = TYPE(link_members, 0, phonenum_link)},
        [PHONENUM_JSON_PROTO] = {[JSON_OBJECT_RECORD] = TYPE(proto_record_members, 0, phonenum_record),
                                 [JSON_OBJECT_OTP] = TYPE(proto_verification_members, 0, phonenum_verification),
                                 [JSON_OBJECT_ADMIN] = TYPE(proto_verification_members, 1, phonenum_verification),
                                 [JSON_OBJECT_LINK] = TYPE(proto_link_members, 0, phonenum_link)},
    };
    return &types[dialect][kind];
}

size_t phonenum_json_find_member(const struct json_object_type *type, json_string name)
{
    size_t index = 0;
    for (; index < type->count; index++) {
        const struct json_member *member = &type->members[index];
        if (phonenum_json_string_is(name, json_member_name(member).raw) ||
            (member->other_name.data && phonenum_json_string_is(name, member->other_name)))
            break;
    }
    return index;
}
