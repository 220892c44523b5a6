/*
 * A short list of names, and for more of them a hash table with open addressing.
 */
#include "json/duplicates.h"

#include "base/arena.h"
#include "wire/wire.h"

#include <stdalign.h>
#include <string.h>

enum {
    SLOTS_AT_FIRST = 4 * JSON_NAMES_FEW
};

/* The key is made from memory addresses. It is secret if the system randomises them. */
static void make_key(struct json_names *names)
{
    static const char anywhere;
    names->key[0] = (uintptr_t)names * UINT64_C(0x9e3779b97f4a7c15);
    names->key[1] = (uintptr_t)&anywhere * UINT64_C(0xd1b54a32d192ed03) ^ (uintptr_t)names->arena;
}

static uint64_t rotate(uint64_t value, unsigned bits)
{
    return value << bits | value >> (64 - bits);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

static void sip_add(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    sip_round(v);
    v[0] ^= word;
}

/* SipHash-1-3 of the object's number and the name. */
static uint64_t hash_of(const struct json_names *names, uint64_t object, phonenum_str name)
{
    uint64_t v[4] = {names->key[0] ^ UINT64_C(0x736f6d6570736575), names->key[1] ^ UINT64_C(0x646f72616e646f6d),
                     names->key[0] ^ UINT64_C(0x6c7967656e657261), names->key[1] ^ UINT64_C(0x7465646279746573)};
    const uint8_t *bytes = (const uint8_t *)name.data;
    size_t rest = name.size;
    sip_add(v, object);
    for (; rest >= 8; rest -= 8, bytes += 8)
        sip_add(v, wire_load64(bytes));
    uint64_t last = (uint64_t)name.size << 56;
    for (size_t i = 0; i < rest; i++)
        last |= (uint64_t)bytes[i] << (8 * i);
    sip_add(v, last);
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The slot that has the name, or the empty slot where it belongs. */
static size_t *find_slot(const struct json_names *names, const struct json_name *name)
{
    for (size_t i = (size_t)name->hash;; i++) {
        size_t *slot = &names->slots[i & (names->slot_count - 1)];
        if (*slot == 0)
            return slot;
        const struct json_name *there = &names->list[*slot - 1];
        /* If the hashes are equal, everything else almost certainly is, too. */
        if (there->hash == name->hash && json_is_same_name(there, name))
            return slot;
    }
}

/* Makes room for twice as many names, and a hash table. There are two slots per name. */
static COLD bool grow(struct json_names *names)
{
    const size_t slot_count = names->slots ? 2 * names->slot_count : SLOTS_AT_FIRST;
    struct json_name *list =
        phonenum_arena_alloc_array(names->arena, slot_count / 2, sizeof *list, alignof(struct json_name));
    size_t *slots = phonenum_arena_alloc_array(names->arena, slot_count, sizeof *slots, alignof(size_t));
    if (!list || !slots)
        return false;
    memcpy(list, names->list, names->count * sizeof *list);
    memset(slots, 0, slot_count * sizeof *slots);
    if (!names->slots)
        make_key(names);
    for (size_t i = 0; i < names->count && !names->slots; i++)
        list[i].hash = hash_of(names, list[i].object, list[i].text);
    names->list = list;
    names->slots = slots;
    names->slot_count = slot_count;
    for (size_t i = 0; i < names->count; i++)
        *find_slot(names, &list[i]) = i + 1;
    return true;
}

phonenum_status phonenum_json_names_add_hashed(struct json_names *names, uint64_t object, phonenum_str name)
{
    const bool is_full = names->slots ? 2 * names->count == names->slot_count : names->count == JSON_NAMES_FEW;
    if (is_full && !grow(names))
        return PHONENUM_ERR_NO_MEMORY;
    struct json_name *added = &names->list[names->count];
    *added = (struct json_name){name, object, hash_of(names, object, name)};
    size_t *slot = find_slot(names, added);
    if (*slot != 0)
        return PHONENUM_ERR_JSON_DUPLICATE;
    *slot = ++names->count;
    return PHONENUM_OK;
}

/* An emptied slot needs no mark. The names that stay were added earlier, so none of them had to skip this slot. */
void phonenum_json_names_forget_hashed(struct json_names *names, size_t count)
{
    for (; names->count > count; names->count--)
        *find_slot(names, &names->list[names->count - 1]) = 0;
}
