/*
 * The member names of the open objects, to find a name that occurs twice in one object. This takes linear time, even if
 * an attacker chose the names: a few names are compared one by one. If there are more, SipHash with a secret key spreads
 * them.
 */
#ifndef PHONENUM_SRC_JSON_DUPLICATES_H
#define PHONENUM_SRC_JSON_DUPLICATES_H

#include <phonenum/arena.h>
#include <phonenum/record.h>

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

/*
 * Adds a name to the object with this number. The name is not copied, so it must stay in place. Returns PHONENUM_OK,
 * PHONENUM_ERR_JSON_DUPLICATE or PHONENUM_ERR_NO_MEMORY. Writes no error.
 */
phonenum_status phonenum_json_names_add(struct json_names *names, uint64_t object, phonenum_str name);

/* Forgets the names that were added last, so that `count` names are left. */
void phonenum_json_names_forget(struct json_names *names, size_t count);

#endif
