/*
 * The tables of the members of both JSON forms, in the order of writing. Reading and writing both use them.
 */
#ifndef PHONENUM_SRC_JSON_MEMBERS_H
#define PHONENUM_SRC_JSON_MEMBERS_H

#include "record/enum_names.h"
#include "json/scan.h"
#include "json/word.h"

#include <phonenum/json.h>

/* The type of a member's value, and what it is in the struct. */
enum json_type {
    JSON_TEXT,            /* a phonenum_str */
    JSON_EXTRA,           /* a phonenum_str that holds JSON */
    JSON_BOOL,            /* a bool and its has_ */
    JSON_INT64,           /* an int64_t and its has_ */
    JSON_ENUM,            /* an enum and its has_ */
    JSON_STRATEGY,        /* a phonenum_strategy, as text */
    JSON_KNOWN_STRATEGY,  /* a phonenum_strategy, if it is known */
    JSON_CUSTOM_STRATEGY, /* a phonenum_strategy, if it is custom */
    JSON_VERIFICATION,    /* a phonenum_verification */
    JSON_OTP,             /* a phonenum_verification, if it is OTP */
    JSON_ADMIN,           /* a phonenum_verification, if it is Admin */
    JSON_LINKS,           /* a list of phonenum_link and its count */
    JSON_CODES            /* a list of phonenum_str and its count */
};

enum {
    /* The most members that an object has. Writing an object puts a value for each of them on the stack. */
    JSON_MEMBERS_MAX = 16
};

struct json_member {
    char quoted[JSON_PATTERN_SIZE + 1]; /* comma, name in quotes, colon; padded with NUL */
    uint8_t quoted_size;                /* without the comma and the padding */
    uint8_t type;                       /* an enum json_type */
    uint8_t tag;                        /* of the field on the wire, for an enum */
    bool required;                      /* strict reading requires it */
    bool nullable;                      /* strict reading allows null */
    uint16_t value;                     /* offset of the value in the struct */
    uint16_t has;                       /* offset of its has_ or count */
    phonenum_str other_name;            /* is read too; absent if there is none */
    const char *absent;                 /* the JSON for an absent value; NULL: the member is left out */
    const struct enum_names *names;
};

struct json_object_type {
    const struct json_member *members;
    size_t count;
    enum schema_message message;
    size_t unknown; /* offset of the unknown fields in the struct */
};

enum json_object_kind {
    JSON_OBJECT_RECORD,
    JSON_OBJECT_OTP,
    JSON_OBJECT_ADMIN,
    JSON_OBJECT_LINK
};

const struct json_object_type *phonenum_json_object_type(phonenum_json_dialect dialect, enum json_object_kind kind);

/* A set of an object's members: bit 1 << index for each member. */
typedef unsigned json_member_set;

static inline json_string json_member_name(const struct json_member *member)
{
    return (json_string){{member->quoted + 2, (size_t)member->quoted_size - 3}, false};
}

/* The member of unknown fields, in base64, if that is asked for. */
static const phonenum_str json_unknown_name = PHONENUM_STR_INIT("@unknown");

/* The index of the member with this name; type->count if there is none. */
size_t phonenum_json_find_member(const struct json_object_type *type, const json_string *name);

#endif
