/*
 * The names of the objects that are open, to see whether one stands twice in the same. Takes linear time, whoever chose
 * the names: SipHash with a key that nobody knows spreads them.
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
    size_t *slots;     /* a hash table: indices of the list, plus 1; 0 where there is none */
    size_t slot_count; /* a power of 2, or 0 */
    uint64_t objects;  /* that numbers were given to */
    uint64_t key[2];
};

/* Without any names yet. Takes memory with the first that is added. */
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
 * Adds a name, which must stay where it is, to those of an object, which has a number: PHONENUM_OK;
 * PHONENUM_ERR_JSON_DUPLICATE; PHONENUM_ERR_NO_MEMORY. Writes no error.
 */
phonenum_status phonenum_json_names_add(struct json_names *names, uint64_t object, phonenum_str name);

/* Forgets the names that were added last, so that `count` are left. */
void phonenum_json_names_forget(struct json_names *names, size_t count);

#endif
