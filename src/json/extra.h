/*
 * An object's extra_json while the object is written. It may come from a stranger, so it is first read as reading would
 * read it: only what reading would put back there is written.
 */
#ifndef PHONENUM_SRC_JSON_EXTRA_H
#define PHONENUM_SRC_JSON_EXTRA_H

#include "json/members.h"
#include "json/output.h"

struct json_extra {
    enum json_object_kind kind;
    const struct json_object_type *type;
    phonenum_str text;
    phonenum_str kept;                    /* of the text, compact: what is written; absent where there is nothing */
    phonenum_str known[JSON_MEMBERS_MAX]; /* the values of the members that the schema knows; absent without any kept */
};

/* Without an extra_json. */
static inline void json_extra_init(struct json_extra *extra, enum json_object_kind kind,
                                   const struct json_object_type *type)
{
    extra->kind = kind;
    extra->type = type;
    extra->kept = (phonenum_str){NULL, 0};
}

/*
 * Checks and takes apart an extra_json. `present` are the members that the object has typed; `open` counts the objects
 * and arrays around it, `depth` limits them. What is kept lies in the arena.
 */
phonenum_status phonenum_json_extra_read(struct json_extra *extra, phonenum_str text, json_member_set present,
                                         size_t open, size_t depth, phonenum_arena *arena, phonenum_error *error);

/* What it has for a member that the schema knows; absent if nothing. */
static inline phonenum_str json_extra_known(const struct json_extra *extra, const struct json_member *member)
{
    return extra->kept.data ? extra->known[member - extra->type->members] : (phonenum_str){NULL, 0};
}

/* Writes the members that the schema does not know. */
void phonenum_json_extra_put_others(const struct json_extra *extra, struct json_output *out);

#endif
