/*
 * The member names of the open objects, to find a name that occurs twice in one object. This takes linear time, even if
 * an attacker chose the names: a few names are compared one by one. If there are more, SipHash with a secret key spreads
 * them.
 */
#ifndef PHONENUM_SRC_JSON_DUPLICATES_H
#define PHONENUM_SRC_JSON_DUPLICATES_H

#include <phonenum/arena.h>
#include <phonenum/record.h>
#include <string.h>

enum {
    /* How many names are compared one by one. */
    JSON_NAMES_FEW = 8
};

struct json_name {
    phonenum_str text; /* without escapes */
    uint64_t object;
    uint64_t hash; /* only if there is a hash table */
};

struct json_names {
    phonenum_arena *arena;
    struct json_name *list; /* in the order in which they were added */
    size_t count;
    size_t *slots;     /* a hash table: indices of the list, plus 1; 0 for an empty slot. NULL for few names */
    size_t slot_count; /* a power of 2, or 0 */
    uint64_t objects;  /* how many objects have a number so far */
    uint64_t key[2];
    struct json_name few[JSON_NAMES_FEW];
};

/* Begins without names. Memory is allocated only for more than a few of them. */
static inline void json_names_init(struct json_names *names, phonenum_arena *arena)
{
    names->arena = arena;
    names->list = names->few;
    names->count = 0;
    names->slots = NULL;
    names->slot_count = 0;
    names->objects = 0;
}

static inline bool json_is_same_name(const struct json_name *a, const struct json_name *b)
{
    return a->text.size == b->text.size && a->object == b->object &&
           memcmp(a->text.data, b->text.data, b->text.size) == 0;
}

/* json_names_add(), if there are more than a few names. */
phonenum_status phonenum_json_names_add_hashed(struct json_names *names, uint64_t object, phonenum_str name);

/*
 * Adds a name to the object with this number. The name is not copied, so it must stay in place. Returns PHONENUM_OK,
 * PHONENUM_ERR_JSON_DUPLICATE or PHONENUM_ERR_NO_MEMORY. Writes no error.
 */
static inline phonenum_status json_names_add(struct json_names *names, uint64_t object, phonenum_str name)
{
    if (names->slots || names->count == JSON_NAMES_FEW)
        return phonenum_json_names_add_hashed(names, object, name);
    struct json_name *added = &names->list[names->count];
    added->text.data = name.data;
    added->text.size = name.size;
    added->object = object;
    for (const struct json_name *there = names->list; there < added; there++) {
        if (json_is_same_name(there, added))
            return PHONENUM_ERR_JSON_DUPLICATE;
    }
    names->count++;
    return PHONENUM_OK;
}

/* json_names_forget(), if there is a hash table. */
void phonenum_json_names_forget_hashed(struct json_names *names, size_t count);

/* Forgets the names that were added last, so that `count` names are left. */
static inline void json_names_forget(struct json_names *names, size_t count)
{
    if (names->slots)
        phonenum_json_names_forget_hashed(names, count);
    names->count = count;
}

#endif
