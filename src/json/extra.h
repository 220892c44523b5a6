/*
 * The extra_json of an object that is being written. It may come from a stranger, so the reader reads it first. It is
 * written only if the reader would put all of it back into extra_json.
 */
#ifndef PHONENUM_SRC_JSON_EXTRA_H
#define PHONENUM_SRC_JSON_EXTRA_H

#include "json/members.h"
#include "json/output.h"

struct json_extra {
    enum json_object_kind kind;
    const struct json_object_type *type;
    phonenum_str text;
    phonenum_str kept;                    /* what is written: the text, compact; absent if there is nothing */
    phonenum_str known[JSON_MEMBERS_MAX]; /* values of members that the schema knows; unset if `kept` is absent */
};

/* Begins without an extra_json. */
static inline void json_extra_init(struct json_extra *extra, enum json_object_kind kind,
                                   const struct json_object_type *type)
{
    extra->kind = kind;
    extra->type = type;
    extra->kept = (phonenum_str){NULL, 0};
}

/*
 * Checks an extra_json and splits it into members. `present` is the set of members that the record itself has. `open`
 * is the number of objects and arrays around the object, and `depth` is their limit. Allocates `kept` in the arena.
 */
phonenum_status phonenum_json_extra_read(struct json_extra *extra, phonenum_str text, json_member_set present,
                                         size_t open, size_t depth, phonenum_arena *arena, phonenum_error *error);

/* The value that extra_json has for a member that the schema knows; absent if there is none. */
static inline phonenum_str json_extra_known(const struct json_extra *extra, const struct json_member *member)
{
    return extra->kept.data ? extra->known[member - extra->type->members] : (phonenum_str){NULL, 0};
}

/* Whether what is kept has a member of this name. */
bool phonenum_json_extra_has(const struct json_extra *extra, phonenum_str name);

/* Writes the members that the schema does not know. */
void phonenum_json_extra_put_others(const struct json_extra *extra, struct json_output *out);

#endif
