/*
 * The tables behind json_members.h.
 */
#include "json_members.h"

static const struct json_member record_members[] = {
    [JSON_RECORD_ID] = {"id", NULL, false, true},
    [JSON_RECORD_OBJECT] = {"object", NULL, true, false},
    [JSON_RECORD_PHONE_NUMBER] = {"phone_number", NULL, true, false},
    [JSON_RECORD_RESERVED_FOR_SECOND_FACTOR] = {"reserved_for_second_factor", NULL, false, true},
    [JSON_RECORD_DEFAULT_SECOND_FACTOR] = {"default_second_factor", NULL, false, true},
    [JSON_RECORD_RESERVED] = {"reserved", NULL, true, false},
    [JSON_RECORD_VERIFICATION] = {"verification", "null", true, true},
    [JSON_RECORD_LINKED_TO] = {"linked_to", "[]", true, false},
    [JSON_RECORD_BACKUP_CODES] = {"backup_codes", NULL, false, true},
    [JSON_RECORD_CREATED_AT] = {"created_at", NULL, true, false},
    [JSON_RECORD_UPDATED_AT] = {"updated_at", NULL, true, false},
};

/* An Admin's are the same but for the last. */
static const struct json_member verification_members[] = {
    [JSON_VERIFICATION_OBJECT] = {"object", NULL, false, true},
    [JSON_VERIFICATION_STATUS] = {"status", NULL, true, false},
    [JSON_VERIFICATION_STRATEGY] = {"strategy", NULL, true, false},
    [JSON_VERIFICATION_ATTEMPTS] = {"attempts", "null", true, true},
    [JSON_VERIFICATION_EXPIRE_AT] = {"expire_at", "null", true, true},
    [JSON_VERIFICATION_VERIFIED_AT_CLIENT] = {"verified_at_client", NULL, false, true},
    [JSON_VERIFICATION_CHANNEL] = {"channel", NULL, false, true},
};

static const struct json_member link_members[] = {
    [JSON_LINK_TYPE] = {"type", NULL, true, false},
    [JSON_LINK_ID] = {"id", NULL, true, false},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

const struct json_object_type *phonenum_json_object_type(enum json_object_kind kind)
{
    static const struct json_object_type types[] = {
        [JSON_RECORD] = {record_members, COUNT(record_members)},
        [JSON_OTP] = {verification_members, COUNT(verification_members)},
        [JSON_ADMIN] = {verification_members, COUNT(verification_members) - 1},
        [JSON_LINK] = {link_members, COUNT(link_members)},
    };
    return &types[kind];
}

int phonenum_json_find_member(const struct json_object_type *type, json_string name)
{
    for (size_t i = 0; i < type->count; i++) {
        if (phonenum_json_string_is(name, type->members[i].name))
            return (int)i;
    }
    return -1;
}
