/*
 * The member names of the open objects, to find a name that occurs twice in one object. This takes linear time, even if
 * an attacker chose the names: SipHash with a secret key spreads them.
 */
#ifndef PHONENUM_SRC_JSON_DUPLICATES_H
#define PHONENUM_SRC_JSON_DUPLICATES_H

#include <phonenum/arena.h>
#include <phonenum/record.h>

struct json_name {
    phonenum_str text; /* without escapes */
    uint64_t object;
    uint64_t hash;
};

struct json_names {
    phonenum_arena *arena;
    struct json_name *list; /* in the order in which they were added */
    size_t count;
    size_t *slots;     /* a hash table: indices of the list, plus 1; 0 for an empty slot */
    size_t slot_count; /* a power of 2, or 0 */
    uint64_t objects;  /* how many objects have a number so far */
    uint64_t key[2];
};

/* Begins without names. Adding the first name allocates memory. */
static inline void json_names_init(struct json_names *names, phonenum_arena *arena)
{
    names->arena = arena;
    names->list = NULL;
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
