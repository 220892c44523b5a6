/*
 * The tables of members.
 */
#include "json/members.h"

#include "base/names.h"
#include "json/rows.h"

#define OTHER_NAME(name) .other_name = PHONENUM_STR_INIT(name)

/* The API's JSON. */

#define TABLE_ROW(...) {__VA_ARGS__},
static const struct json_member record_members[] = {RECORD_MEMBERS(TABLE_ROW)};
static const struct json_member otp_members[] = {OTP_MEMBERS(TABLE_ROW)};
static const struct json_member admin_members[] = {ADMIN_MEMBERS(TABLE_ROW)};
static const struct json_member link_members[] = {LINK_MEMBERS(TABLE_ROW)};

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

/* phonenum_json_string_is(), inline for strings of another size without escapes, as almost all are. */
static inline bool is_named(const json_string *name, phonenum_str text)
{
    return (name->escaped || name->raw.size == text.size) && phonenum_json_string_is(*name, text);
}

size_t phonenum_json_find_member(const struct json_object_type *type, const json_string *name)
{
    size_t index = 0;
    for (; index < type->count; index++) {
        const struct json_member *member = &type->members[index];
        if (is_named(name, json_member_name(member).raw) ||
            (member->other_name.data && is_named(name, member->other_name)))
            break;
    }
    return index;
}
