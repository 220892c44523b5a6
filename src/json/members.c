/*
 * The tables of members.
 */
#include "json/members.h"

#include "record/schema.h"

#include "base/names.h"

#include <stddef.h>

#define MEMBER(name, kind, holder, value_member, has_member)                     \
    .quoted = ",\"" name "\":", .quoted_size = sizeof(name) + 2, .type = (kind), \
    .value = offsetof(holder, value_member), .has = offsetof(holder, has_member)

/* A member without a has_ or a count. */
#define PLAIN(name, kind, holder, member) MEMBER(name, kind, holder, member, member)
#define FLAGGED(name, kind, holder, member) MEMBER(name, kind, holder, member, has_##member)
#define LIST(name, kind, holder, member) MEMBER(name, kind, holder, member, member##_count)

#define OTHER_NAME(name) .other_name = PHONENUM_STR_INIT(name)
#define NAMES(enumeration, field) .names = &phonenum_enum_names[ENUM_##enumeration], .tag = field##_TAG
#define REQUIRED .required = true
#define NULLABLE .nullable = true
#define NULL_IF_ABSENT REQUIRED, NULLABLE, .absent = "null"

/* The API's JSON. */

static const struct json_member record_members[] = {
    {PLAIN("id", JSON_TEXT, phonenum_record, id), NULLABLE},
    {FLAGGED("object", JSON_ENUM, phonenum_record, object), NAMES(PHONE_NUMBER_OBJECT, RECORD_OBJECT), REQUIRED},
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

#define VERIFICATION_MEMBERS                                                                                           \
    {FLAGGED("object", JSON_ENUM, phonenum_verification, object), NAMES(VERIFICATION_OBJECT, VERIFICATION_OBJECT),     \
     NULLABLE},                                                                                                        \
        {FLAGGED("status", JSON_ENUM, phonenum_verification, status), NAMES(VERIFICATION_STATUS, VERIFICATION_STATUS), \
         REQUIRED},                                                                                                    \
        {PLAIN("strategy", JSON_STRATEGY, phonenum_verification, strategy),                                            \
         NAMES(VERIFICATION_STRATEGY, VERIFICATION_STRATEGY), REQUIRED},                                               \
        {FLAGGED("attempts", JSON_INT64, phonenum_verification, attempts), NULL_IF_ABSENT},                            \
        {FLAGGED("expire_at", JSON_INT64, phonenum_verification, expire_at), NULL_IF_ABSENT},                          \
    {                                                                                                                  \
        PLAIN("verified_at_client", JSON_TEXT, phonenum_verification, verified_at_client), NULLABLE                    \
    }

/* Members that an Admin verification does not have come after the shared ones. */
static const struct json_member admin_members[] = {VERIFICATION_MEMBERS};
static const struct json_member otp_members[] = {
    VERIFICATION_MEMBERS,
    {PLAIN("channel", JSON_TEXT, phonenum_verification, channel), NULLABLE},
};

static const struct json_member link_members[] = {
    {PLAIN("type", JSON_TEXT, phonenum_link, type), REQUIRED},
    {PLAIN("id", JSON_TEXT, phonenum_link, id), REQUIRED},
};

/* Protobuf's JSON, made from the schema. The names in the .proto are read too. */

#define PROTO_TEXT(name, holder, field, member, detail) PLAIN(name, JSON_TEXT, holder, member), OTHER_NAME(#member)
#define PROTO_JSON(name, holder, field, member, detail) PLAIN(name, JSON_EXTRA, holder, member), OTHER_NAME(#member)
#define PROTO_BOOL(name, holder, field, member, detail) FLAGGED(name, JSON_BOOL, holder, member), OTHER_NAME(#member)
#define PROTO_INT64(name, holder, field, member, detail) FLAGGED(name, JSON_INT64, holder, member), OTHER_NAME(#member)
#define PROTO_ENUM(name, holder, field, member, enumeration) \
    FLAGGED(name, JSON_ENUM, holder, member), NAMES(enumeration, field), OTHER_NAME(#member)
#define PROTO_STRATEGY(name, holder, field, member, enumeration) \
    PLAIN(name, JSON_KNOWN_STRATEGY, holder, strategy), NAMES(enumeration, field), OTHER_NAME(#member)
#define PROTO_CUSTOM_STRATEGY(name, holder, field, member, detail) \
    PLAIN(name, JSON_CUSTOM_STRATEGY, holder, strategy), OTHER_NAME(#member)
#define PROTO_OTP(name, holder, field, member, detail) PLAIN(name, JSON_OTP, holder, verification)
#define PROTO_ADMIN(name, holder, field, member, detail) PLAIN(name, JSON_ADMIN, holder, verification)
#define PROTO_LINKS(name, holder, field, member, detail) LIST(name, JSON_LINKS, holder, member), OTHER_NAME(#member)
#define PROTO_CODES(name, holder, field, member, detail) LIST(name, JSON_CODES, holder, member), OTHER_NAME(#member)

#define PROTO(holder, KIND, field, member, name, detail) {PROTO_##KIND(name, holder, field, member, detail)},
#define PROTO_RECORD(MESSAGE, KIND, FIELD, ...) PROTO(phonenum_record, KIND, RECORD_##FIELD, __VA_ARGS__)
#define PROTO_VERIFICATION(MESSAGE, KIND, FIELD, ...) \
    PROTO(phonenum_verification, KIND, VERIFICATION_##FIELD, __VA_ARGS__)
#define PROTO_LINK(MESSAGE, KIND, FIELD, ...) PROTO(phonenum_link, KIND, LINK_##FIELD, __VA_ARGS__)

static const struct json_member proto_record_members[] = {RECORD_FIELDS(PROTO_RECORD)};
static const struct json_member proto_otp_members[] = {VERIFICATION_FIELDS(PROTO_VERIFICATION, PROTO_VERIFICATION)};
static const struct json_member proto_admin_members[] = {VERIFICATION_FIELDS(PROTO_VERIFICATION, NO_ROW)};
static const struct json_member proto_link_members[] = {LINK_FIELDS(PROTO_LINK)};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define TYPE(members, MESSAGE, holder)                                       \
    {                                                                        \
        members, COUNT(members), SCHEMA_##MESSAGE, offsetof(holder, unknown) \
    }

#define MEMBERS_FIT(members) _Static_assert(COUNT(members) <= JSON_MEMBERS_MAX, "raise JSON_MEMBERS_MAX")
MEMBERS_FIT(record_members);
MEMBERS_FIT(otp_members);
MEMBERS_FIT(link_members);
MEMBERS_FIT(proto_record_members);
MEMBERS_FIT(proto_otp_members);
MEMBERS_FIT(proto_link_members);
_Static_assert(JSON_MEMBERS_MAX <= 8 * sizeof(json_member_set), "a set has a bit for each member");

const struct json_object_type *phonenum_json_object_type(phonenum_json_dialect dialect, enum json_object_kind kind)
{
    static const struct json_object_type types[][4] = {
        [PHONENUM_JSON_API] = {[JSON_OBJECT_RECORD] = TYPE(record_members, RECORD, phonenum_record),
                               [JSON_OBJECT_OTP] = TYPE(otp_members, OTP, phonenum_verification),
                               [JSON_OBJECT_ADMIN] = TYPE(admin_members, ADMIN, phonenum_verification),
                               [JSON_OBJECT_LINK] = TYPE(link_members, LINK, phonenum_link)},
        [PHONENUM_JSON_PROTO] = {[JSON_OBJECT_RECORD] = TYPE(proto_record_members, RECORD, phonenum_record),
                                 [JSON_OBJECT_OTP] = TYPE(proto_otp_members, OTP, phonenum_verification),
                                 [JSON_OBJECT_ADMIN] = TYPE(proto_admin_members, ADMIN, phonenum_verification),
                                 [JSON_OBJECT_LINK] = TYPE(proto_link_members, LINK, phonenum_link)},
    };
    return &types[dialect][kind];
}

static const char *const dialects[] = {[PHONENUM_JSON_API] = "api", [PHONENUM_JSON_PROTO] = "proto"};

DEFINE_NAMES(json_dialect, dialects)

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
