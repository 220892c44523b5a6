/*
 * The members of the JSON form, in the API's order, which is the order they are written in.
 */
#ifndef PHONENUM_SRC_JSON_MEMBERS_H
#define PHONENUM_SRC_JSON_MEMBERS_H

#include "json_scan.h"

enum json_record_member {
    JSON_RECORD_ID,
    JSON_RECORD_OBJECT,
    JSON_RECORD_PHONE_NUMBER,
    JSON_RECORD_RESERVED_FOR_SECOND_FACTOR,
    JSON_RECORD_DEFAULT_SECOND_FACTOR,
    JSON_RECORD_RESERVED,
    JSON_RECORD_VERIFICATION,
    JSON_RECORD_LINKED_TO,
    JSON_RECORD_BACKUP_CODES,
    JSON_RECORD_CREATED_AT,
    JSON_RECORD_UPDATED_AT
};

enum json_verification_member {
    JSON_VERIFICATION_OBJECT,
    JSON_VERIFICATION_STATUS,
    JSON_VERIFICATION_STRATEGY,
    JSON_VERIFICATION_ATTEMPTS,
    JSON_VERIFICATION_EXPIRE_AT,
    JSON_VERIFICATION_VERIFIED_AT_CLIENT,
    JSON_VERIFICATION_CHANNEL
};

enum json_link_member {
    JSON_LINK_TYPE,
    JSON_LINK_ID
};

/* The most members that one object has. */
enum {
    JSON_MEMBERS_MAX = 11
};

struct json_member {
    const char *name;
    const char *absent; /* the JSON written where there is no value; NULL: the member is left out */
    bool required;      /* strict reading asks for it */
    bool nullable;      /* strict reading takes null for it */
};

enum json_object_kind {
    JSON_RECORD,
    JSON_OTP,
    JSON_ADMIN,
    JSON_LINK
};

struct json_object_type {
    const struct json_member *members;
    size_t count;
};

/* A set of an object's members: bit 1 << index for each. */
typedef unsigned json_member_set;

const struct json_object_type *phonenum_json_object_type(enum json_object_kind kind);

/* Index of the member with this name; -1 where the object has none. */
int phonenum_json_find_member(const struct json_object_type *type, json_string name);

/*
 * Reads an extra_json as reading would read the object it belongs to, to see what becomes of it.
 *
 * *kept is what would come into extra_json again, absent if nothing; *known are the members it has that the schema
 * knows. `open` counts the objects and arrays around the object; `depth` limits them.
 */
phonenum_status phonenum_json_read_extra(enum json_object_kind kind, phonenum_str extra_json, size_t open, size_t depth,
                                         phonenum_arena *arena, phonenum_str *kept, json_member_set *known,
                                         phonenum_error *error);

#endif
