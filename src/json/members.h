/*
 * The members of both JSON forms, in the order in which they are written: what reading and writing go by.
 */
#ifndef PHONENUM_SRC_JSON_MEMBERS_H
#define PHONENUM_SRC_JSON_MEMBERS_H

#include "record/enum_names.h"
#include "json/scan.h"
#include "json/word.h"

#include <phonenum/json.h>

/* What a member's value is, and what it is in the struct. */
enum json_type {
    JSON_TEXT,            /* a phonenum_str */
    JSON_EXTRA,           /* the same, which holds JSON */
    JSON_BOOL,            /* a bool and its has_ */
    JSON_INT64,           /* an int64_t and its has_ */
    JSON_ENUM,            /* an enum and its has_ */
    JSON_STRATEGY,        /* a phonenum_strategy, by its text */
    JSON_KNOWN_STRATEGY,  /* a phonenum_strategy, if it is known */
    JSON_CUSTOM_STRATEGY, /* a phonenum_strategy, if it is not */
    JSON_VERIFICATION,    /* a phonenum_verification */
    JSON_OTP,             /* a phonenum_verification, if it is of this kind */
    JSON_ADMIN,           /* the same */
    JSON_LINKS,           /* a list of phonenum_link and its count */
    JSON_CODES            /* a list of phonenum_str and its count */
};

enum {
    /* The most members that an object has. Values of so many lie on the stack while an object is written. */
    JSON_MEMBERS_MAX = 16
};

struct json_member {
    char quoted[JSON_PATTERN_SIZE + 1]; /* a comma, and the name with quotes and colon; filled up with NUL */
    uint8_t quoted_size;                /* without the comma */
    uint8_t type;                       /* an enum json_type */
    uint8_t tag;                        /* of an enum's field on the wire */
    bool required;                      /* strict reading asks for it */
    bool nullable;                      /* strict reading takes null for it */
    uint16_t value;                     /* offsets in the struct: of the value, */
    uint16_t has;                       /* and of its has_ or count */
    phonenum_str other_name;            /* which is read too; absent if there is none */
    const char *absent;                 /* the JSON written where there is no value; NULL: the member is left out */
    const struct enum_names *names;
};

struct json_object_type {
    const struct json_member *members;
    size_t count;
    size_t unknown; /* offset in the struct, of the unknown fields */
};

enum json_object_kind {
    JSON_OBJECT_RECORD,
    JSON_OBJECT_OTP,
    JSON_OBJECT_ADMIN,
    JSON_OBJECT_LINK
};

const struct json_object_type *phonenum_json_object_type(phonenum_json_dialect dialect, enum json_object_kind kind);

/* A set of an object's members: bit 1 << index for each. */
typedef unsigned json_member_set;

static inline json_string json_member_name(const struct json_member *member)
{
    return (json_string){{member->quoted + 2, (size_t)member->quoted_size - 3}, false};
}

/* The index of the member with this name; as many as there are where the object has none. */
size_t phonenum_json_find_member(const struct json_object_type *type, json_string name);

#endif
