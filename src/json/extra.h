/*
 * The extra_json of an object that is being written. It may come from a stranger, so the reader reads it first. It is
 * written only if the reader would put all of it back into extra_json.
 */
#ifndef PHONENUM_SRC_JSON_EXTRA_H
#define PHONENUM_SRC_JSON_EXTRA_H

#include "json/output.h"
#include "json/read.h"

struct json_extra {
    enum json_object_kind kind;
    const struct json_object_type *type;
    phonenum_str text;
    phonenum_str compact;    /* what is written: the text without whitespace; absent if there is nothing */
    struct json_parts parts; /* of `compact`. If that is absent, only `kept` is set */
};

/* Begins without an extra_json. */
static inline void json_extra_init(struct json_extra *extra, enum json_object_kind kind,
                                   const struct json_object_type *type)
{
    extra->kind = kind;
    extra->type = type;
    extra->compact = (phonenum_str){NULL, 0};
    extra->parts.kept = 0;
}

/*
 * Reads an extra_json. `open` is the number of objects and arrays around the object, and `depth` is their limit. Memory
 * comes from the arena, if there is whitespace between tokens.
 */
phonenum_status phonenum_json_extra_read(struct json_extra *extra, phonenum_str text, size_t open, size_t depth,
                                         phonenum_arena *arena, phonenum_error *error);

/*
 * Checks the members that the schema knows. `present` is the set of members that the record itself has. REQUIRES: the
 * extra_json was read.
 */
phonenum_status phonenum_json_extra_check(const struct json_extra *extra, json_member_set present,
                                          phonenum_error *error);

/* The value that extra_json has for a member that the schema knows; absent if there is none. */
static inline phonenum_str json_extra_known(const struct json_extra *extra, const struct json_member *member)
{
    const size_t index = (size_t)(member - extra->type->members);
    return extra->parts.kept & 1u << index ? extra->parts.values[index] : (phonenum_str){NULL, 0};
}

/* Whether the extra_json has a member of this name. */
bool phonenum_json_extra_has(const struct json_extra *extra, phonenum_str name);

/* Writes the members that the schema does not know. */
void phonenum_json_extra_put_others(const struct json_extra *extra, struct json_output *out);

#endif
